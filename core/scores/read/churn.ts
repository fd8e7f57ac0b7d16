import { type BuyingHistory, expectedPurchases, pAlive } from '../churn/bg-nbd';
import { expectedAverage } from '../churn/gamma-gamma';
import { type Overdue, overdueBy, type Rhythm } from '../churn/rhythm';
import { dayOf } from '../days';
import { own } from '../own';
import { pathsOf } from '../preferences/category';
import type { Base } from './base';
import type { Goods, History, Rollup } from './history';

/** What is to be expected of a buyer. Orders of one day are one. */
export interface Churn {
  /** The probability that the person still buys; null until enough people bought for a model. */
  pAlive: number | null;
  /** In the days ahead that the rules say. */
  expectedOrders: number | null;
  /** In the same days; minor units of `currency`. */
  expectedSpend: number | null;
  currency: string | null;
  /** By the rhythm of the person and of what they bought last. */
  overdue: Overdue | null;
}

/** Null for who never bought. */
export function churnOf({ rollup, orders, goods, now }: History, { facts, rules }: Base): Churn | null {
  const history = rollup && buyingHistoryOf(rollup, now);
  if (!rollup || !history) return null;
  const expected = facts.buying && expectedPurchases(facts.buying, history, rules.churnDays / 7);
  const average = averageOf(rollup, facts.spending ?? {});
  const days = orders.flatMap(({ kept, paid_at }) => (kept && paid_at !== null ? [dayOf(paid_at)] : []));
  const ascending = [...new Set(days)].sort((a, b) => a - b);
  return {
    pAlive: facts.buying ? pAlive(facts.buying, history) : null,
    expectedOrders: expected ?? null,
    expectedSpend: expected === undefined || average === undefined ? null : Math.round(expected * average),
    currency: rollup.currency,
    overdue: overdueBy(ascending, rhythmAfter(goods, facts.rhythms ?? {}), dayOf(now)) ?? null,
  };
}

const DAYS_A_WEEK = 7;

/** What the model of buying asks of a rollup; undefined for who never bought. `now`: ms UTC. */
export function buyingHistoryOf(
  { first_paid_at, last_paid_at, days_paid }: Pick<Rollup, 'first_paid_at' | 'last_paid_at' | 'days_paid'>,
  now: number,
): BuyingHistory | undefined {
  if (first_paid_at === null || last_paid_at === null) return undefined;
  const weeksAfter = (instant: number) => Math.max(0, dayOf(instant) - dayOf(first_paid_at)) / DAYS_A_WEEK;
  return {
    repeats: days_paid - 1,
    lastAfter: weeksAfter(last_paid_at),
    age: weeksAfter(Math.max(now, last_paid_at)),
  };
}

function averageOf({ currency, spent, days_paid }: Rollup, spending: NonNullable<Base['facts']['spending']>) {
  const model = currency === null ? undefined : spending[currency];
  if (!model || spent <= 0) return undefined;
  return expectedAverage(model, { purchases: days_paid, average: spent / days_paid });
}

/**
 * The rhythm after the last purchase: of what was bought, that which lasts longest, so that nobody is taken for lost
 * who has no need yet. A category of which too little is known is judged by the one above it.
 */
function rhythmAfter(goods: readonly Goods[], rhythms: Record<string, Rhythm>): Rhythm | undefined {
  const last = Math.max(...goods.map(({ paid_at }) => dayOf(paid_at)));
  const known = goods
    .filter(({ paid_at }) => dayOf(paid_at) === last)
    .flatMap(({ category }) => nearest(category, rhythms) ?? []);
  return (
    known.reduce<Rhythm | undefined>((a, b) => (a && a.mean >= b.mean ? a : b), undefined) ?? rhythms['']
  );
}

const nearest = (category: string, rhythms: Record<string, Rhythm>): Rhythm | undefined =>
  pathsOf(category)
    .reverse()
    .map((path) => own(rhythms, path))
    .find((rhythm) => rhythm !== undefined);
