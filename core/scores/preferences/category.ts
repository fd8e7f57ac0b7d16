/** How much a person has to do with a category: its path, levels set apart by " > ", and a weight. */
export interface Interest {
  category: string;
  weight: number;
}

/** A category at a level of the tree (1 is the top), and its share of all the person's interest. */
export interface CategoryShare {
  level: number;
  /** The path from the top. */
  category: string;
  /** From 0 to 1. What a category has, those above it have too. */
  share: number;
}

const LEVELS = ' > ';

/** A category and those above it, from the top down: a, a > b, a > b > c. */
export function pathsOf(category: string): string[] {
  const names = category
    .split('>')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.map((_, level) => names.slice(0, level + 1).join(LEVELS));
}

/** The categories that a person prefers: at each level the `most` with the largest shares, largest first. */
export function categoryPreference(interests: Iterable<Interest>, most = 5): CategoryShare[] {
  const levels: Map<string, number>[] = [];
  let all = 0;
  for (const { category, weight } of interests) {
    all += weight;
    for (const [level, path] of pathsOf(category).entries()) {
      const known = (levels[level] ??= new Map());
      known.set(path, (known.get(path) ?? 0) + weight);
    }
  }
  if (all <= 0) return [];
  return levels.flatMap((known, level) =>
    [...known]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, most)
      .map(([category, weight]) => ({ level: level + 1, category, share: weight / all })),
  );
}
