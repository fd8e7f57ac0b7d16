import { StepError } from '../errors';
import { DAY, dayStart } from './days';

/** What a buyer's recency, frequency and monetary scores follow from. */
export interface Buyer {
  /** The last paid order; ms UTC. */
  lastPaidAt: number;
  /** Paid orders. */
  orders: number;
  /** Minor units of `currency`. */
  spent: number;
  currency: string | null;
}

/** Recency, frequency and monetary score, each from 1 to 5; 5 is best. */
export interface Rfm {
  r: number;
  f: number;
  m: number;
}

/** The four values from which on a score is at least 2, 3, 4 and 5; ascending, `NOBODY` where no value reaches it. */
export interface RfmCuts {
  /** Starts (ms UTC) of the day of the last paid order. */
  recency: number[];
  /** Paid orders. */
  frequency: number[];
  /** Minor units, by currency. */
  monetary: Record<string, number[]>;
}

/** A cut that nothing reaches; a number, so that it can be stored and compared in SQL. */
export const NOBODY = Number.MAX_SAFE_INTEGER;

const QUINTILES = [1, 2, 3, 4];

/**
 * The cuts of exact quintiles: a value's score is 1 + floor(5 · b / n), where b of the n people have a value
 * strictly below it. Equal values share a score.
 */
export function quintileCuts(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return QUINTILES.map((quintile) => {
    const fewest = Math.ceil((quintile * sorted.length) / 5);
    const value = sorted[fewest - 1];
    // The first larger value is the first with at least `fewest` people strictly below it.
    return (value === undefined ? undefined : sorted.find((other) => other > value)) ?? NOBODY;
  });
}

/** The quintile cuts of people who bought; money is compared within each currency. */
export function cutsOf(people: readonly Buyer[]): RfmCuts {
  const currencies = new Set(people.flatMap(({ currency }) => (currency === null ? [] : [currency])));
  const spentIn = (wanted: string) =>
    people.filter(({ currency }) => currency === wanted).map(({ spent }) => spent);
  return {
    recency: quintileCuts(people.map(({ lastPaidAt }) => dayStart(lastPaidAt))),
    frequency: quintileCuts(people.map(({ orders }) => orders)),
    monetary: Object.fromEntries(
      [...currencies].sort().map((currency) => [currency, quintileCuts(spentIn(currency))]),
    ),
  };
}

/** A user's own thresholds, four of each: from the k-th on a score is at least k + 1. */
export interface RfmThresholds {
  /** Days since the last paid order, falling: up to the last one is score 5. */
  recencyDays: number[];
  /** Paid orders, rising: from the last one on is score 5. */
  frequency: number[];
  /** Minor units by currency, rising. */
  monetary: Record<string, number[]>;
}

/** Fixed thresholds as cuts at an instant (`now`, ms UTC). Throws `StepError` where there are not four in order. */
export function cutsFromThresholds(thresholds: RfmThresholds, now: number): RfmCuts {
  const { recencyDays, frequency, monetary } = thresholds;
  const today = dayStart(now);
  return {
    recency: fourRising(
      recencyDays.map((days) => today - days * DAY),
      'recencyDays',
    ),
    frequency: fourRising(frequency, 'frequency'),
    monetary: Object.fromEntries(
      Object.entries(monetary).map(([currency, cuts]) => [
        currency,
        fourRising(cuts, `monetary.${currency}`),
      ]),
    ),
  };
}

function fourRising(cuts: readonly number[], parameter: string): number[] {
  const rising = cuts.every((cut, i) => i === 0 || cut > (cuts[i - 1] ?? cut));
  if (cuts.length === 4 && rising) return [...cuts];
  throw new StepError(`The RFM thresholds in ${parameter} do not part five scores.`, {
    parameter,
    advice: 'Give four numbers from the worst to the best: days falling, orders and amounts rising.',
  });
}

/** The scores of a buyer. In a currency of which no cuts are known the monetary score is 1. */
export function scoreByCuts(cuts: RfmCuts, { lastPaidAt, orders, spent, currency }: Buyer): Rfm {
  return {
    r: reached(cuts.recency, dayStart(lastPaidAt)),
    f: reached(cuts.frequency, orders),
    m: reached((currency === null ? undefined : cuts.monetary[currency]) ?? [], spent),
  };
}

const reached = (cuts: readonly number[], value: number) => 1 + cuts.filter((cut) => value >= cut).length;
