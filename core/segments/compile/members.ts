import type { SelectQueryBuilder } from 'kysely';
import type { SegmentDefinition } from '../definition/types';
import type { Store, Tables } from '../../store';
import { periodOf } from './calendar';
import { compileDefinition } from './condition';
import type { PeriodUnit } from './scope';
import type { Scoring } from './scoring';
import { int, type Sql, words } from './words';

/** What a whole base is asked with. */
export interface BaseOptions {
  /** ms UTC. */
  now: number;
  scoring: Scoring;
}

/** Whether a rollup `r` is a member's. */
export function isMember(
  { dialect }: Store,
  definition: SegmentDefinition,
  { now, scoring }: BaseOptions,
): Sql<boolean> {
  const period = (unit: PeriodUnit, timeZone: string) => {
    const { start, end } = periodOf(unit, timeZone, now);
    return { start: int(start), end: int(end) };
  };
  return compileDefinition({ words: words[dialect], now: int(now), scoring, period }, definition).member;
}

/** The members among all people who do not rehearse, as a query over `rollup as r` to go on with. */
export const membersQuery = (
  store: Store,
  definition: SegmentDefinition,
  options: BaseOptions,
): SelectQueryBuilder<Tables & { r: Tables['rollup'] }, 'r', { contact_id: number }> =>
  store.bulk
    .selectFrom('rollup as r')
    .where('r.rehearsing', '=', 0)
    .where(isMember(store, definition, options))
    .select('r.contact_id');

/** How many people are in a segment. */
export async function countMembers(
  store: Store,
  definition: SegmentDefinition,
  options: BaseOptions,
): Promise<number> {
  const { members } = await membersQuery(store, definition, options)
    .clearSelect()
    .select((eb) => eb.fn.countAll<number>().as('members'))
    .executeTakeFirstOrThrow();
  return members;
}
