import { sql } from 'kysely';
import { StepError } from '../../errors';
import type { Outcome, StepContext, StepItem } from '../../steps/define';

export interface LevelValues {
  pool: string;
  /** Codes below which the item leaves by `low`. */
  lowBelow: number;
}

/** How many codes of a pool there are, by what became of them. */
interface Level {
  /** Can be handed out. */
  left: number;
  handedOut: number;
  expired: number;
  /** Written down, and not made by the shop yet. */
  planned: number;
}

/** Coupon Pool, counting: each item leaves with how many codes its pool has, by `low` or `enough`. */
export async function tellLevels(
  items: readonly StepItem<LevelValues>[],
  context: StepContext,
): Promise<Outcome[]> {
  const levels = new Map<string, Level>();
  for (const pool of new Set(items.map(({ values }) => values.pool.trim())))
    if (pool !== '') levels.set(pool, await levelOf(pool, context));
  return items.map(({ json, values }, item): Outcome => {
    const pool = values.pool.trim();
    const level = levels.get(pool);
    if (!level) {
      return {
        item,
        error: new StepError('“Pool” is empty.', { parameter: 'pool', advice: 'Name the pool.' }),
      };
    }
    const output = level.left < values.lowBelow ? 'low' : 'enough';
    return { item, output, json: { ...json, pool, ...level, threshold: values.lowBelow } };
  });
}

async function levelOf(pool: string, { store, clock }: StepContext): Promise<Level> {
  const {
    rows: [row],
  } = await sql<Level>`
    select count(*) filter (where coupon_id is null and planned = 0 and not expired) as "left",
      count(coupon_id) as "handedOut",
      count(*) filter (where coupon_id is null and planned = 0 and expired) as "expired",
      count(*) filter (where planned = 1) as "planned"
    from (select coupon_id, planned, coalesce(expires_at <= ${clock.now()}, false) as expired
      from pool_code where pool = ${pool}) as code`.execute(store.bulk);
  return row ?? { left: 0, handedOut: 0, expired: 0, planned: 0 };
}
