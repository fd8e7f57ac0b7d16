import { type RawBuilder, sql } from 'kysely';
import { insertRows, type Store, type Work } from '../store';
import type { PlacedEvent } from './orders';

/** When a contact registered, and its last cart; contact's time, ms UTC. */
export interface Sightings {
  contact_id: number;
  registered_at: number | null;
  cart_at: number | null;
  cart_items: number | null;
}

function gather(placed: readonly PlacedEvent[]): Sightings[] {
  const rows = new Map<number, Sightings>();
  for (const { event, contact, at } of placed) {
    const row = rows.get(contact) ?? {
      contact_id: contact,
      registered_at: null,
      cart_at: null,
      cart_items: null,
    };
    rows.set(contact, row);
    if (event.name === 'customer_registered') {
      row.registered_at = row.registered_at === null ? at : Math.min(row.registered_at, at);
    }
    const items = event.name === 'cart_updated' ? event.data.cart?.items : undefined;
    if (
      items !== undefined &&
      (row.cart_at === null || at > row.cart_at || (at === row.cart_at && items > (row.cart_items ?? 0)))
    ) {
      row.cart_at = at;
      row.cart_items = items;
    }
  }
  return [...rows.values()];
}

const laterCart = sql<boolean>`excluded.cart_at is not null and (rollup.cart_at is null
  or excluded.cart_at > rollup.cart_at
  or (excluded.cart_at = rollup.cart_at and excluded.cart_items > rollup.cart_items))`;

const latest = (column: 'cart_at' | 'cart_items') =>
  sql<
    number | null
  >`case when ${laterCart} then ${sql.ref(`excluded.${column}`)} else ${sql.ref(`rollup.${column}`)} end`;

/** Adds registrations and carts to the rollups of their contacts. */
export async function recordSightings(work: Work, store: Store, rows: readonly Sightings[]): Promise<void> {
  const columns = {
    contact_id: 'integer',
    registered_at: 'integer',
    cart_at: 'integer',
    cart_items: 'integer',
  } as const;
  await insertRows(
    work,
    store,
    'rollup',
    columns,
    rows.map((row) => ({ ...row })),
  )
    .onConflict((conflict) =>
      conflict.column('contact_id').doUpdateSet({
        registered_at: sql`case when rollup.registered_at is null or excluded.registered_at < rollup.registered_at
          then excluded.registered_at else rollup.registered_at end`,
        cart_at: latest('cart_at'),
        cart_items: latest('cart_items'),
      }),
    )
    .execute();
}

const DAY = 86_400_000;

/** An order that counts as bought: paid, neither cancelled nor wholly refunded. `order`: the alias of its table. */
export function keptOrder(order: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${order}.${name}`);
  return sql<boolean>`(${column('paid_at')} is not null and ${column('cancelled_at')} is null
    and (${column('refunded')} = 0 or ${column('refunded')} < coalesce(${column('amount')}, 0)))`;
}

/** Counts the orders of contacts afresh: exact whatever order events came in, and after merges. */
export async function recountOrders(work: Work, store: Store, contacts: readonly number[]): Promise<void> {
  if (contacts.length === 0) return;
  const asked = store.batch(
    { id: 'integer' },
    contacts.map((id) => ({ id })),
  );
  const kept = keptOrder('o');
  // Each order is read once: where there are millions, it is most of the work. Only of who paid in several currencies, or
  // for orders without an amount, they are read again.
  const isPlain = sql`(told.priced = 0 or (told.priced = told.paid and told.currency = told.another_currency))`;
  const latestCurrency = sql`(
    select o.currency from shop_order as o where o.contact_id = told.contact_id and ${kept}
    order by o.paid_at desc, coalesce(o.currency, '') desc limit 1
  )`;
  const spentInIt = sql`(
    select coalesce(sum(coalesce(o.amount, 0) - o.refunded), 0) from shop_order as o
    where o.contact_id = told.contact_id and ${kept} and o.currency = ${latestCurrency}
  )`;
  await sql`
    insert into rollup (contact_id, orders_placed, orders_open, orders_paid, first_paid_at, last_paid_at, days_paid, currency, spent)
    select contact_id, placed, open, paid, first_paid_at, last_paid_at, days_paid,
      case when ${isPlain} then told.currency else ${latestCurrency} end,
      case when ${isPlain} then told.spent else ${spentInIt} end
    from (
      select o.contact_id,
        count(coalesce(o.placed_at, o.paid_at)) as placed,
        count(*) filter (where o.placed_at is not null and o.paid_at is null and o.cancelled_at is null) as open,
        count(*) filter (where ${kept}) as paid,
        min(o.paid_at) filter (where ${kept}) as first_paid_at,
        max(o.paid_at) filter (where ${kept}) as last_paid_at,
        count(distinct o.paid_at / ${sql.lit(DAY)}) filter (where ${kept}) as days_paid,
        count(o.currency) filter (where ${kept}) as priced,
        min(o.currency) filter (where ${kept}) as currency,
        max(o.currency) filter (where ${kept}) as another_currency,
        coalesce(sum(coalesce(o.amount, 0) - o.refunded) filter (where ${kept} and o.currency is not null), 0) as spent
      from ${asked} as asked
      cross join shop_order as o
      where o.contact_id = asked.id
      group by o.contact_id
    ) as told
    where true
    on conflict (contact_id) do update set
      orders_placed = excluded.orders_placed,
      orders_open = excluded.orders_open,
      orders_paid = excluded.orders_paid,
      first_paid_at = excluded.first_paid_at,
      last_paid_at = excluded.last_paid_at,
      days_paid = excluded.days_paid,
      currency = excluded.currency,
      spent = excluded.spent`.execute(work);
}

/** Brings the rollups of a batch's contacts up to date; their orders are recorded already. */
export async function rollUp(work: Work, store: Store, placed: readonly PlacedEvent[]): Promise<void> {
  const seen = placed.filter(
    ({ event }) => event.name === 'customer_registered' || event.name === 'cart_updated',
  );
  if (seen.length > 0) await recordSightings(work, store, gather(seen));
  const ordered = placed.filter(({ event }) => event.data.order !== undefined);
  await recountOrders(work, store, [...new Set(ordered.map(({ contact }) => contact))]);
}
