import { sql } from 'kysely';
import { type Clock, ORDINARY } from '../clock';
import { redeemByOrders } from '../coupons/redeem';
import {
  insertContacts,
  mergeContacts,
  orderIdentity,
  type OrderRow,
  type PartRow,
  partsOf,
  type Profile,
  profileSaid,
  type ShopEvent,
  takeEvents,
  writeOrders,
  writeParts,
} from '../ingest';
import type { Store, Work } from '../store';
import type { ImportedOrder } from './orders';
import { resolvePeople } from './people';
import type { Before, Written } from './subjects';

/** Orders of a shop that were read together. */
interface OrderPage {
  source: string;
  orders: readonly ImportedOrder[];
  before: Before;
}

/** Writes a page of orders. */
export async function writeOrderPage(
  work: Work,
  store: Store,
  clock: Clock,
  { source, orders, before }: OrderPage,
): Promise<Written> {
  const ids = new Set(orders.map(({ facts }) => facts.id));
  // Whose an order is may be said by a page that is not written yet.
  if (orders.some(({ facts }) => before.orders.some((some) => some.has(facts.id)))) await before.written;
  // Asked together: between two answers the database would have nothing to do.
  const [anybody, { contacts, created, merges }] = await Promise.all([
    isAnybodyOnJourney(work),
    resolvePeople(
      work,
      store,
      orders.map(({ identities, facts }) => [...identities, orderIdentity(source, facts.id)]),
      before.written,
    ),
  ]);
  const strangers = [...created].map(([id, index]) => ({
    id,
    ...ORDINARY,
    profile: profileOf(orders[index]),
  }));
  await insertContacts(work, store, clock, strangers);
  for (const merge of merges) await mergeContacts(work, store, merge, { event_id: 0, at: clock.now() });
  if (anybody) await tellJourneys(work, store, clock, source, orders, contacts);
  const placed = orders.map((order, index) => ({ order, contact: contacts[index] ?? 0 }));
  return {
    contacts: [...new Set(contacts)],
    written: writePlaced(work, store, source, placed, { redeem: anybody, before: before.written }),
    orders: ids,
  };
}

/** Whether anybody is on a journey: else nobody waits or holds a coupon. */
const isAnybodyOnJourney = async (work: Work): Promise<boolean> =>
  (await work.selectFrom('enrolment').select('id').limit(1).executeTakeFirst()) !== undefined;

/** Rows are put together while others are written: then the database has something to do all the time. */
async function writePlaced(
  work: Work,
  store: Store,
  source: string,
  placed: readonly Placed[],
  { redeem, before }: { redeem: boolean; before: Promise<void> },
): Promise<void> {
  const rows = rounds(placed).map((some) => rowsOf(some, source));
  await before;
  for (const { orders, parts } of rows) {
    await Promise.all([writeOrders(work, store, orders, 'altogether'), writeParts(work, store, parts)]);
  }
  const keys = placed.map(({ order }) => ({ source, order_id: order.facts.id }));
  if (redeem) await redeemByOrders(work, store, keys);
}

/** An order of a known contact. */
interface Placed {
  order: ImportedOrder;
  contact: number;
}

/** Each order once in a round: a file may come back to one. */
function rounds(placed: readonly Placed[]): Placed[][] {
  const times = new Map<string, number>();
  const byRound = Map.groupBy(placed, ({ order: { facts } }) => {
    const time = times.get(facts.id) ?? 0;
    times.set(facts.id, time + 1);
    return time;
  });
  return [...byRound.values()];
}

function rowsOf(placed: readonly Placed[], source: string): { orders: OrderRow[]; parts: PartRow[] } {
  const parts = placed.flatMap(({ order: { facts } }) =>
    partsOf(facts).map((part) => ({ source, order_id: facts.id, ...part })),
  );
  // In the order of the index by contact: it is much larger than what can be kept at hand of it.
  const orders = placed
    .map(({ order, contact }) => rowOf(order, source, contact))
    .sort((a, b) => a.contact_id - b.contact_id);
  return { orders, parts };
}

/** What an order says of a person whom nobody knew. */
function profileOf(order: ImportedOrder | undefined): Profile {
  const addresses = (order?.identities ?? []).filter(({ kind }) => kind === 'email' || kind === 'phone');
  return profileSaid(
    Object.fromEntries(addresses.map(({ kind, value }) => [kind, value])),
    order?.placedAt ?? 0,
  );
}

function rowOf(
  { facts, placedAt, paidAt, cancelledAt }: ImportedOrder,
  source: string,
  contact: number,
): OrderRow {
  return {
    source,
    order_id: facts.id,
    contact_id: contact,
    placed_at: placedAt,
    paid_at: paidAt ?? null,
    cancelled_at: cancelledAt ?? null,
    redeemed_at: null,
    amount: facts.amount ?? null,
    currency: facts.amount === undefined ? null : (facts.currency ?? null),
    amount_at: facts.amount === undefined ? null : lastWord({ placedAt, paidAt, cancelledAt }),
    refunded: facts.refunded,
  };
}

const lastWord = ({
  placedAt,
  paidAt,
  cancelledAt,
}: Pick<ImportedOrder, 'placedAt' | 'paidAt' | 'cancelledAt'>) =>
  Math.max(placedAt, paidAt ?? placedAt, cancelledAt ?? placedAt);

/**
 * History settles no waits and starts nothing, but for who is on a journey that began before the order: to them it is
 * what they are waited for to do.
 */
async function tellJourneys(
  work: Work,
  store: Store,
  clock: Clock,
  source: string,
  orders: readonly ImportedOrder[],
  contacts: readonly number[],
): Promise<void> {
  const asked = store.batch(
    { place: 'integer', contact_id: 'integer', at: 'integer' },
    orders.map((order, place) => ({ place, contact_id: contacts[place] ?? 0, at: lastWord(order) })),
  );
  const { rows } = await sql<{ place: number }>`
    select asked.place from ${asked} as asked
    where exists (
      select 1 from enrolment as e where e.contact_id = asked.contact_id and e.started_at <= asked.at
    )`.execute(work);
  const events = rows.flatMap(({ place }) => eventsOf(orders[place], source));
  await takeEvents(work, store, clock, events);
}

/** What happened to an order, by ids that tell the fact: whoever else of the shop tells it so, tells it once. */
function eventsOf(order: ImportedOrder | undefined, source: string): ShopEvent[] {
  if (!order) return [];
  const { refunded: _, ...facts } = order.facts;
  const happened = {
    order_placed: order.placedAt,
    order_paid: order.paidAt,
    order_cancelled: order.cancelledAt,
  };
  return Object.entries(happened).flatMap(([name, at]) =>
    at === undefined
      ? []
      : {
          source,
          sourceId: `${name}:${facts.id}`,
          name,
          at,
          identities: [...order.identities, orderIdentity(source, facts.id)],
          profile: {},
          data: { order: facts },
        },
  );
}
