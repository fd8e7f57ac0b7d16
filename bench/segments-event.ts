import type { Clock } from '../dist/core/clock.js';
import {
  customerIdentity,
  type EventData,
  orderIdentity,
  type ShopEvent,
  takeEvents,
} from '../dist/core/ingest/index.js';
import { countMembers } from '../dist/core/segments/compile/index.js';
import type { Store } from '../dist/core/store/index.js';
import { customerOf, fillBase, type LiveSegment } from './base.ts';
import { judged, type Measurement, progress } from './measurement.ts';
import { BEGAN, DAY } from './people.ts';
import { type Dialect, dialects, inStore } from './places.ts';

const SIZES = [10_000, 1_000_000, 10_000_000] as const;
/** Events in each base, and how many of them in turn before the next base has its turn. */
const EVENTS = 3_000;
const IN_TURN = 50;
const WARM_UP = 300;
/** Of the fifty, so many are asked of everybody. */
const ASKED = 5;

/** Paid within so many days. */
const lately = (days: number): LiveSegment => ({
  where: { did: 'order_paid', when: { last: { days } } },
  filledBy: { since: `case when ${paidWithin(days)} then o.paid_at end`, flipsAt: dueIn(days) },
});
/** Paid, but not within so many days. */
const lapsed = (days: number): LiveSegment => ({
  where: { all: [{ did: 'order_paid' }, { didNot: 'order_paid', when: { last: { days } } }] },
  filledBy: {
    since: `case when not (${paidWithin(days)}) then o.paid_at + ${days * DAY} end`,
    flipsAt: dueIn(days),
  },
});
const spenders = (days: number): LiveSegment => ({
  where: { orders: 'sum', currency: 'EUR', when: { last: { days } }, is: { atLeast: 20_000 } },
});
const viewers = (category: string): LiveSegment => ({
  where: { did: 'product_viewed', when: { last: { days: 30 } }, where: { category: { under: category } } },
});
const leftCart = (days: number): LiveSegment => ({
  where: {
    after: { did: 'cart_updated', when: { last: { days: 30 } } },
    didNot: 'order_paid',
    within: { days },
  },
});
const inStage = (stage: 'registered' | 'cart' | 'order_unpaid'): LiveSegment => ({
  where: { stage: [stage] },
});
const from = (country: string): LiveSegment => ({ where: { attribute: 'country', is: { is: country } } });

const paidWithin = (days: number) => `o.paid_at > ${BEGAN} - ${days * DAY}`;
const dueIn = (days: number) => `case when ${paidWithin(days)} then o.paid_at + ${days * DAY} end`;

/** Fifty segments as a shop may have them; an order can change 38 of them. */
const segments: readonly LiveSegment[] = [
  ...[7, 14, 30, 60, 90, 120, 180, 270, 360, 365].map(lately),
  ...[30, 60, 90, 120, 150, 180, 210, 240, 270, 300].map(lapsed),
  ...[30, 60, 90, 120, 150, 180, 210, 240, 270, 300].map(spenders),
  ...(['registered', 'cart', 'order_unpaid'] as const).map(inStage),
  ...[1, 2, 3, 4, 5].map(leftCart),
  ...['Hats', 'Coats', 'Bags', 'Toys', 'Books', 'Lamps', 'Chairs'].map(viewers),
  ...['DE', 'AT', 'CH', 'FR', 'IT'].map(from),
];

/** What one event costs with fifty live segments: each alone in its transaction, as webhooks come. */
export async function* segmentsEvent(): AsyncGenerator<Measurement> {
  for (const dialect of dialects) yield* onStore(dialect);
}

