import type { ShopEvent } from '../../../core/ingest';
import { takeEvents } from '../../../core/ingest';
import type { Clock } from '../../../core/clock';
import type { Store } from '../../../core/store';
import { DAY } from '../../support/clock';
import { happened } from '../../support/people';
import type { Random } from './random';

const EVENTS_A_BATCH = 500;

/** Takes in what several people did. */
export async function takeAll(store: Store, clock: Clock, events: readonly ShopEvent[]): Promise<void> {
  for (let i = 0; i < events.length; i += EVENTS_A_BATCH) {
    const some = events.slice(i, i + EVENTS_A_BATCH);
    await store.write((work) => takeEvents(work, store, clock, some));
  }
}

/** The contact that a customer is. */
export async function contactOf(store: Store, customer: string): Promise<number> {
  const { contact_id } = await store.db
    .selectFrom('identity')
    .where('value', '=', customer)
    .select('contact_id')
    .executeTakeFirstOrThrow();
  return contact_id;
}

export interface Bought {
  /** ms UTC. */
  at: number;
  /** Minor units of EUR. */
  amount: number;
  category?: string;
  pieces?: number;
  coupons?: string[];
}

let orders = 0;

/** A paid order of a customer. */
export function bought(
  customer: string,
  { at, amount, category, pieces = 1, coupons = [] }: Bought,
): ShopEvent {
  orders += 1;
  const items = category === undefined ? [] : [{ category, quantity: pieces, amount }];
  return happened('order_paid', customer, at, {
    data: { order: { id: `order ${orders}`, amount, currency: 'EUR', coupons, items } },
  });
}

/** Customers `buyer 0`, `buyer 1`, … who buy and leave at random until `now`, some with coupons, of two categories. */
export function buyers(count: number, now: number, random: Random): ShopEvent[] {
  const events: ShopEvent[] = [];
  for (let i = 0; i < count; i += 1) {
    const rate = random.gamma(0.8) / 30;
    const leaving = random.beta(0.8, 2.5);
    const typical = 2_000 + random.gamma(3) * 1_000;
    let at = now - (1 + 300 * random.uniform()) * DAY;
    do {
      events.push(
        bought(`buyer ${i}`, {
          at: Math.floor(at),
          amount: Math.round(typical * (0.5 + random.uniform())),
          category: i % 2 === 0 ? 'home > kitchen' : 'toys',
          coupons: random.uniform() < 0.2 ? ['SPRING'] : [],
        }),
      );
      at += (1 + random.exponential(rate)) * DAY;
    } while (at < now && random.uniform() > leaving);
  }
  return events;
}
