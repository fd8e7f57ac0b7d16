import type { Kysely, Selectable } from 'kysely';
import { insertRows, type Store, type Tables, type Work } from '../store';

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
  return new Map(rows.map((row) => [keyOf(keyOfRow(row)), row]));
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

export type NewCoupon = Pick<CouponRow, keyof typeof columns>;

/** A coupon that somebody has: as it is in the store, or as it was just written. */
export type Coupon = CouponRow | NewCoupon;

export const keyOfRow = ({
  enrolment_id,
  purpose,
}: Pick<NewCoupon, 'enrolment_id' | 'purpose'>): CouponKey => ({ enrolment: enrolment_id, purpose });

/** The rows of coupons that were just written. */
export async function rowsOf(work: Work, store: Store, coupons: readonly NewCoupon[]): Promise<CouponRow[]> {
  if (coupons.length === 0) return [];
  return [...(await couponsOf(work, store, coupons.map(keyOfRow))).values()];
}

/** Writes coupons; answers which, without those whose code somebody has already. */
export async function insertCoupons<C extends NewCoupon>(
  work: Work,
  store: Store,
  coupons: readonly C[],
): Promise<readonly C[]> {
  if (coupons.length === 0) return [];
  // Without `returning`, which doubles the time of an insert into SQLite.
  const { numInsertedOrUpdatedRows } = await insertRows(work, store, 'coupon', columns, coupons)
    .onConflict((conflict) => conflict.column('code_key').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === BigInt(coupons.length)) return coupons;
  const written = await couponsOf(work, store, coupons.map(keyOfRow));
  return coupons.filter((coupon) => written.get(keyOf(keyOfRow(coupon)))?.code === coupon.code);
}
