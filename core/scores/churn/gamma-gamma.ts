import { logGamma } from '../maths/log-gamma';
import { mostLikely } from '../maths/most-likely';

/** What a buyer's spend follows from. */
export interface SpendHistory {
  /** Days with a purchase. */
  purchases: number;
  /** Spent on one of them on average; minor units. More than 0. */
  average: number;
}

/**
 * The Gamma-Gamma model of a base: what a purchase costs varies around each buyer's own mean (`p`), and the means
 * vary between buyers (`q`, `gamma` in minor units).
 * Fader & Hardie, The Gamma-Gamma Model of Monetary Value (2013).
 */
export interface GammaGamma {
  p: number;
  q: number;
  gamma: number;
}

/** Histories that are alike, and how many. */
export interface CountedSpend extends SpendHistory {
  count: number;
}

const FEWEST_REPEATERS = 30;

/**
 * The model that makes the histories most likely; undefined where fewer than 30 bought again, who alone tell how much
 * one buyer's purchases vary. Yields to the event loop while it works.
 */
export async function fitGammaGamma(histories: readonly CountedSpend[]): Promise<GammaGamma | undefined> {
  const sum = (numberOf: (history: CountedSpend) => number) =>
    histories.reduce((total, history) => total + history.count * numberOf(history), 0);
  if (sum(({ purchases }) => (purchases > 1 ? 1 : 0)) < FEWEST_REPEATERS) return undefined;
  const typical = sum(({ average }) => average) / sum(() => 1);
  return modelOf(
    await mostLikely(histories, [1, 1, typical], (parameters) => logLikelihood(modelOf(parameters))),
  );
}

const modelOf = ([p = 1, q = 1, gamma = 1]: readonly number[]): GammaGamma => ({ p, q, gamma });

/** The logarithm of the likelihood of one history (equation 1a of the note). */
function logLikelihood({ p, q, gamma }: GammaGamma): (history: SpendHistory) => number {
  const byPurchases = new Map<number, number>();
  const ofPurchases = (x: number): number => {
    const known = byPurchases.get(x);
    if (known !== undefined) return known;
    const worked =
      logGamma(p * x + q) - logGamma(p * x) - logGamma(q) + q * Math.log(gamma) + p * x * Math.log(x);
    byPurchases.set(x, worked);
    return worked;
  };
  return ({ purchases: x, average }) =>
    ofPurchases(x) + (p * x - 1) * Math.log(average) - (p * x + q) * Math.log(gamma + x * average);
}

/**
 * What one purchase of the buyer can be expected to cost, in minor units (not rounded): between what the buyer spent
 * and what buyers spend. Equation 5 of the note; undefined in the rare case that the model has no mean.
 */
export function expectedAverage(
  { p, q, gamma }: GammaGamma,
  { purchases: x, average }: SpendHistory,
): number | undefined {
  const weight = p * x + q - 1;
  return weight > 0 ? (p * (gamma + x * average)) / weight : undefined;
}
