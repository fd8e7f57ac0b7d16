/** Text as either database keeps it: without NUL, and without halves of surrogate pairs. */
export const storable = (text: string): string =>
  (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed();

type Reviver = (name: string, value: unknown, context?: { source?: string }) => unknown;

/** NUL and halves of surrogate pairs come into JSON by these alone. */
const ESCAPED = /\\u(?:0000|d[89a-f])/i;

/** JSON.parse of text from outside: what comes of it, either database keeps (see `storable`). */
export function parseStorable(json: string, reviver?: Reviver): unknown {
  if (!json.includes('\\u') || !ESCAPED.test(json)) return JSON.parse(json, reviver);
  return JSON.parse(json, (name, value: unknown, context?: { source?: string }) => {
    const revived = reviver ? reviver(name, value, context) : value;
    return typeof revived === 'string' ? storable(revived) : revived;
  });
}
