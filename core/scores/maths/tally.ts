/** So many things that are alike: a count of purchases and two measures. */
export interface Cell {
  x: number;
  u: number;
  v: number;
  count: number;
}

const MOST_CELLS = 50_000;

/**
 * Counts people who are alike, in memory that does not grow with them. `x` stays exact; when there are too many cells,
 * the measures `u` and `v` (integers) are rounded to a step twice as wide, and stand for its middle.
 */
export class Tally {
  #step = 1;
  #cells = new Map<string, Cell>();
  readonly most: number;

  /** `most`: cells at which the step doubles. */
  constructor(most = MOST_CELLS) {
    this.most = most;
  }

  add(x: number, u: number, v: number, count: number): void {
    const [i, j] = [Math.floor(u / this.#step), Math.floor(v / this.#step)];
    const key = `${x} ${i} ${j}`;
    const cell = this.#cells.get(key);
    if (cell) cell.count += count;
    else this.#cells.set(key, { x, u: this.#middle(i), v: this.#middle(j), count });
    if (this.#cells.size > this.most) this.#coarsen();
  }

  cells(): Cell[] {
    return [...this.#cells.values()];
  }

  #middle(index: number): number {
    return index * this.#step + (this.#step - 1) / 2;
  }

  #coarsen(): void {
    const before = this.cells();
    this.#step *= 2;
    this.#cells = new Map();
    for (const { x, u, v, count } of before) this.add(x, u, v, count);
  }
}
