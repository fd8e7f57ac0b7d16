import { sql } from 'kysely';
import { keptOrder } from '../ingest';
import type { Store } from '../store';
import { messageId, ofMessages, type TouchKind, touchesOf } from './touches';

const DAY = 86_400_000;

/** What is asked of messages. */
export interface MessageQuestion {
  /** Days until now. */
  days: number;
  /** A purchase so many days after a touch is taken to come of it. */
  windowDays: number;
  touch: TouchKind;
}

/** Orders that came of messages, in one currency. */
export interface Attributed {
  currency: string;
  /** By last touch: the newest touch before an order has all of it. Amounts in minor units. */
  last: { orders: number; amount: number };
  /** By even split: each touch before an order has an equal share. */
  split: { orders: number; amount: number };
}

/** What became of the messages of one step. */
export interface MessageReport {
  journey: string;
  step: string;
  channel: string;
  sent: number;
  people: number;
  /** Messages by what happened with them, by the names of events without `message_`. */
  happened: Record<(typeof told)[number], number>;
  purchases: Attributed[];
}

const told = [
  'delivered',
  'opened',
  'clicked',
  'replied',
  'bounced',
  'failed',
  'complained',
  'scanned',
] as const;

interface StepOf {
  journey: string;
  step: string;
  channel: string;
}

const keyOf = ({ journey, step, channel }: StepOf): string => JSON.stringify([journey, step, channel]);

/** What became of the messages of the last days, a row for each journey, step and channel, by name. `now`: ms UTC. */
export async function reportMessages(
  store: Store,
  question: MessageQuestion,
  now: number,
): Promise<MessageReport[]> {
  const from = now - question.days * DAY;
  const [sent, happened, purchases] = await Promise.all([
    sentSince(store, from),
    happenedSince(store, from),
    purchasesSince(store, question, from),
  ]);
  const reports = new Map<string, MessageReport>();
  const of = (one: StepOf): MessageReport => {
    const known = reports.get(keyOf(one));
    if (known) return known;
    const { journey, step, channel } = one;
    const fresh = { journey, step, channel, sent: 0, people: 0, happened: nothing(), purchases: [] };
    reports.set(keyOf(one), fresh);
    return fresh;
  };
  for (const one of sent) Object.assign(of(one), { sent: one.sent, people: one.people });
  for (const one of happened) {
    const name = told.find((word) => one.name === `message_${word}`);
    if (name) of(one).happened[name] = one.count;
  }
  for (const one of purchases) of(one).purchases.push(attributed(one));
  return [...reports.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const nothing = (): MessageReport['happened'] => ({
  delivered: 0,
  opened: 0,
  clicked: 0,
  replied: 0,
  bounced: 0,
  failed: 0,
  complained: 0,
  scanned: 0,
});

async function sentSince(store: Store, from: number) {
  const { rows } = await sql<StepOf & { sent: number; people: number }>`
    select n.journey, m.step, m.channel, count(*) as sent, count(distinct m.contact_id) as people
    from message as m join enrolment as n on n.id = m.enrolment_id
    where m.state = 'sent' and m.at >= ${from}
    group by n.journey, m.step, m.channel`.execute(store.bulk);
  return rows;
}

async function happenedSince(store: Store, from: number) {
  const { rows } = await sql<StepOf & { name: string; count: number }>`
    select n.journey, m.step, m.channel, happened.name, count(*) as count
    from (
      select distinct ${messageId(store)} as message_id, e.name from event as e
      where ${ofMessages} and e.at >= ${from}
    ) as happened
    join message as m on m.id = happened.message_id
    join enrolment as n on n.id = m.enrolment_id
    group by n.journey, m.step, m.channel, happened.name`.execute(store.bulk);
  return rows;
}

interface PurchaseRow extends StepOf {
  currency: string;
  last_orders: number;
  last_amount: number;
  split_orders: number;
  split_amount: number;
}

/** What does not divide goes to the newest touches, a minor unit each: the shares add up to the order. */
async function purchasesSince(store: Store, { windowDays, touch }: MessageQuestion, from: number) {
  const span = windowDays * DAY;
  const { rows } = await sql<PurchaseRow>`
    with touch as (${touchesOf(store, touch, from - span)}),
    pair as (
      select t.message_id, o.currency, coalesce(o.amount, 0) - o.refunded as amount,
        row_number() over (partition by o.source, o.order_id order by t.at desc, t.message_id desc) as place,
        count(*) over (partition by o.source, o.order_id) as touches
      from touch as t
      join shop_order as o on o.contact_id = t.contact_id and o.paid_at >= t.at and o.paid_at < t.at + ${span}
      where ${keptOrder('o')} and o.paid_at >= ${from}
    )
    select n.journey, m.step, m.channel, coalesce(p.currency, '') as currency,
      cast(sum(case when p.place = 1 then 1 else 0 end) as bigint) as last_orders,
      cast(sum(case when p.place = 1 then p.amount else 0 end) as bigint) as last_amount,
      cast(sum(1.0 / p.touches) as double precision) as split_orders,
      cast(sum(p.amount / p.touches + case when p.place <= p.amount % p.touches then 1 else 0 end) as bigint) as split_amount
    from pair as p
    join message as m on m.id = p.message_id
    join enrolment as n on n.id = m.enrolment_id
    group by n.journey, m.step, m.channel, p.currency
    order by p.currency`.execute(store.bulk);
  return rows;
}

const FRACTIONS = 10_000;

const attributed = (row: PurchaseRow): Attributed => ({
  currency: row.currency,
  last: { orders: row.last_orders, amount: row.last_amount },
  split: {
    orders: Math.round(row.split_orders * FRACTIONS) / FRACTIONS,
    amount: row.split_amount,
  },
});
