import {
  couponKey,
  type EventData,
  type EventName,
  type OrderFacts,
  type OrderItem,
  orderIdentity,
  type ShopEvent,
} from '../ingest';
import type { Money } from '../money';
import { identitiesOf, type Person, profileOf } from './person';

// The id of an event names the fact, not the delivery: whichever of a shop's topics tells it, however often, it is
// taken in once.

/** Something that a person did, or that became known of one. */
export interface PersonFact {
  /** One of the canonical names, or a shop's own. */
  name: string;
  /** Tells the facts of this name apart, within the shop. */
  id: string;
  /** ms UTC. */
  at: number;
  data?: EventData;
  /** What it says of the person beside who it is. */
  profile?: Record<string, string>;
}

/** A fact about a person as its event; none about somebody whom nothing identifies. */
export function personEvents(source: string, person: Person, facts: readonly PersonFact[]): ShopEvent[] {
  const identities = identitiesOf(source, person);
  if (identities.length === 0) return [];
  const known = profileOf(person);
  return facts.map(({ name, id, at, data = {}, profile = {} }) => ({
    source,
    sourceId: `${name}:${id}`,
    name,
    at,
    identities,
    profile: { ...known, ...profile },
    data,
  }));
}

/** Consent to a channel: given or taken back at an instant. What is neither is no fact. */
export function consentFact(
  customer: string,
  channel: string,
  state: 'granted' | 'withdrawn',
  at: number,
): PersonFact {
  return {
    name: 'consent_changed' satisfies EventName,
    id: `${customer}:${channel}:${state}:${at}`,
    at,
    data: { message: { channel } },
    profile: { [`consent.${channel}`]: state },
  };
}

/** What a shop tells of an order. Instants are ms UTC; those that are missing have not come, or are not told. */
export interface ToldOrder {
  id: string;
  /** Left out where the shop does not say whose it is: the order itself leads to its person. */
  person?: Person;
  total?: Money;
  items?: readonly OrderItem[];
  coupons?: readonly string[];
  /** The cart became this order and is empty now. */
  wasCart?: boolean;
  placedAt?: number | undefined;
  paidAt?: number | undefined;
  cancelledAt?: number | undefined;
  refunds?: readonly ToldRefund[];
}

export interface ToldRefund {
  id: string;
  at: number;
  money: Money;
}

/**
 * The events of an order: placed, paid, cancelled, refunded, each coupon redeemed, and the cart that it leaves empty,
 * as far as they are told.
 */
export function orderEvents(source: string, order: ToldOrder): ShopEvent[] {
  const { id, person, coupons = [], wasCart = false, placedAt, paidAt, cancelledAt, refunds = [] } = order;
  const known = person ? identitiesOf(source, person) : [];
  // Sales over the counter name nobody; they are not one person each.
  if (person && known.length === 0) return [];
  const identities = [...known, orderIdentity(source, id)];
  const profile = person ? profileOf(person) : {};
  const event = (name: EventName, sourceId: string, at: number, data: EventData): ShopEvent => ({
    source,
    sourceId: `${name}:${sourceId}`,
    name,
    at,
    identities,
    profile,
    data,
  });
  const facts = { order: factsOf(order) };
  const redeemedAt = placedAt ?? paidAt;
  return [
    ...(placedAt === undefined ? [] : [event('order_placed', id, placedAt, facts)]),
    ...(placedAt === undefined || !wasCart
      ? []
      : [event('cart_updated', `${id}:placed`, placedAt, { cart: { items: 0 } })]),
    ...(paidAt === undefined ? [] : [event('order_paid', id, paidAt, facts)]),
    ...(cancelledAt === undefined ? [] : [event('order_cancelled', id, cancelledAt, facts)]),
    ...refunds.map(({ id: refund, at, money: { amount, currency } }) =>
      event('order_refunded', refund, at, { order: { id, currency, refunded: amount } }),
    ),
    ...(redeemedAt === undefined
      ? []
      : coupons.map((code) =>
          event('coupon_redeemed', `${id}:${couponKey(code)}`, redeemedAt, {
            order: { id, coupons: [code] },
          }),
        )),
  ];
}

function factsOf({ id, total, items = [], coupons = [] }: ToldOrder): OrderFacts {
  return {
    id,
    ...total,
    ...(items.length > 0 && { items: [...items] }),
    ...(coupons.length > 0 && { coupons: [...coupons] }),
  };
}
