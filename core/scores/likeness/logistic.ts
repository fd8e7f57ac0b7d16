import { Slices } from '../maths/slices';

/** A person as the numbers that are not 0, by their places, which ascend. */
export interface Row {
  places: readonly number[];
  values: readonly number[];
  member: boolean;
}

const RIDGE = 10;
const ridge = (place: number) => (place === 0 ? 0 : RIDGE);
const ROUNDS = 25;
const CLOSE = 1e-6;
const ROWS_BETWEEN_LOOKS = 500;

/** The log-odds of a row under weights by place. */
export function logOdds(weights: ArrayLike<number>, { places, values }: Omit<Row, 'member'>): number {
  return places.reduce((sum, place, i) => sum + (weights[place] ?? 0) * (values[i] ?? 0), 0);
}

/**
 * Weights by place of a logistic regression, members and others counting half each, kept small by a ridge of 10 on all
 * but place 0, the intercept. Newton's method (Hastie, Tibshirani & Friedman, The Elements of Statistical Learning,
 * 4.4.1); the same rows give the same weights. Yields to the event loop.
 */
export async function logisticWeights(rows: readonly Row[], places: number): Promise<Float64Array> {
  const slices = new Slices();
  const members = rows.filter(({ member }) => member).length;
  const counts = (member: boolean) => rows.length / (2 * (member ? members : rows.length - members));
  const [asMember, asOther] = [counts(true), counts(false)];
  const weights = new Float64Array(places);
  for (let round = 0; round < ROUNDS; round += 1) {
    const slope = weights.map((weight, place) => -ridge(place) * weight);
    const curve = Array.from({ length: places }, (_, place) => {
      const line = new Float64Array(places);
      line[place] = ridge(place);
      return line;
    });
    for (const [i, row] of rows.entries()) {
      addRow(row, row.member ? asMember : asOther, weights, slope, curve);
      if (i % ROWS_BETWEEN_LOOKS === 0 && slices.over) await slices.next();
    }
    await slices.next();
    const step = solved(curve, slope);
    for (const [place, change] of step.entries()) weights[place] = (weights[place] ?? 0) + change;
    if (step.every((change) => Math.abs(change) < CLOSE)) break;
  }
  return weights;
}

/** Adds a row's part of the likelihood's first and second derivatives (the lower half of the second). */
function addRow(
  row: Row,
  count: number,
  weights: Float64Array,
  slope: Float64Array,
  curve: Float64Array[],
): void {
  const chance = 1 / (1 + Math.exp(-logOdds(weights, row)));
  const error = count * ((row.member ? 1 : 0) - chance);
  const bend = count * chance * (1 - chance);
  for (let i = 0; i < row.places.length; i += 1) {
    const place = row.places[i] ?? 0;
    const value = row.values[i] ?? 0;
    slope[place] = (slope[place] ?? 0) + error * value;
    const line = curve[place] ?? [];
    for (let j = 0; j <= i; j += 1) {
      const other = row.places[j] ?? 0;
      line[other] = (line[other] ?? 0) + bend * value * (row.values[j] ?? 0);
    }
  }
}

/** Solves A x = b for a positive definite A, of which the lower half is given, by Cholesky's decomposition in its place. */
function solved(a: readonly Float64Array[], b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (const [i, line] of a.entries()) {
    for (const [j, above] of a.slice(0, i).entries()) line[j] = remainder(line, above, j) / (above[j] ?? 1);
    line[i] = Math.sqrt(remainder(line, line, i));
    x[i] = ((x[i] ?? 0) - dot(line, x, i)) / line[i];
  }
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const line = a[i] ?? b;
    x[i] = (x[i] ?? 0) / (line[i] ?? 1);
    for (let k = 0; k < i; k += 1) x[k] = (x[k] ?? 0) - (line[k] ?? 0) * (x[i] ?? 0);
  }
  return x;
}

const remainder = (line: Float64Array, other: Float64Array, to: number) =>
  (line[to] ?? 0) - dot(line, other, to);

function dot(a: Float64Array, b: Float64Array, to: number): number {
  let sum = 0;
  for (let k = 0; k < to; k += 1) sum += (a[k] ?? 0) * (b[k] ?? 0);
  return sum;
}
