/** What a record has under a key that came from outside: "constructor" and the like are keys as any other. */
export const own = <V>(record: Readonly<Record<string, V>>, key: string): V | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