async function* onStore(dialect: Dialect): AsyncGenerator<Measurement> {
  const costs = await inBases(dialect, SIZES, async (bases) => {
    // In turns: whatever else the machine does meets all of them alike.
    for (const base of bases) await base.take(WARM_UP);
    for (const base of bases) base.forget();
    for (let taken = 0; taken < EVENTS; taken += IN_TURN) for (const base of bases) await base.take(IN_TURN);
    const asked = [];
    for (const base of bases)
      asked.push({ people: base.people, event: base.cost, everybody: await base.askEverybody() });
    return asked;
  });
  for (const { people, event, everybody } of costs) {
    yield judged({
      name: 'segments-event',
      store: dialect,
      value: event,
      unit: `ms an event, ${people} contacts`,
      versus: { name: 'asking everybody anew, 50 segments', value: everybody },
      ratio: everybody / event,
    });
  }
  const [least, most] = [costs.at(0), costs.at(-1)];
  yield judged({
    name: 'segments-event',
    store: dialect,
    value: (most?.event ?? NaN) / (least?.event ?? NaN),
    unit: `times the cost at ${least?.people}, at ${most?.people} contacts`,
    least: { most: 1.5 },
    limitedBy:
      'pages of the base that no cache holds: each event reads and writes those of a person taken at random',
  });
}

async function inBases<T>(
  dialect: Dialect,
  sizes: readonly number[],
  use: (bases: readonly FilledBase[]) => Promise<T>,
  filled: readonly FilledBase[] = [],
): Promise<T> {
  const [people, ...others] = sizes;
  if (people === undefined) return use(filled);
  return inStore(dialect, async (store) => {
    progress(`segments-event: ${people} contacts on ${dialect}`);
    const paidAt = `${BEGAN} - ((i * 7919) % 730) * ${DAY}`;
    await fillBase(store, { people, buyerAmong: 5, paidAt, segments });
    return inBases(dialect, others, use, [...filled, new FilledBase(store, people)]);
  });
}

/** A base, and what events cost in it. */
class FilledBase {
  #events = 0;
  #counted = 0;
  #time = 0;
  readonly store: Store;
  readonly people: number;
  readonly #clock: Clock = { now: () => BEGAN + this.#events * 1_000 };

  constructor(store: Store, people: number) {
    this.store = store;
    this.people = people;
  }

  /** ms an event. */
  get cost(): number {
    return this.#time / this.#counted;
  }

  forget(): void {
    this.#counted = 0;
    this.#time = 0;
  }

  async take(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      const event = this.#next();
      const began = performance.now();
      await this.store.write((work) => takeEvents(work, this.store, this.#clock, [event]));
      this.#time += performance.now() - began;
      this.#counted += 1;
    }
  }

  /** Of four events two are views, one fills a cart, one pays; people come in no order of their ids. */
  #next(): ShopEvent {
    const index = (this.#events += 1);
    const id = ((index * 7_368_787) % this.people) + 1;
    const [name, data] = whatHappens(index);
    const identities = [customerIdentity('shop', customerOf(id))];
    if (data.order) identities.push(orderIdentity('shop', data.order.id));
    const at = this.#clock.now();
    return { source: 'shop', sourceId: `e${index}`, name, at, identities, profile: {}, data };
  }

  /** ms until all segments have been asked of everybody. */
  async askEverybody(): Promise<number> {
    const asked = segments.filter((_, index) => index % (segments.length / ASKED) === 0);
    const began = performance.now();
    for (const { where } of asked)
      await countMembers(this.store, { version: 1, where }, { now: this.#clock.now(), scoring: {} });
    return ((performance.now() - began) * segments.length) / asked.length;
  }
}

function whatHappens(index: number): [string, EventData] {
  const product = { id: `p${index % 100}`, category: ['Hats', 'Shoes'][index % 2] ?? 'Shoes' };
  if (index % 4 === 0) {
    const items = [{ product: product.id, category: product.category, quantity: 1, amount: 4990 }];
    return ['order_paid', { order: { id: `o${index}`, amount: 4990, currency: 'EUR', items } }];
  }
  return index % 4 === 1 ? ['cart_updated', { cart: { items: 2 } }] : ['product_viewed', { product }];
}
