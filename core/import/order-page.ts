import { sql } from 'kysely';
import { type Clock, ORDINARY } from '../clock';
import { redeemByOrders } from '../coupons/redeem';
import {
  insertContacts,
  mergeContacts,
  orderIdentity,
  type OrderRow,
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

/** So many rows at once; while some are written, the people of the next page are looked up between them. */
const SLICE = 2_500;
const SLICES_UNDER_WAY = 2;

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
  // Whose an order is was said by the page before.
  if (orders.some(({ facts }) => before.orders.has(facts.id))) await before.written;
  const { contacts, created, merges } = await resolvePeople(
    work,
    store,
    orders.map(({ identities, facts }) => [...identities, orderIdentity(source, facts.id)]),
    before.written,
  );
  const strangers = [...created].map(([id, index]) => ({
    id,
    ...ORDINARY,
    profile: profileOf(orders[index]),
  }));
  await insertContacts(work, store, clock, strangers);
  for (const merge of merges) await mergeContacts(work, store, merge, { event_id: 0, at: clock.now() });
  // Nobody is on a journey, nobody waits or holds a coupon.
  const anybody = await work.selectFrom('enrolment').select('id').limit(1).executeTakeFirst();
  if (anybody) await tellJourneys(work, store, clock, source, orders, contacts);
  const placed = orders.map((order, index) => ({ order, contact: contacts[index] ?? 0 }));
  return {
    contacts: [...new Set(contacts)],
    written: writePlaced(work, store, source, placed, anybody !== undefined),
    orders: ids,
  };
}

async function writePlaced(
  work: Work,
  store: Store,
  source: string,
  placed: readonly Placed[],
  redeem: boolean,
): Promise<void> {
  for (const some of rounds(placed)) await writeRound(work, store, source, some);
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

async function writeRound(
  work: Work,
  store: Store,
  source: string,
  placed: readonly Placed[],
): Promise<void> {
  const parts = placed.flatMap(({ order: { facts } }) =>
    partsOf(facts).map((part) => ({ source, order_id: facts.id, ...part })),
  );
  // In the order of the index by contact: it is much larger than what can be kept at hand of it.
  const rows = placed
    .map(({ order, contact }) => rowOf(order, source, contact))
    .sort((a, b) => a.contact_id - b.contact_id);
  await inTurns([
    ...slices(rows).map((some) => () => writeOrders(work, store, some, 'altogether')),
    ...slices(parts).map((some) => () => writeParts(work, store, some)),
  ]);
}

/** Does what is to be done in order, some of it at once. */
async function inTurns(all: readonly (() => Promise<void>)[]): Promise<void> {
  const left = all.values();
  const turns = Array.from({ length: SLICES_UNDER_WAY }, async () => {
    for (const one of left) await one();
  });
  await Promise.all(turns);
}

function slices<T>(rows: readonly T[]): T[][] {
  const count = Math.ceil(rows.length / SLICE);
  return Array.from({ length: count }, (_, i) => rows.slice(i * SLICE, (i + 1) * SLICE));
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
