import { type RawBuilder, sql } from 'kysely';
import { insertRows, type Store, type Work } from '../store';
import { type OrderPart, partsOf, type ShopEvent } from './event';

/** An event of a known contact at a known instant of the contact's time (ms UTC). */
export interface PlacedEvent {
  event: ShopEvent;
  contact: number;
  at: number;
}

/** What tells orders apart. */
export type OrderKey = {
  source: string;
  order_id: string;
};

/** What is known of an order, as it is kept. */
export type OrderRow = OrderKey & {
  contact_id: number;
  placed_at: number | null;
  paid_at: number | null;
  cancelled_at: number | null;
  redeemed_at: number | null;
  amount: number | null;
  currency: string | null;
  amount_at: number | null;
  refunded: number;
};

const columns = {
  source: 'text',
  order_id: 'text',
  contact_id: 'integer',
  placed_at: 'integer',
  paid_at: 'integer',
  cancelled_at: 'integer',
  redeemed_at: 'integer',
  amount: 'integer',
  currency: 'text',
  amount_at: 'integer',
  refunded: 'integer',
} as const;

const milestones = {
  order_placed: 'placed_at',
  order_paid: 'paid_at',
  order_cancelled: 'cancelled_at',
  coupon_redeemed: 'redeemed_at',
} as const;

const isMilestone = (name: string): name is keyof typeof milestones => name in milestones;

const earlier = (a: number | null, b: number) => (a === null ? b : Math.min(a, b));

/** The orders that a batch tells of. */
export const ordersOf = (placed: readonly PlacedEvent[]): OrderKey[] =>
  placed.flatMap(({ event: { source, data } }) => (data.order ? [{ source, order_id: data.order.id }] : []));

/** The batch's word on each order, one row an order. */
function gather(placed: readonly PlacedEvent[]): OrderRow[] {
  const rows = new Map<string, OrderRow>();
  for (const { event, contact, at } of placed) {
    const { order } = event.data;
    if (!order) continue;
    const key = `${event.source}\n${order.id}`;
    const row: OrderRow = rows.get(key) ?? {
      source: event.source,
      order_id: order.id,
      contact_id: contact,
      placed_at: null,
      paid_at: null,
      cancelled_at: null,
      redeemed_at: null,
      amount: null,
      currency: null,
      amount_at: null,
      refunded: 0,
    };
    rows.set(key, row);
    if (isMilestone(event.name)) row[milestones[event.name]] = earlier(row[milestones[event.name]], at);
    if (event.name === 'order_refunded') row.refunded += order.refunded ?? 0;
    else if (order.amount !== undefined && isLaterWord(row, at, order.amount)) {
      row.amount = order.amount;
      row.currency = order.currency ?? null;
      row.amount_at = at;
    }
  }
  return [...rows.values()];
}

function isLaterWord(row: OrderRow, at: number, amount: number): boolean {
  if (row.amount_at === null || at > row.amount_at) return true;
  return at === row.amount_at && amount > (row.amount ?? 0);
}

const earliest = (column: (typeof milestones)[keyof typeof milestones]) => {
  const [old, said] = [
    sql.ref<number | null>(`shop_order.${column}`),
    sql.ref<number | null>(`excluded.${column}`),
  ];
  return sql<number | null>`case when ${old} is null or ${said} < ${old} then ${said} else ${old} end`;
};

const latestWord = sql<boolean>`excluded.amount_at is not null and (shop_order.amount_at is null
  or excluded.amount_at > shop_order.amount_at
  or (excluded.amount_at = shop_order.amount_at and excluded.amount > shop_order.amount))`;

const latest = <T>(column: 'amount' | 'currency' | 'amount_at') =>
  sql<T>`case when ${latestWord} then ${sql.ref(`excluded.${column}`)} else ${sql.ref(`shop_order.${column}`)} end`;

/**
 * What a row says was refunded is one refund more, of which the event was not known before, or all that was refunded
 * until now.
 */
export type RefundsSaid = 'more' | 'altogether';

const refundedBy: Record<RefundsSaid, RawBuilder<number>> = {
  more: sql`shop_order.refunded + excluded.refunded`,
  altogether: sql`case when excluded.refunded > shop_order.refunded then excluded.refunded else shop_order.refunded end`,
};

/** Writes orders, each row one order. Whose an order is stays as it is known. */
export async function writeOrders(
  work: Work,
  store: Store,
  rows: readonly OrderRow[],
  refunds: RefundsSaid,
): Promise<void> {
  if (rows.length === 0) return;
  await insertRows(work, store, 'shop_order', columns, rows)
    .onConflict((conflict) =>
      conflict.columns(['source', 'order_id']).doUpdateSet({
        placed_at: earliest('placed_at'),
        paid_at: earliest('paid_at'),
        cancelled_at: earliest('cancelled_at'),
        redeemed_at: earliest('redeemed_at'),
        amount: latest<number | null>('amount'),
        currency: latest<string | null>('currency'),
        amount_at: latest<number | null>('amount_at'),
        refunded: refundedBy[refunds],
      }),
    )
    .execute();
}

/** Adds a batch's events to their orders. Any sequence of batches ends in the same rows. */
export async function recordOrders(work: Work, store: Store, placed: readonly PlacedEvent[]): Promise<void> {
  await writeOrders(work, store, gather(placed), 'more');
  await writeParts(work, store, gatherParts(placed));
}

const partColumns = {
  source: 'text',
  order_id: 'text',
  kind: 'text',
  value: 'text',
  quantity: 'integer',
  amount: 'integer',
} as const;

const greatest = (column: 'quantity' | 'amount') => {
  const [old, said] = [
    sql.ref<number | null>(`order_part.${column}`),
    sql.ref<number | null>(`excluded.${column}`),
  ];
  return sql<number | null>`case when ${old} is null or ${said} > ${old} then ${said} else ${old} end`;
};

/** A part of an order, as it is kept. */
export interface PartRow extends OrderKey, OrderPart {}

const max = (a: number | null | undefined, b: number | null) =>
  a == null ? b : b === null ? a : Math.max(a, b);

/** The batch's greatest word on each part of each order. */
function gatherParts(placed: readonly PlacedEvent[]): PartRow[] {
  const rows = new Map<string, PartRow>();
  for (const { event } of placed) {
    const { order } = event.data;
    for (const part of order ? partsOf(order) : []) {
      const row = { source: event.source, order_id: order?.id ?? '', ...part };
      const key = [row.source, row.order_id, row.kind, row.value].join('\n');
      const before = rows.get(key);
      rows.set(key, {
        ...row,
        quantity: max(before?.quantity, row.quantity),
        amount: max(before?.amount, row.amount),
      });
    }
  }
  return [...rows.values()];
}

/** Adds what orders were made of: each part once, with the greatest word on it. */
export async function writeParts(work: Work, store: Store, parts: readonly PartRow[]): Promise<void> {
  if (parts.length === 0) return;
  await insertRows(
    work,
    store,
    'order_part',
    partColumns,
    parts.map((row) => ({ ...row })),
  )
    .onConflict((conflict) =>
      conflict
        .columns(['source', 'order_id', 'kind', 'value'])
        .doUpdateSet({ quantity: greatest('quantity'), amount: greatest('amount') }),
    )
    .execute();
}
