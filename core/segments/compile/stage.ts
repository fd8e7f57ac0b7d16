import { sql } from 'kysely';
import type { StageCondition } from '../definition/types';
import { stageNumber, stageSql } from '../stages';
import type { Compiled, Scope } from './scope';
import { DAY } from '../definition/time';
import { both, int, never, type Sql } from './words';

/** Stages that somebody is in until they lapse, and what tells who is in them. */
const alive = [
  { stage: 'one_order', orders: sql<boolean>`r.orders_paid = 1` },
  { stage: 'repeat', orders: sql<boolean>`r.orders_paid > 1` },
] as const;

/** The lifecycle stage is one of these. */
export function compileStage(
  scope: Scope,
  { stage: stages, lapsedAfterDays = 90 }: StageCondition,
): Compiled {
  const { now } = scope;
  const stage = stageSql(now, lapsedAfterDays, 'r');
  const listed = sql.join(stages.map((one) => sql.lit(stageNumber(one))));
  const member = sql<boolean>`coalesce(${stage} in (${listed}), false)`;
  // Lapsing changes nothing for those who are in one of the stages before and after.
  const leaving = alive.filter((one) => stages.includes(one.stage) !== stages.includes('lapsed'));
  if (leaving.length === 0) return { member };
  const lapses: Sql<number> = sql`r.last_paid_at + ${int(lapsedAfterDays * DAY)}`;
  const matters = both([
    leaving.length === alive.length ? sql`r.orders_paid > 0` : both(leaving.map(({ orders }) => orders)),
    sql`${lapses} > ${now}`,
  ]);
  return { member, flipsAt: sql`case when ${matters} then ${lapses} else ${never} end` };
}
