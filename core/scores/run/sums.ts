/** Sums by keys, added to page by page. */
export class Sums<K> extends Map<K, number> {
  add(key: K, amount: number): void {
    this.set(key, (this.get(key) ?? 0) + amount);
  }
}

/** What a map has under a key; made where there is nothing yet. */
export function reached<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
