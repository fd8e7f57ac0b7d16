/** What is left of JSON where only these paths are told; a path leads through lists as well. */
export function only(json: unknown, paths: readonly string[]): unknown {
  if (Array.isArray(json)) return json.map((one: unknown) => only(one, paths));
  if (typeof json !== 'object' || json === null) return json;
  const within = Map.groupBy(paths, (path) => path.split('.')[0]);
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, part]) => {
      const deeper = within.get(name)?.map((path) => path.slice(name.length + 1));
      return deeper ? [[name, deeper.includes('') ? (part as unknown) : only(part, deeper)]] : [];
    }),
  );
}
