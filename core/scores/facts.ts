import type { Kysely } from 'kysely';
import { insertRows, type Store, type Tables, type Work } from '../store';
import type { BgNbd } from './churn/bg-nbd';
import type { GammaGamma } from './churn/gamma-gamma';
import type { Rhythm } from './churn/rhythm';
import type { Likeness } from './likeness/likeness';
import type { ChannelCounts } from './preferences/channels';
import type { CouponOrders } from './preferences/discount';
import type { PriceLevels } from './preferences/price';
import type { RfmCuts } from './rfm';

/** What is known across people, as of the last scoring run; what no run has found yet is left out. */
export interface Facts {
  rfm?: RfmCuts;
  buying?: BgNbd;
  /** By currency. */
  spending?: Record<string, GammaGamma>;
  /** How long after a purchase in a category people buy again; '' is any purchase. */
  rhythms?: Record<string, Rhythm>;
  prices?: PriceLevels;
  coupons?: CouponOrders;
  channels?: Record<string, ChannelCounts>;
}

/** The facts of the last run. */
export async function loadFacts(db: Kysely<Tables>): Promise<Facts> {
  const rows = await db
    .selectFrom('scoring')
    .where('name', 'not like', `${LIKENESS}%`)
    .select(['name', 'value'])
    .execute();
  return Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value) as unknown]));
}

const LIKENESS = 'likeness:';

/** The likenesses that the last run learnt, by the segment's name. `segments`: those asked for; all without it. */
export async function loadLikenesses(
  db: Kysely<Tables>,
  segments?: readonly string[],
): Promise<Map<string, Likeness>> {
  const rows = await db
    .selectFrom('scoring')
    .where('name', 'like', `${LIKENESS}%`)
    .select(['name', 'value'])
    .orderBy('name')
    .execute();
  const all = rows.map(({ name, value }) => ({ segment: name.slice(LIKENESS.length), value }));
  return new Map(
    all
      .filter(({ segment }) => segments?.includes(segment) ?? true)
      .map(({ segment, value }) => [segment, JSON.parse(value) as Likeness]),
  );
}

/** Writes what a run found in place of what the one before it had. `at`: wall, ms UTC. */
export async function saveFacts(
  work: Work,
  store: Store,
  facts: Facts,
  likenesses: ReadonlyMap<string, Likeness>,
  at: number,
): Promise<void> {
  const rows = [
    ...Object.entries(facts),
    ...[...likenesses].map(([segment, likeness]) => [LIKENESS + segment, likeness] as const),
  ].map(([name, value]) => ({ name, computed_at: at, value: JSON.stringify(value) }));
  const columns = { name: 'text', computed_at: 'integer', value: 'text' } as const;
  await work.deleteFrom('scoring').execute();
  await insertRows(work, store, 'scoring', columns, rows).execute();
}
