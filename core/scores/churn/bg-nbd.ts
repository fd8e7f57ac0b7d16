import { logGamma } from '../maths/log-gamma';
import { mostLikely } from '../maths/most-likely';

/** What a buyer's future follows from. Purchases of one day are one. */
export interface BuyingHistory {
  /** Days with a purchase after the first. */
  repeats: number;
  /** Weeks from the first purchase to the last. */
  lastAfter: number;
  /** Weeks from the first purchase to now. */
  age: number;
}

/**
 * The BG/NBD model of a base: purchases at rates that differ by a gamma distribution (`r`, `alpha` in weeks), and
 * after each a chance of leaving for good that differs by a beta distribution (`a`, `b`).
 * Fader, Hardie & Lee, “Counting Your Customers” the Easy Way, Marketing Science 24 (2005).
 */
export interface BgNbd {
  r: number;
  alpha: number;
  a: number;
  b: number;
}

/** Histories that are alike, and how many. */
export interface CountedHistory extends BuyingHistory {
  count: number;
}

const FEWEST_BUYERS = 100;
const FEWEST_REPEATERS = 30;

/**
 * The model that makes the histories most likely; undefined where fewer than 100 bought, or fewer than 30 again.
 * Yields to the event loop while it works.
 */
export async function fitBgNbd(histories: readonly CountedHistory[]): Promise<BgNbd | undefined> {
  const countOf = (some: readonly CountedHistory[]) => some.reduce((sum, { count }) => sum + count, 0);
  const buyers = countOf(histories);
  const repeaters = countOf(histories.filter(({ repeats }) => repeats > 0));
  if (buyers < FEWEST_BUYERS || repeaters < FEWEST_REPEATERS) return undefined;
  return modelOf(
    await mostLikely(histories, [1, 1, 1, 1], (parameters) => logLikelihood(modelOf(parameters))),
  );
}

const modelOf = ([r = 1, alpha = 1, a = 1, b = 1]: readonly number[]): BgNbd => ({ r, alpha, a, b });

/** The logarithm of the likelihood of one history (equation 6 of the paper); what follows from the repeats alone is worked out once for each number. */
function logLikelihood({ r, alpha, a, b }: BgNbd): (history: BuyingHistory) => number {
  const byRepeats = new Map<number, number>();
  const ofRepeats = (x: number): number => {
    const known = byRepeats.get(x);
    if (known !== undefined) return known;
    const purchases = logGamma(r + x) - logGamma(r) + r * Math.log(alpha);
    const staying = logGamma(a + b) + logGamma(b + x) - logGamma(b) - logGamma(a + b + x);
    byRepeats.set(x, purchases + staying);
    return purchases + staying;
  };
  return ({ repeats: x, lastAfter, age }) => {
    const stillHere = -(r + x) * Math.log(alpha + age);
    if (x === 0) return ofRepeats(0) + stillHere;
    const left = Math.log(a / (b + x - 1)) - (r + x) * Math.log(alpha + lastAfter);
    const larger = Math.max(stillHere, left);
    return ofRepeats(x) + larger + Math.log1p(Math.exp(Math.min(stillHere, left) - larger));
  };
}

/** The odds that the buyer has left for good. */
function oddsOfHavingLeft({ r, alpha, a, b }: BgNbd, { repeats: x, lastAfter, age }: BuyingHistory): number {
  if (x === 0) return 0;
  return (a / (b + x - 1)) * ((alpha + age) / (alpha + lastAfter)) ** (r + x);
}

/**
 * The probability that the buyer still buys: Fader & Hardie, Computing P(alive) Using the BG/NBD Model (2008).
 * By this model somebody who bought once has never had the chance to leave, and so has 1.
 */
export function pAlive(model: BgNbd, history: BuyingHistory): number {
  return 1 / (1 + oddsOfHavingLeft(model, history));
}

const NEAR_ONE = 1e-6;

/**
 * The number of purchases to expect in the next `weeks`: equation 10 of the paper. Its hypergeometric function is
 * taken after Euler's transformation (Abramowitz & Stegun 15.3.3), where nothing grows out of range.
 */
export function expectedPurchases(model: BgNbd, history: BuyingHistory, weeks: number): number {
  const { r, alpha, b } = model;
  const { repeats: x, age } = history;
  // The formula divides by a - 1; beside that hole it is smooth.
  const a = Math.abs(model.a - 1) < NEAR_ONE ? 1 + NEAR_ONE : model.a;
  const z = weeks / (alpha + age + weeks);
  const none = (1 - z) ** (a - 1) * hypergeometric(a + b - 1 - r, a - 1, a + b + x - 1, z);
  const ifHere = ((a + b + x - 1) / (a - 1)) * (1 - none);
  return ifHere / (1 + oddsOfHavingLeft(model, history));
}

/** Gauss's 2F1(a, b; c; z) for 0 ≤ z < 1, by its series. */
function hypergeometric(a: number, b: number, c: number, z: number): number {
  let sum = 1;
  let term = 1;
  for (let n = 0; Math.abs(term) > Number.EPSILON * Math.abs(sum); n += 1) {
    term *= ((a + n) * (b + n) * z) / ((c + n) * (n + 1));
    sum += term;
  }
  return sum;
}
