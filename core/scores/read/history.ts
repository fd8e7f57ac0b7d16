import { type Kysely, type RawBuilder, sql } from 'kysely';
import { keptOrder } from '../../ingest/rollups';
import type { Store, Tables } from '../../store';
import { DAY } from '../days';

/** A contact and its own now (ms UTC). */
export interface Asked {
  id: number;
  now: number;
}

export interface Rollup {
  contact_id: number;
  registered_at: number | null;
  cart_items: number | null;
  orders_open: number;
  orders_paid: number;
  first_paid_at: number | null;
  last_paid_at: number | null;
  days_paid: number;
  spent: number;
  currency: string | null;
}

export interface Order {
  contact_id: number;
  placed_at: number | null;
  paid_at: number | null;
  cancelled_at: number | null;
  /** 1 when it was paid, neither cancelled nor wholly refunded. */
  kept: number;
  /** Coupons that it used. */
  coupons: number;
}

/** What was bought of one category by one order that was kept. */
export interface Goods {
  contact_id: number;
  paid_at: number;
  category: string;
  quantity: number | null;
  amount: number | null;
  currency: string | null;
}

/** What a person did so many times on a day, but for orders, which are read as such, and for what segments say. */
export interface Deed {
  contact_id: number;
  name: string;
  category: string | null;
  /** The start of the UTC day, ms. */
  at: number;
  count: number;
}

/** A message that was sent, or an answer on its channel. */
export interface Word {
  contact_id: number;
  channel: string;
  at: number;
}

/** What scores can need beside the rollup; each is one query for all of the asked. */
export interface Records {
  orders: Order[];
  goods: Goods[];
  deeds: Deed[];
  sent: Word[];
  answers: Word[];
}

export type Need = keyof Records;

/** A person's past, as far as it was asked for: what was not is empty. */
export interface History extends Asked, Records {
  rollup: Rollup | undefined;
}

const NO_DEEDS = ['order_placed', 'order_paid', 'order_cancelled', 'segment_entered', 'segment_left'];
/** Events that answer a message. */
export const ANSWERS = ['message_opened', 'message_clicked', 'message_replied'];

type Rows<T> = RawBuilder<T>;

/** Each query reads from `asked`: id, and the instants `since` which deeds and messages count. */
const queries: { [N in Need]: (asked: Rows<unknown>) => Rows<Records[N][number]> } = {
  orders: (asked) => sql`
      select o.contact_id, o.placed_at, o.paid_at, o.cancelled_at, case when ${keptOrder('o')} then 1 else 0 end as kept,
        (select count(*) from order_part as c
          where c.source = o.source and c.order_id = o.order_id and c.kind = 'coupon') as coupons
      from ${asked} as asked cross join shop_order as o
      where o.contact_id = asked.id`,
  goods: (asked) => sql`
      select o.contact_id, o.paid_at, p.value as category, p.quantity, p.amount, o.currency
      from ${asked} as asked cross join shop_order as o
      join order_part as p on p.source = o.source and p.order_id = o.order_id and p.kind = 'category'
      where o.contact_id = asked.id and ${keptOrder('o')}`,
  deeds: (asked) => sql`
      select e.contact_id, e.name, e.category, e.at / ${sql.lit(DAY)} * ${sql.lit(DAY)} as at, count(*) as count
      from ${asked} as asked cross join event as e
      where e.contact_id = asked.id and e.name not in (${sql.join(NO_DEEDS)}) and e.at >= asked.deeds_since
      group by e.contact_id, e.name, e.category, e.at / ${sql.lit(DAY)}`,
  sent: (asked) => sql`
      select m.contact_id, m.channel, m.at
      from ${asked} as asked cross join message as m
      where m.contact_id = asked.id and m.state = 'sent' and m.at >= asked.messages_since`,
  answers: (asked) => sql`
      select e.contact_id, e.channel, e.at
      from ${asked} as asked cross join event as e
      where e.contact_id = asked.id and e.name in (${sql.join(ANSWERS)}) and e.at >= asked.messages_since
        and e.channel is not null`,
};

/** Messages and answers older than so many days say nothing of how people respond today. */
export const MESSAGE_DAYS = 365;

/**
 * The pasts of a page of people, each once, by one query for the rollups and one for each need, however many
 * they are. `deedDays`: how many days back deeds are looked for.
 */
export async function readHistories(
  db: Kysely<Tables>,
  store: Store,
  asked: readonly Asked[],
  needs: ReadonlySet<Need>,
  deedDays: number,
): Promise<History[]> {
  const each = [...new Map(asked.map((one) => [one.id, one])).values()];
  const people = store.batch(
    { id: 'integer', deeds_since: 'integer', messages_since: 'integer' },
    each.map(({ id, now }) => ({
      id,
      deeds_since: now - deedDays * DAY,
      messages_since: now - MESSAGE_DAYS * DAY,
    })),
  );
  const read = async <N extends Need>(need: N): Promise<Map<number, Records[N][number][]>> => {
    if (!needs.has(need)) return new Map();
    const { rows } = await queries[need](people).execute(db);
    return Map.groupBy(rows, ({ contact_id }) => contact_id);
  };
  const { rows: rollups } = await sql<Rollup>`
    select r.contact_id, r.registered_at, r.cart_items, r.orders_open, r.orders_paid, r.first_paid_at, r.last_paid_at,
      r.days_paid, r.spent, r.currency
    from ${people} as asked cross join rollup as r where r.contact_id = asked.id`.execute(db);
  const byContact = new Map(rollups.map((rollup) => [rollup.contact_id, rollup]));
  const orders = await read('orders');
  const goods = await read('goods');
  const deeds = await read('deeds');
  const sent = await read('sent');
  const answers = await read('answers');
  return each.map(({ id, now }) => ({
    id,
    now,
    rollup: byContact.get(id),
    orders: orders.get(id) ?? [],
    goods: goods.get(id) ?? [],
    deeds: deeds.get(id) ?? [],
    sent: sent.get(id) ?? [],
    answers: answers.get(id) ?? [],
  }));
}
