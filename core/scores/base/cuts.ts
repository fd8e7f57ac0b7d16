import { Slices } from '../maths/slices';
import { NOBODY } from '../rfm';

/** A column of integers. */
export type Integers = Int32Array | Float64Array;

const QUINTILES = [1, 2, 3, 4];
const BUCKETS = 65_536;

/** Where the value of a rank lies: from here, and before an end. */
interface Window {
  rank: number;
  from: number;
  end: number;
  /** How many values are smaller than `from`. */
  below: number;
  /** The smallest value from the end on. */
  next: number;
}

/**
 * The cuts of exact quintiles, as `quintileCuts` has them, of columns that may hold millions: by counting into ever
 * narrower windows, in slices that leave the event loop to others.
 */
export async function countCuts(columns: readonly Integers[]): Promise<number[]> {
  const count = columns.reduce((sum, { length }) => sum + length, 0);
  if (count === 0) return QUINTILES.map(() => NOBODY);
  const { least, most } = await extent(columns);
  let windows = QUINTILES.map((quintile): Window => {
    const rank = Math.ceil((quintile * count) / 5);
    return { rank, from: least, end: most + 1, below: 0, next: NOBODY };
  });
  do windows = await narrowed(columns, windows);
  while (windows.some(({ from, end }) => end - from > 1));
  return windows.map(({ next }) => next);
}

async function inSlices(columns: readonly Integers[], look: (column: Integers) => void): Promise<void> {
  const slices = new Slices();
  for (const column of columns) {
    look(column);
    if (slices.over) await slices.next();
  }
}

async function extent(columns: readonly Integers[]): Promise<{ least: number; most: number }> {
  const extents: { least: number; most: number }[] = [];
  await inSlices(columns, (column) => extents.push(extentOf(column)));
  return {
    least: Math.min(...extents.map(({ least }) => least)),
    most: Math.max(...extents.map(({ most }) => most)),
  };
}

function extentOf(column: Integers): { least: number; most: number } {
  let least = Infinity;
  let most = -Infinity;
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row] ?? NaN;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most };
}

/** The part of each window that its rank falls into. Windows that are the same are counted once. */
async function narrowed(columns: readonly Integers[], windows: readonly Window[]): Promise<Window[]> {
  const histograms = new Map(windows.map(({ from, end }) => [from, new Histogram(from, end)]));
  await inSlices(columns, (column) => {
    for (const histogram of histograms.values()) histogram.add(column);
  });
  return windows.map((window) => histograms.get(window.from)?.narrow(window) ?? window);
}

/** How many values lie in each of the buckets between two values, and the smallest of each bucket. */
class Histogram {
  readonly #from: number;
  readonly #end: number;
  readonly #width: number;
  readonly #counts: Uint32Array;
  readonly #least: Float64Array;

  constructor(from: number, end: number) {
    this.#from = from;
    this.#end = end;
    this.#width = Math.ceil((end - from) / BUCKETS);
    const buckets = Math.ceil((end - from) / this.#width);
    this.#counts = new Uint32Array(buckets);
    this.#least = new Float64Array(buckets).fill(Infinity);
  }

  add(column: Integers): void {
    const [from, end, width, counts, least] = [this.#from, this.#end, this.#width, this.#counts, this.#least];
    for (let row = 0; row < column.length; row += 1) {
      const value = column[row] ?? NaN;
      if (value < from || value >= end) continue;
      const bucket = Math.floor((value - from) / width);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      if (value < (least[bucket] ?? NaN)) least[bucket] = value;
    }
  }

  /** The bucket that the window's rank falls into. */
  narrow({ rank, below, next }: Window): Window {
    let bucket = 0;
    let smaller = below;
    for (; smaller + (this.#counts[bucket] ?? Infinity) < rank; bucket += 1)
      smaller += this.#counts[bucket] ?? 0;
    const from = this.#from + bucket * this.#width;
    const larger = this.#least.subarray(bucket + 1).find((value) => value < Infinity);
    return { rank, from, end: Math.min(from + this.#width, this.#end), below: smaller, next: larger ?? next };
  }
}
