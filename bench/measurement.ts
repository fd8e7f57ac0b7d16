/** One figure of a benchmark: a line of JSON on stdout. */
export interface Measurement {
  name: string;
  store?: 'sqlite' | 'postgres';
  value: number;
  unit: string;
  /** What the work was, where the unit does not tell. */
  did?: string;
  /** The same work done another way, in the same run. */
  versus?: { name: string; value: number; did?: string };
  /** How many times better than `versus`. */
  ratio?: number;
  /** What the figure, and the ratio, are to reach. */
  least?: { value?: number; most?: number; ratio?: number };
  /** Why the figure does not reach it. */
  limitedBy?: string;
}

/** A benchmark yields its figures one by one, as soon as each is known. */
export type Benchmark = () => AsyncGenerator<Measurement>;

/** The figure with its ratio, and with what limits it only where it falls short of what it is to reach. */
export function judged({ limitedBy, ...measured }: Measurement): Measurement {
  const { value, versus, least } = measured;
  const ratio = measured.ratio ?? (versus && value / versus.value);
  const short =
    value < (least?.value ?? -Infinity) ||
    value > (least?.most ?? Infinity) ||
    (ratio ?? Infinity) < (least?.ratio ?? -Infinity);
  return {
    ...measured,
    value: rounded(value),
    ...(versus && { versus: { ...versus, value: rounded(versus.value) } }),
    ...(ratio !== undefined && { ratio: rounded(ratio) }),
    ...(short && limitedBy !== undefined && { limitedBy }),
  };
}

const rounded = (value: number) =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));

/** Tells whoever watches how far it is: stderr, so that stdout holds figures only. */
export function progress(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** How many a second, for a run of `count` of them. */
export async function rateOf(count: number, run: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await run();
  return (count / (performance.now() - began)) * 1000;
}

/** What some work came to, and how long it took. */
export interface Timed<T> {
  result: T;
  seconds: number;
}

export async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const began = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - began) / 1000 };
}

/** The quickest of three runs. */
export async function quickest<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const runs = [await timed(work), await timed(work), await timed(work)];
  return runs.reduce((best, run) => (run.seconds < best.seconds ? run : best));
}

/** Slices of so many at a time. */
export function* batches<T>(rows: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size);
}
