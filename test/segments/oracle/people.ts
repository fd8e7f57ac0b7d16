import fc from 'fast-check';
import type { EventData } from '../../../core/ingest';
import * as domain from './domain';
import { HOUR } from './domain';
import type { HeldCoupon } from './history';

/** What somebody did, before it is taken in. */
export interface PlannedDeed {
  source: string;
  name: string;
  /** The person's own time. */
  at: number;
  data: EventData;
  profile: Record<string, string>;
}

/** Orders use its code as `own-0` for the first of a person's, `own-1`, … */
export type PlannedCoupon = Omit<HeldCoupon, 'code'>;

/** A person before there is a store. Numbers of orders are the person's own. */
export interface Plan {
  /** Contact milliseconds in one wall millisecond; null for people who do not rehearse. */
  speed: number | null;
  deeds: PlannedDeed[];
  coupons: PlannedCoupon[];
}

const oneOf = <T>(from: readonly T[]) => fc.constantFrom(...from);

/** Most instants are few, so that they and the ends of windows fall together. */
export const instantNear = (anchor: number): fc.Arbitrary<number> =>
  fc
    .oneof(
      { weight: 6, arbitrary: oneOf(domain.hours) },
      { weight: 3, arbitrary: fc.integer({ min: -50, max: 3 }) },
      { weight: 2, arbitrary: oneOf([29, 30, 60, 90, 180].map((days) => -24 * days)) },
    )
    .map((hours) => anchor + hours * HOUR);

const item = fc.record(
  {
    product: oneOf(domain.products),
    category: oneOf(domain.categories),
    quantity: fc.integer({ min: 1, max: 2 }),
    amount: oneOf(domain.amounts),
  },
  { requiredKeys: [] },
);

const used = oneOf([...domain.coupons, 'Welcome', 'own-0', 'own-1']);

const orderNumber = fc.integer({ min: 0, max: 3 });

/** An order has one currency; its amounts may differ from word to word. */
const order = orderNumber.chain((number) =>
  fc
    .record(
      {
        amount: oneOf(domain.amounts),
        items: fc.array(item, { minLength: 1, maxLength: 2 }),
        coupons: fc.array(used, { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: [] },
    )
    .map((facts) => ({
      id: `${number}`,
      ...facts,
      ...(facts.amount !== undefined && { currency: domain.currencies[number] ?? 'EUR' }),
    })),
);

const refund = fc
  .record({ number: orderNumber, refunded: oneOf(domain.amounts) })
  .map(({ number, refunded }): EventData => ({
    order: { id: `${number}`, refunded, currency: domain.currencies[number] ?? 'EUR' },
  }));

const product = fc.record(
  { id: oneOf(domain.products), category: oneOf(domain.categories), price: oneOf(domain.amounts) },
  { requiredKeys: ['id'] },
);

const aboutProduct: fc.Arbitrary<EventData> = fc.record(
  { product, via: oneOf(domain.vias), cart: fc.record({ items: fc.integer({ min: 0, max: 2 }) }) },
  { requiredKeys: [] },
);

const happenings: fc.Arbitrary<{ name: string; data: EventData }> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      name: fc.oneof(
        { weight: 2, arbitrary: fc.constant('order_placed') },
        { weight: 6, arbitrary: fc.constant('order_paid') },
        { weight: 1, arbitrary: fc.constant('order_cancelled') },
      ),
      data: fc.record({ order }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('order_refunded'), data: refund }) },
  { weight: 5, arbitrary: fc.record({ name: oneOf(domain.productEvents), data: aboutProduct }) },
  {
    weight: 2,
    arbitrary: fc.record({
      name: oneOf(domain.messageEvents),
      data: fc.record({ message: fc.record({ channel: oneOf(domain.channels) }) }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      name: oneOf(domain.pointEvents),
      data: fc.record({ points: oneOf(domain.amounts) }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: oneOf(['customer_registered', 'customer_registered', 'consent_changed', 'quiz_finished']),
      data: fc.record({ via: oneOf(domain.vias) }, { requiredKeys: [] }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ name: fc.constant('coupon_redeemed'), data: fc.record({ order }) }),
  },
);

const tagged = fc.subarray(domain.tags).map((tags) => tags.join(','));
const said = fc.record(
  {
    city: oneOf(domain.cities),
    tags: tagged,
    email: fc.constant('ann@example.com'),
    phone: fc.constant('+49301234567'),
    push: fc.constant('token'),
    'consent.email': oneOf(['granted', 'withdrawn']),
    'consent.sms': oneOf(['granted', 'withdrawn']),
  },
  { requiredKeys: [] },
);
const silent = fc.constant({});

/** Few people unsubscribe: whoever did is reachable no more. */
const leaving = (at: fc.Arbitrary<number>): fc.Arbitrary<PlannedDeed[]> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<PlannedDeed[]>([]) },
    {
      weight: 1,
      arbitrary: at.map((instant) => [
        { source: 'shop', name: 'unsubscribed', at: instant, data: {}, profile: {} },
      ]),
    },
  );

export function deedNear(anchor: number): fc.Arbitrary<PlannedDeed> {
  return fc
    .record({
      source: oneOf(domain.sources),
      happening: happenings,
      at: instantNear(anchor),
      profile: fc.oneof({ weight: 3, arbitrary: silent }, { weight: 1, arbitrary: said }),
    })
    .map(({ happening, ...deed }) => ({ ...deed, ...happening }));
}

/** People with everything that may have happened to them, around an instant of their own time. */
export function planNear(anchor: number): fc.Arbitrary<Plan> {
  const at = instantNear(anchor);
  return fc
    .record({
      speed: fc.oneof(
        { weight: 3, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: oneOf([60, 3600]) },
      ),
      deeds: fc.array(deedNear(anchor), { minLength: 1, maxLength: 20, size: 'max' }),
      leaving: leaving(at),
      coupons: fc.array(
        fc.record({
          purpose: oneOf(domain.purposes),
          state: oneOf(['issued', 'issued', 'issued', 'reserved', 'released'] as const),
          expiresAt: fc.option(fc.integer({ min: -5, max: 30 }).map((h) => anchor + h * HOUR)),
        }),
        { maxLength: 2 },
      ),
    })
    .map(({ leaving: left, deeds, ...plan }) => ({ ...plan, deeds: [...deeds, ...left] }));
}
