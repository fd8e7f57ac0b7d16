/** How many letters have to be added, left out or changed to make one word the other (Levenshtein's distance). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const changed = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The known word that somebody probably meant; undefined where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const near = known
    .map((one) => ({ one, letters: distance(word.toLowerCase().slice(0, 64), one.toLowerCase()) }))
    .filter(({ one, letters }) => letters <= Math.max(1, Math.floor(one.length / 3)));
  return near.sort((a, b) => a.letters - b.letters)[0]?.one;
}
