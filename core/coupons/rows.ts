import type { Kysely, Selectable } from 'kysely';
import { couponKey } from '../ingest';
import { insertRows, type Store, type Tables, type Work } from '../store';
import { recountRedemptions } from './redeem';

export type CouponRow = Selectable<Tables['coupon']>;

/** What a coupon is for: one for each. */
export interface CouponKey {
  enrolment: number;
  purpose: string;
}

export const keyOf = ({ enrolment, purpose }: CouponKey): string => `${enrolment}\n${purpose}`;

/** The coupons of these keys, by `keyOf`. */
export async function couponsOf(
  work: Work,
  store: Store,
  keys: readonly CouponKey[],
): Promise<Map<string, CouponRow>> {
  const asked = store.batch(
    { enrolment_id: 'integer', purpose: 'text' },
    keys.map(({ enrolment, purpose }) => ({ enrolment_id: enrolment, purpose })),
  );
  const rows = await work
    .selectFrom(asked.as('asked'))
    .innerJoin('coupon', (join) =>
      join
        .onRef('coupon.enrolment_id', '=', 'asked.enrolment_id')
        .onRef('coupon.purpose', '=', 'asked.purpose'),
    )
    .selectAll('coupon')
    .execute();
  return new Map(rows.map((row) => [keyOf({ enrolment: row.enrolment_id, purpose: row.purpose }), row]));
}

/** The coupons of these ids. */
export async function couponsById(
  db: Kysely<Tables>,
  store: Store,
  ids: readonly number[],
): Promise<CouponRow[]> {
  const asked = store.batch(
    { id: 'integer' },
    ids.map((id) => ({ id })),
  );
  return db
    .selectFrom(asked.as('asked'))
    .innerJoin('coupon', 'coupon.id', 'asked.id')
    .selectAll('coupon')
    .execute();
}

const columns = {
  enrolment_id: 'integer',
  purpose: 'text',
  contact_id: 'integer',
  source: 'text',
  code: 'text',
  code_key: 'text',
  kind: 'text',
  value: 'integer',
  currency: 'text',
  minimum_spend: 'integer',
  starts_at: 'integer',
  expires_at: 'integer',
  state: 'text',
  rehearsal: 'integer',
  terms: 'text',
  counted_on: 'text',
  liability: 'integer',
} as const;

export type NewCoupon = Omit<Pick<CouponRow, keyof typeof columns>, 'code_key'>;

/** Writes coupons. Those whose code somebody has already are left out of the answer. */
export async function insertCoupons(
  work: Work,
  store: Store,
  coupons: readonly NewCoupon[],
): Promise<Pick<CouponRow, 'id' | 'code' | 'source'>[]> {
  if (coupons.length === 0) return [];
  const rows = coupons.map((coupon) => ({ ...coupon, code_key: couponKey(coupon.code) }));
  const inserted = await insertRows(work, store, 'coupon', columns, rows)
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning(['id', 'code', 'source'])
    .execute();
  await recountRedemptions(
    work,
    store,
    inserted.map(({ id }) => id),
  );
  return inserted;
}
