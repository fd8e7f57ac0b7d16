import type { SegmentDefinition } from '../definition/types';
import type { Store } from '../../store';
import { type BaseOptions, countMembers, isMember } from './members';

/** How many people are in a segment, and how that is known. */
export interface Estimate {
  members: number;
  /** `counted`: everybody was looked at. `sampled`: as many as `sampled`, spread over all. */
  by: 'counted' | 'sampled';
  /** Contacts that were looked at. */
  sampled: number;
}

/** Up to so many people are counted, and so many are looked at of more. */
const SAMPLE = 20_000;
/** Neighbours lie on one page of the store, so they are looked at together. */
const NEIGHBOURS = 50;

/** Ids of `SAMPLE` contacts in stretches that are evenly spread up to `last`. */
function spread(last: number): { id: number }[] {
  const stretches = SAMPLE / NEIGHBOURS;
  const apart = (last - NEIGHBOURS) / (stretches - 1);
  return Array.from({ length: SAMPLE }, (_, i) => ({
    id: 1 + Math.floor(apart * Math.floor(i / NEIGHBOURS)) + (i % NEIGHBOURS),
  }));
}

/** About how many people are in a segment: counted where there are few, else by a sample spread over all. */
export async function estimateMembers(
  store: Store,
  definition: SegmentDefinition,
  options: BaseOptions,
): Promise<Estimate> {
  const { last } = await store.bulk
    .selectFrom('rollup')
    .select((eb) => eb.fn.coalesce(eb.fn.max('contact_id'), eb.lit(0)).as('last'))
    .executeTakeFirstOrThrow();
  if (last <= SAMPLE)
    return { members: await countMembers(store, definition, options), by: 'counted', sampled: last };
  const sample = store.batch({ id: 'integer' }, spread(last)).as('sample');
  // Materialized, or PostgreSQL would look at everybody before it looks who is in the sample.
  const { found } = await store.bulk
    .with(
      (cte) => cte('r').materialized(),
      (db) =>
        db
          .selectFrom(sample)
          .innerJoin('rollup', 'rollup.contact_id', 'sample.id')
          .where('rollup.rehearsing', '=', 0)
          .selectAll('rollup'),
    )
    .selectFrom('r')
    .where(isMember(store, definition, options))
    .select((eb) => eb.fn.countAll<number>().as('found'))
    .executeTakeFirstOrThrow();
  return { members: Math.round((found / SAMPLE) * last), by: 'sampled', sampled: SAMPLE };
}
