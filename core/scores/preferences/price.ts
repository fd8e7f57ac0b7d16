import { text } from '../../steps/text';
import { own } from '../own';
import { pathsOf } from './category';

/** Where a price lies among those that people paid in its category. */
export const priceBands = [
  {
    value: 'low',
    label: text('Low', '低价'),
    help: text('Below the cheapest quarter.', '低于最便宜的四分之一。'),
  },
  {
    value: 'middle',
    label: text('Middle', '中价'),
    help: text('In between.', '居中。'),
  },
  {
    value: 'high',
    label: text('High', '高价'),
    help: text('Above the dearest quarter.', '高于最贵的四分之一。'),
  },
] as const;

export type PriceBand = (typeof priceBands)[number]['value'];

/** Pieces sold at a price. */
export interface CountedPrice {
  /** Of one piece, in minor units. */
  price: number;
  count: number;
}

/** The prices between which the middle band lies, both in it; minor units. */
export interface PriceCuts {
  low: number;
  high: number;
}

/** By currency and category; '' is all categories. */
export type PriceLevels = Record<string, Record<string, PriceCuts>>;

/** The quartiles of prices; undefined where nothing was sold. */
export function priceCutsOf(prices: readonly CountedPrice[]): PriceCuts | undefined {
  const sorted = [...prices].sort((a, b) => a.price - b.price);
  const all = sorted.reduce((sum, { count }) => sum + count, 0);
  const quartile = (share: number) => {
    let below = 0;
    return sorted.find(({ count }) => (below += count) >= share * all)?.price;
  };
  const [low, high] = [quartile(0.25), quartile(0.75)];
  return low === undefined || high === undefined ? undefined : { low, high };
}

export function priceBand(price: number, { low, high }: PriceCuts): PriceBand {
  if (price < low) return 'low';
  return price > high ? 'high' : 'middle';
}

/** Pieces that a person bought. */
export interface Bought extends CountedPrice {
  currency: string;
  category: string | null;
}

export interface PricePreference {
  /** The band of most pieces. */
  band: PriceBand;
  /** Of the pieces; they add up to 1. */
  shares: Record<PriceBand, number>;
  pieces: number;
}

/**
 * The band that a person buys in, each piece judged by its own category, else by the nearest above it, else by all.
 * Undefined where nothing bought can be judged.
 */
export function pricePreference(bought: Iterable<Bought>, levels: PriceLevels): PricePreference | undefined {
  const counts: Record<PriceBand, number> = { low: 0, middle: 0, high: 0 };
  for (const { price, count, currency, category } of bought) {
    const cuts = cutsFor(levels[currency] ?? {}, category);
    if (cuts) counts[priceBand(price, cuts)] += count;
  }
  const pieces = counts.low + counts.middle + counts.high;
  if (pieces === 0) return undefined;
  const { value: band } = priceBands.reduce((a, b) => (counts[b.value] > counts[a.value] ? b : a));
  return {
    band,
    shares: { low: counts.low / pieces, middle: counts.middle / pieces, high: counts.high / pieces },
    pieces,
  };
}

const cutsFor = (byCategory: Record<string, PriceCuts>, category: string | null): PriceCuts | undefined =>
  ['', ...pathsOf(category ?? '')]
    .reverse()
    .map((path) => own(byCategory, path))
    .find((cuts) => cuts !== undefined);
