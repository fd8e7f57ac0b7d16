import type { EventData, EventName, OrderFacts } from '../../core/ingest';
import { evaluate } from '../../core/segments/compile';
import type { SegmentDefinition } from '../../core/segments/definition';
import type { Store } from '../../core/store';
import { DAY } from '../support/clock';
import { settle, type World } from './oracle';
import type { Plan, PlannedCoupon, PlannedDeed } from './oracle/people';

/** A Monday in March, 10:00 in Berlin. */
export const NOW = Date.parse('2026-03-02T09:00:00Z');

/** In days. */
export const HOUR = 1 / 24;
export const INSTANT = 1 / DAY;

/** What somebody did and was given. Numbers of orders are the person's own. */
export type Story = readonly (PlannedDeed | PlannedCoupon)[];

/** People who are in a segment and people who are not, by what tells them. */
export interface Example {
  inside: Record<string, Story>;
  outside: Record<string, Story>;
}

/** Whether each person of each segment's example is in it. */
export type Found = Record<string, Record<string, boolean>>;

export interface Tried {
  name: string;
  definition: SegmentDefinition;
  example: Example;
}

/** What the examples say, and what the store answers. */
export async function tryOut(
  store: Store,
  tried: readonly Tried[],
  world: World,
): Promise<{ said: Found; found: Found }> {
  const cast = tried.flatMap(({ name, example: { inside, outside } }, place) =>
    Object.entries({ ...inside, ...outside }).map(([who, story]) => ({
      name,
      place,
      who,
      plan: planOf(story),
      inside: who in inside,
    })),
  );
  const people = await settle(store, { anchor: NOW, plans: cast.map(({ plan }) => plan), world }, 'cast');
  const asked = people.map(({ id }) => ({ id, now: NOW }));
  const definitions = tried.map(({ definition }) => definition);
  const scoring = world.rfm ? { rfm: world.rfm } : {};
  const verdicts = await evaluate(store.db, store, definitions, asked, scoring);
  const said: Found = {};
  const found: Found = {};
  cast.forEach(({ name, place, who, inside }, i) => {
    said[name] = { ...said[name], [who]: inside };
    found[name] = { ...found[name], [who]: verdicts[i]?.[place]?.member ?? false };
  });
  return { said, found };
}

function planOf(story: Story): Plan {
  const deeds = story.flatMap((one) => ('name' in one ? [one] : []));
  const coupons = story.flatMap((one) => ('purpose' in one ? [one] : []));
  return { speed: null, deeds, coupons };
}

/** Something that a shop told, so many days ago. */
export const deed = (
  name: EventName,
  daysAgo: number,
  data: EventData = {},
  profile: Record<string, string> = {},
): PlannedDeed => ({ source: 'shop', name, at: Math.round(NOW - daysAgo * DAY), data, profile });

export const registered = (daysAgo: number, profile: Record<string, string> = {}) =>
  deed('customer_registered', daysAgo, {}, profile);
export const cart = (daysAgo: number, items = 1) => deed('cart_updated', daysAgo, { cart: { items } });

const order =
  (name: EventName) =>
  (id: string, daysAgo: number, facts: Omit<OrderFacts, 'id'> = {}) =>
    deed(name, daysAgo, { order: { id, amount: 4990, currency: 'EUR', ...facts } });

export const placed = order('order_placed');
export const paid = order('order_paid');
export const cancelled = order('order_cancelled');
export const refunded = (id: string, daysAgo: number) =>
  deed('order_refunded', daysAgo, { order: { id, refunded: 4990 } });

export const product = (name: EventName, daysAgo: number, id: string, category?: string) =>
  deed(name, daysAgo, { product: { id, ...(category !== undefined && { category }) } });
export const favoured = (daysAgo: number, id = 'p1') => product('product_favourited', daysAgo, id);
export const recommended = (daysAgo: number, id = 'p1') =>
  deed('product_viewed', daysAgo, { product: { id }, via: 'recommendation' });
export const message = (name: EventName, daysAgo: number, channel = 'sms') =>
  deed(name, daysAgo, { message: { channel } });
export const points = (name: EventName, daysAgo: number, count: number) =>
  deed(name, daysAgo, { points: count });

/** A coupon that expires in so many days. */
export const coupon = (purpose: string, expiresIn: number): PlannedCoupon => ({
  purpose,
  state: 'issued',
  expiresAt: NOW + Math.round(expiresIn * DAY),
});
