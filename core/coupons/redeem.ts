import { sql } from 'kysely';
import type { OrderKey } from '../ingest/orders';
import type { Store, Work } from '../store';

/** Brings the coupons that orders name to the state that the orders leave them in. The orders are recorded already. */
export async function redeemByOrders(work: Work, store: Store, orders: readonly OrderKey[]): Promise<void> {
  if (orders.length === 0) return;
  const asked = store.batch(
    { source: 'text', order_id: 'text' },
    orders.map(({ source, order_id }) => ({ source, order_id })),
  );
  // Cross join: few orders name a coupon, and few of the codes are ours.
  const { rows } = await sql<{ id: number }>`
    select distinct k.id
    from ${asked} as asked
    cross join order_part as p
    cross join coupon as k
    where p.source = asked.source and p.order_id = asked.order_id and p.kind = 'coupon'
      and k.code_key = p.value`.execute(work);
  await recountRedemptions(
    work,
    store,
    rows.map(({ id }) => id),
  );
}

/** Brings coupons to the state that the orders which name them leave them in; orders may have come before the coupon. */
export async function recountRedemptions(
  work: Work,
  store: Store,
  coupons: readonly number[],
): Promise<void> {
  if (coupons.length === 0) return;
  const asked = sql`(select id from ${store.batch(
    { id: 'integer' },
    coupons.map((id) => ({ id })),
  )} as asked)`;
  // Whoever else recounts them waits, and then sees what this transaction saw and wrote.
  if (store.dialect === 'postgres')
    await sql`select id from coupon where id in ${asked} order by id for update`.execute(work);
  const redeemed = sql`exists (
    select 1 from redemption as r where r.coupon_id = coupon.id and r.own = 1 and r.given_back = 0)`;
  await sql`update coupon set state = case state when 'issued' then 'redeemed' else 'issued' end
    where id in ${asked} and (state = 'issued' and ${redeemed} or state = 'redeemed' and not ${redeemed})`.execute(
    work,
  );
}

/** Recounts what contacts hold, after whose orders and coupons are whose has changed. */
export async function recountCouponsOf(work: Work, store: Store, contact: number): Promise<void> {
  const rows = await work.selectFrom('coupon').where('contact_id', '=', contact).select('id').execute();
  await recountRedemptions(
    work,
    store,
    rows.map(({ id }) => id),
  );
}
