type Point = readonly number[];

interface Vertex {
  at: Point;
  value: number;
}

const FIRST_STEP = 0.5;
/** Of the simplex when it has found its place: its widest side, or how much its values differ. */
const CLOSE = 1e-7;
const LEVEL = 1e-13;
/** What a new start must gain to be worth another. */
const GAIN = 1e-10;
const STEPS_EACH = 400;
const STARTS = 5;

/**
 * Where a function of several numbers is least: the downhill simplex of Nelder & Mead (A simplex method for function
 * minimization, The Computer Journal 7, 1965), begun anew from its result until that no longer gets better.
 * `f` may be Infinity where it is not defined, but not at `start`.
 */
export async function minimise(f: (at: Point) => Promise<number>, start: Point): Promise<Point> {
  let best: Vertex = { at: start, value: await f(start) };
  for (let round = 0; round < STARTS; round += 1) {
    const found = await descend(f, best);
    const better = best.value - found.value;
    best = found;
    if (better <= GAIN * Math.abs(found.value)) break;
  }
  return best.at;
}

async function descend(f: (at: Point) => Promise<number>, start: Vertex): Promise<Vertex> {
  const vertexAt = async (at: Point): Promise<Vertex> => ({ at, value: await f(at) });
  const around: Vertex[] = [];
  for (const i of start.at.keys())
    around.push(await vertexAt(start.at.with(i, (start.at[i] ?? 0) + FIRST_STEP)));
  let best = start;
  for (let step = 0; step < STEPS_EACH * start.at.length; step += 1) {
    const simplex = [best, ...around.splice(0)].sort((a, b) => a.value - b.value);
    const worst = simplex.pop() ?? best;
    best = simplex[0] ?? best;
    if (size([...simplex, worst]) < CLOSE || worst.value - best.value < LEVEL * Math.abs(best.value)) break;
    const centre = meanOf(simplex);
    const towards = (factor: number) => vertexAt(centre.map((c, i) => c + factor * ((worst.at[i] ?? 0) - c)));
    const replaced = await replacement(towards, best, simplex.at(-1) ?? best, worst);
    if (replaced) around.push(...simplex.slice(1), replaced);
    else {
      const middle = best;
      for (const { at } of [...simplex.slice(1), worst])
        around.push(await vertexAt(at.map((x, i) => (x + (middle.at[i] ?? 0)) / 2)));
    }
  }
  return [best, ...around].reduce((a, b) => (b.value < a.value ? b : a));
}

/** A better vertex on the line from the worst through the others' centre; undefined where there is none. */
async function replacement(
  towards: (factor: number) => Promise<Vertex>,
  best: Vertex,
  secondWorst: Vertex,
  worst: Vertex,
): Promise<Vertex | undefined> {
  const reflected = await towards(-1);
  if (reflected.value < best.value) {
    const expanded = await towards(-2);
    return expanded.value < reflected.value ? expanded : reflected;
  }
  if (reflected.value < secondWorst.value) return reflected;
  const contracted = await towards(reflected.value < worst.value ? -0.5 : 0.5);
  return contracted.value < Math.min(reflected.value, worst.value) ? contracted : undefined;
}

const meanOf = (vertices: readonly Vertex[]): Point =>
  (vertices[0]?.at ?? []).map(
    (_, i) => vertices.reduce((sum, { at }) => sum + (at[i] ?? 0), 0) / vertices.length,
  );

/** The widest side of the simplex. */
const size = ([first, ...others]: readonly Vertex[]): number =>
  Math.max(...others.flatMap(({ at }) => at.map((x, i) => Math.abs(x - (first?.at[i] ?? x)))));
