import { sql } from 'kysely';
import type { Outcome, StepContext } from '../../steps/define';
import type { Work } from '../../store';
import type { Claimant } from '../claimant';
import { type Draft, rowOf } from '../draft';
import type { Refusal } from '../refusal';
import { insertCoupons } from '../rows';
import { holdWarnings, isFree, lowOutcomes } from './low';

/** What became of those who were to get a code of a pool. */
export interface Taken {
  /** The warnings of pools that have become low. */
  low: Outcome[];
  /** For whom there was no code. */
  emptied: Draft[];
}

/** Gives each draft a code of its pool; each code goes to one person. */
export async function takeFromPools(
  work: Work,
  context: StepContext,
  drafts: readonly Draft[],
): Promise<Taken> {
  const low: Outcome[] = [];
  const emptied: Draft[] = [];
  const byPool = Map.groupBy(drafts, ({ claimant }) => claimant.values.pool.trim());
  // Two workers hold the warnings of several pools in one sequence.
  for (const pool of [...byPool.keys()].toSorted()) {
    const claims = byPool.get(pool) ?? [];
    const warnings = await holdWarnings(work, context, pool, claims);
    emptied.push(...(await takeFrom(work, context, pool, claims)));
    low.push(...(await lowOutcomes(work, context, pool, warnings)));
  }
  return { low, emptied };
}

/** Answers those for whom there was no code. */
async function takeFrom(
  work: Work,
  context: StepContext,
  pool: string,
  claims: readonly Draft[],
): Promise<Draft[]> {
  const { store } = context;
  const codes = await freeCodes(work, context, pool, claims.length);
  const dealt = codes.flatMap((code, place) => {
    const draft = claims[place];
    return draft ? [rowOf(draft, code)] : [];
  });
  const inserted = await insertCoupons(work, store, dealt);
  if (inserted.length > 0) {
    const owners = store.batch({ id: 'integer', code: 'text' }, inserted);
    await work
      .updateTable('pool_code')
      .from(owners.as('owner'))
      .set((eb) => ({ coupon_id: eb.ref('owner.id') }))
      .where('pool_code.pool', '=', pool)
      .whereRef('pool_code.code', '=', 'owner.code')
      .execute();
  }
  const given = new Set(inserted.map(({ code }) => code));
  return claims.filter((_, place) => !given.has(codes[place] ?? ''));
}

/** Up to `count` free codes of a pool, held until the transaction ends; those that expire first come first. */
async function freeCodes(
  work: Work,
  { store, clock }: Pick<StepContext, 'store' | 'clock'>,
  pool: string,
  count: number,
): Promise<string[]> {
  const skip = store.dialect === 'postgres' ? sql`for update skip locked` : sql``;
  const { rows } = await sql<{ code: string }>`
    select code from pool_code
    where pool = ${pool} and ${isFree(clock.now())}
      and not exists (select 1 from coupon where coupon.code = pool_code.code)
    order by case when expires_at is null then 1 else 0 end, expires_at, code
    limit ${count} ${skip}`.execute(work);
  return rows.map(({ code }) => code);
}

export const emptyPool = ({ values: { pool } }: Claimant): Refusal => ({
  reason: 'pool_empty',
  detail: `The pool “${pool}” has no code left. Add codes with Coupon Pool; nobody lost their place.`,
});
