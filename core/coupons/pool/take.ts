import { sql } from 'kysely';
import { couponKey } from '../../ingest';
import type { Outcome, StepContext } from '../../steps/define';
import type { Store, Work } from '../../store';
import type { Claimant } from '../claimant';
import { type Draft, rowOf } from '../draft';
import type { Refusal } from '../refusal';
import { recountRedemptions } from '../redeem';
import { insertCoupons, type NewCoupon, rowsOf } from '../rows';
import { holdWarnings, isFree, lowOutcomes } from './low';

/** What became of those who were to get a code of a pool. */
export interface Taken {
  coupons: NewCoupon[];
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
  const coupons: NewCoupon[] = [];
  const low: Outcome[] = [];
  const emptied: Draft[] = [];
  const byPool = Map.groupBy(drafts, ({ claimant }) => claimant.values.pool.trim());
  // Two workers hold the warnings of several pools in one sequence.
  for (const pool of [...byPool.keys()].toSorted()) {
    const claims = byPool.get(pool) ?? [];
    const warnings = await holdWarnings(work, context, pool, claims);
    const taken = await takeFrom(work, context, pool, claims);
    coupons.push(...taken.coupons);
    emptied.push(...taken.emptied);
    low.push(...(await lowOutcomes(work, context, pool, warnings)));
  }
  return { coupons, low, emptied };
}

async function takeFrom(
  work: Work,
  context: StepContext,
  pool: string,
  claims: readonly Draft[],
): Promise<Omit<Taken, 'low'>> {
  const { store } = context;
  const codes = await freeCodes(work, context, pool, claims.length);
  const dealt = codes.flatMap((code, place) => {
    const draft = claims[place];
    return draft ? [rowOf(draft, code)] : [];
  });
  const coupons = await insertCoupons(work, store, dealt);
  await noteOwners(work, store, pool, codes);
  const rows = await rowsOf(work, store, coupons);
  // Orders may have named the codes before they were given to anybody.
  await recountRedemptions(
    work,
    store,
    rows.map(({ id }) => id),
  );
  const given = new Set(coupons.map(({ code }) => code));
  return { coupons: [...coupons], emptied: claims.filter((_, place) => !given.has(codes[place] ?? '')) };
}

/** Up to `count` free codes of a pool, held until the transaction ends; those that expire first come first. */
async function freeCodes(
  work: Work,
  { store, clock }: Pick<StepContext, 'store' | 'clock'>,
  pool: string,
  count: number,
): Promise<string[]> {
  const skip = store.dialect === 'postgres' ? sql`for update skip locked` : sql``;
  for (;;) {
    const { rows } = await sql<{ code: string }>`
      select code from pool_code
      where pool = ${pool} and ${isFree(clock.now())}
      order by case when expires_at is null then 1 else 0 end, expires_at, code
      limit ${count} ${skip}`.execute(work);
    const codes = rows.map(({ code }) => code);
    // Somebody may have got such a code elsewhere: then it is free no longer, and others are looked for.
    if ((await noteOwners(work, store, pool, codes)) === 0n) return codes;
  }
}

/** Notes whose coupons the codes are; answers how many are somebody's. */
async function noteOwners(work: Work, store: Store, pool: string, codes: readonly string[]): Promise<bigint> {
  if (codes.length === 0) return 0n;
  const asked = store.batch(
    { code: 'text', code_key: 'text' },
    codes.map((code) => ({ code, code_key: couponKey(code) })),
  );
  const { numUpdatedRows } = await work
    .updateTable('pool_code')
    .from(asked.as('asked'))
    .innerJoin('coupon', 'coupon.code_key', 'asked.code_key')
    .set((eb) => ({ coupon_id: eb.ref('coupon.id') }))
    .where('pool_code.pool', '=', pool)
    .whereRef('pool_code.code', '=', 'asked.code')
    .executeTakeFirstOrThrow();
  return numUpdatedRows;
}

export const emptyPool = ({ values: { pool } }: Claimant): Refusal => ({
  reason: 'pool_empty',
  detail: `The pool “${pool}” has no code left. Add codes with Coupon Pool; nobody lost their place.`,
});
