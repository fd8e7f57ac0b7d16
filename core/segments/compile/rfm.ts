import { sql } from 'kysely';
import type { RfmCondition } from '../definition/types';
import type { RfmCuts, RfmThresholds } from '../../scores/rfm';
import { tierOf } from '../../scores/tiers';
import { inRange } from './range';
import type { Compiled, Scope } from './scope';
import { DAY } from '../definition/time';
import { both, int, never, type Sql } from './words';

/** The cuts of each score, from which on it is 2, 3, 4 and 5. */
interface Cuts {
  recency: Sql<number>[];
  frequency: Sql<number>[];
  monetary: [currency: string, cuts: Sql<number>[]][];
}

const startOfDay = (instant: Sql<number>) => sql<number>`(${instant} - ${instant} % ${sql.lit(DAY)})`;

const monetaryOf = (monetary: Record<string, number[]>): Cuts['monetary'] =>
  Object.entries(monetary).map(([currency, cuts]) => [currency, cuts.map(int)]);

const cutsByRun = ({ recency, frequency, monetary }: RfmCuts): Cuts => ({
  recency: recency.map(int),
  frequency: frequency.map(int),
  monetary: monetaryOf(monetary),
});

const cutsByThresholds = ({ now }: Scope, { recencyDays, frequency, monetary }: RfmThresholds): Cuts => ({
  recency: recencyDays.map((days) => sql`(${startOfDay(now)} - ${int(days * DAY)})`),
  frequency: frequency.map(int),
  monetary: monetaryOf(monetary),
});

/** The score of a value: cuts ascend. */
function scoreOf(value: Sql<number>, cuts: readonly Sql<number>[]): Sql<number> {
  const steps = cuts.map((cut, i) => sql`when ${value} < ${cut} then ${sql.lit(i + 1)}`);
  return sql`case ${sql.join(steps, sql` `)} else ${sql.lit(cuts.length + 1)} end`;
}

/** In a currency of which no cuts are known the score is 1. */
function monetaryScore({ monetary }: Cuts): Sql<number> {
  const currencies = monetary.map(
    ([currency, cuts]) => sql`when r.currency = ${currency} then ${scoreOf(sql`r.spent`, cuts)}`,
  );
  return currencies.length === 0 ? sql`1` : sql`case ${sql.join(currencies, sql` `)} else 1 end`;
}

const SCORES = [1, 2, 3, 4, 5];

/** A tier is a place in the grid of recency against the mean of the other two, halves rounded up. */
function isTier(tiers: readonly string[], r: Sql<number>, f: Sql<number>, m: Sql<number>): Sql<boolean> {
  const places = SCORES.flatMap((recency) =>
    SCORES.filter((mean) => tiers.includes(tierOf({ r: recency, f: mean, m: mean }))).map(
      (mean) => recency * 10 + mean,
    ),
  );
  return sql`(${r}) * 10 + ((${f}) + (${m}) + 1) / 2 in (${sql.join(places.map((place) => sql.lit(place)))})`;
}

/** When a threshold of days is next crossed: at a start of a day, one after the last day within it. */
function nextCrossing({ now, words }: Scope, days: readonly number[]): Sql<number> {
  const crossings = days.map((threshold): Sql<number> => {
    const crossed = sql`(${startOfDay(sql`r.last_paid_at`)} + ${int((threshold + 1) * DAY)})`;
    return sql`case when ${crossed} > ${now} then ${crossed} else ${never} end`;
  });
  return words.least(crossings);
}

/** RFM scores and their tiers. */
export function compileRfm(scope: Scope, { rfm, thresholds }: RfmCondition): Compiled {
  const { recency, frequency, monetary, tier } = rfm;
  const cuts = thresholds
    ? cutsByThresholds(scope, thresholds)
    : scope.scoring.rfm && cutsByRun(scope.scoring.rfm);
  if (!cuts) return { member: sql`false` };
  // Cuts are starts of days: an instant is below one just when the start of its day is.
  const r = scoreOf(sql`r.last_paid_at`, cuts.recency);
  const f = scoreOf(sql`r.orders_paid`, cuts.frequency);
  const m = monetaryScore(cuts);
  const member = both([
    sql`r.last_paid_at is not null`,
    ...(recency ? [inRange(sql`(${r})`, recency)] : []),
    ...(frequency ? [inRange(sql`(${f})`, frequency)] : []),
    ...(monetary ? [inRange(sql`(${m})`, monetary)] : []),
    ...(tier ? [isTier(tier, r, f, m)] : []),
  ]);
  const ages = thresholds && (recency !== undefined || tier !== undefined);
  return ages ? { member, flipsAt: nextCrossing(scope, thresholds.recencyDays) } : { member };
}
