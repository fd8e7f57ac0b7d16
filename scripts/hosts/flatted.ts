type Table = readonly unknown[];

/**
 * Reads n8n's execution data: JSON of one table, in which every object, array and string
 * is a row of its own and a string inside a row is the number of another row.
 */
export function parseFlatted(text: string): unknown {
  const table = JSON.parse(text) as Table;
  const done = new Map<string, unknown>();

  function row(index: string): unknown {
    if (done.has(index)) return done.get(index);
    const value = table[Number(index)];
    if (typeof value !== 'object' || value === null) return value;
    const copy = (Array.isArray(value) ? [] : {}) as Record<string, unknown>;
    done.set(index, copy);
    for (const [key, inner] of Object.entries(value)) {
      copy[key] = typeof inner === 'string' ? row(inner) : inner;
    }
    return copy;
  }

  return row('0');
}
