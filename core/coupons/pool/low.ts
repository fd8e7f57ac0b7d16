import { type SqlBool, sql } from 'kysely';
import type { Outcome, StepContext } from '../../steps/define';
import type { Work } from '../../store';
import type { Draft } from '../draft';

/** A threshold that somebody asked about, and whether fewer codes than that were left before. */
interface Warning {
  threshold: number;
  /** The first item that asked. */
  item: number;
  /** Whether the pool was low already, and that was told. */
  told: boolean;
}

/**
 * The thresholds of a batch, their rows held until the transaction ends: so one worker after the other sees what is
 * left. A pool that has been refilled since may become low anew.
 */
export async function holdWarnings(
  work: Work,
  context: StepContext,
  pool: string,
  claims: readonly Draft[],
): Promise<Warning[]> {
  const first = new Map<number, number>();
  for (const { claimant } of claims.toReversed()) {
    if (claimant.values.warnBelow > 0) first.set(claimant.values.warnBelow, claimant.item);
  }
  const warnings: Warning[] = [];
  for (const [threshold, item] of [...first].toSorted(([a], [b]) => a - b)) {
    const { told } = await work
      .insertInto('pool_warning')
      .values({ pool, threshold, told: 0 })
      .onConflict((conflict) =>
        conflict.columns(['pool', 'threshold']).doUpdateSet({ told: sql`pool_warning.told` }),
      )
      .returning('told')
      .executeTakeFirstOrThrow();
    const before = told === 1 ? await countLeft(work, context, pool, threshold) : 0;
    warnings.push({ threshold, item, told: told === 1 && before < threshold });
  }
  return warnings;
}

/** One item for each threshold that the pool has just fallen below. */
export async function lowOutcomes(
  work: Work,
  context: StepContext,
  pool: string,
  warnings: readonly Warning[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { threshold, item, told } of warnings) {
    const left = await countLeft(work, context, pool, threshold);
    const isLow = left < threshold;
    await work
      .updateTable('pool_warning')
      .set({ told: isLow ? 1 : 0 })
      .where('pool', '=', pool)
      .where('threshold', '=', threshold)
      .execute();
    if (isLow && !told) outcomes.push({ item, output: 'pool_low', json: { pool, left, threshold } });
  }
  return outcomes;
}

/** A code that can be handed out. */
export const isFree = (now: number) => sql<SqlBool>`coupon_id is null and planned = 0
  and (expires_at is null or expires_at > ${now})`;

/** How many codes are left, at `most` so many: no more are counted. */
async function countLeft(
  work: Work,
  { clock }: Pick<StepContext, 'clock'>,
  pool: string,
  most: number,
): Promise<number> {
  const { left } = await work
    .selectFrom((eb) =>
      eb
        .selectFrom('pool_code')
        .where('pool', '=', pool)
        .where(isFree(clock.now()))
        .select('code')
        .limit(most)
        .as('free'),
    )
    .select((eb) => eb.fn.countAll<number>().as('left'))
    .executeTakeFirstOrThrow();
  return left;
}
