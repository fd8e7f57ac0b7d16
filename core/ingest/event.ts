import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { storable } from '../store';

/** What leads to a contact. */
export interface Identity {
  /** `customer:<source>`, `order:<source>`, `email` or `phone`. */
  kind: string;
  value: string;
}

export interface OrderItem {
  product?: string;
  category?: string;
  /** Pieces. */
  quantity?: number;
  /** For all pieces, in minor units of the order's currency. */
  amount?: number;
}

export interface OrderFacts {
  id: string;
  /** Minor units of `currency`. */
  amount?: number;
  currency?: string;
  coupons?: string[];
  items?: OrderItem[];
  /** Minor units given back by this event. */
  refunded?: number;
}

export interface MessageFacts {
  /** `email`, `twilio`, `push`, … */
  channel: string;
  /** Of the ledger. */
  id?: number;
  /** The step that sent it. */
  step?: string;
  /** Where a link led to. */
  url?: string;
  /** What the person replied. */
  text?: string;
  /** What the provider said of it. */
  detail?: string;
}

/** What an event says besides who and when; kept as it is and handed on to steps. */
export interface EventData {
  order?: OrderFacts;
  cart?: { items: number };
  /** `category`: its path through the shop's tree, levels set apart by " > ". `price`: minor units. */
  product?: { id: string; category?: string; price?: number };
  message?: MessageFacts;
  /** What led the person there, e.g. `recommendation`. */
  via?: string;
  points?: number;
  segment?: { name: string };
}

/** Something a contact did, in canonical form. */
export interface ShopEvent {
  /** The shop that said it, and its id there: the pair is taken in once. */
  source: string;
  sourceId: string;
  /** One of `eventNames`, or the shop's own. */
  name: string;
  /** Wall clock, ms UTC. */
  at: number;
  /** At least one. */
  identities: Identity[];
  /** What the event says about the person. */
  profile: Record<string, string>;
  data: EventData;
}

/** An e-mail address in the form in which it identifies; undefined for what is no address. */
export function emailIdentity(email: string): Identity | undefined {
  const value = storable(email).trim().toLowerCase();
  return /^[^\s@<>,]+@[^\s@<>,]+$/.test(value) ? { kind: 'email', value } : undefined;
}

/**
 * A phone number in E.164; undefined for what is no number or lacks its country code.
 * `country`: ISO 3166 alpha-2, by which a number without country code is read.
 */
export function phoneIdentity(phone: string, country = ''): Identity | undefined {
  const parsed = parsePhoneNumberFromString(phone, isSupportedCountry(country) ? country : undefined);
  return parsed?.isPossible() ? { kind: 'phone', value: parsed.number } : undefined;
}

/** A customer of a shop, by the shop's own id. */
export function customerIdentity(source: string, id: string): Identity {
  return { kind: `customer:${source}`, value: storable(id) };
}

/** An order belongs to one person, so its id leads to that person. */
export function orderIdentity(source: string, id: string): Identity {
  return { kind: `order:${source}`, value: storable(id) };
}

/** The shop whose orders an identity of this kind names; undefined for what names no order. */
export function orderSource(kind: string): string | undefined {
  return kind.startsWith('order:') ? kind.slice('order:'.length) : undefined;
}

/** What an event is about, in the words by which a wait asks for it; '' is always among them. */
export function aboutsOf({ order, product }: EventData): string[] {
  const abouts = new Set(['']);
  if (order) abouts.add(aboutOrder(order.id));
  for (const category of categoriesOf(order)) abouts.add(aboutCategory(category));
  for (const coupon of order?.coupons ?? []) abouts.add(aboutCoupon(coupon));
  if (product?.category !== undefined) abouts.add(aboutCategory(product.category));
  return [...abouts];
}

const categoriesOf = (order: OrderFacts | undefined): string[] =>
  (order?.items ?? []).flatMap(({ category }) => (category === undefined ? [] : [category]));

/** A category as it is compared: its path in lower case. */
export const categoryKey = (category: string): string => storable(category).trim().toLowerCase();
/** Shops differ in the case of codes (WooCommerce lowers them), people in how they type them. */
export const couponKey = (code: string): string => storable(code).trim().toUpperCase();

/** What segments filter events by, as columns beside the data. */
export interface EventFacts {
  product: string | null;
  /** See `categoryKey`. */
  category: string | null;
  channel: string | null;
  /** Minor units, or points. */
  amount: number | null;
}

export function factsOf({ order, product, message, points }: EventData): EventFacts {
  return {
    product: product?.id ?? null,
    category: product?.category === undefined ? null : categoryKey(product.category),
    channel: message?.channel ?? null,
    amount: order?.refunded ?? order?.amount ?? product?.price ?? points ?? null,
  };
}

/** What an order was made of, and the coupons it used. */
export interface OrderPart {
  kind: 'product' | 'category' | 'coupon';
  value: string;
  quantity: number | null;
  amount: number | null;
}

/** The parts of an order, each once. */
export function partsOf(order: OrderFacts): OrderPart[] {
  const parts = new Map<string, OrderPart>();
  const add = (kind: OrderPart['kind'], value: string, { quantity, amount }: OrderItem = {}) => {
    const key = `${kind}\n${value}`;
    const before = parts.get(key);
    parts.set(key, {
      kind,
      value,
      quantity: sum(before?.quantity, quantity),
      amount: sum(before?.amount, amount),
    });
  };
  for (const item of order.items ?? []) {
    if (item.product !== undefined) add('product', storable(item.product), item);
    if (item.category !== undefined) add('category', categoryKey(item.category), item);
  }
  for (const coupon of order.coupons ?? []) add('coupon', couponKey(coupon));
  return [...parts.values()];
}

const sum = (a: number | null | undefined, b: number | undefined): number | null =>
  a == null ? (b ?? null) : a + (b ?? 0);

export const aboutOrder = (id: string): string => `order:${storable(id)}`;
export const aboutCategory = (category: string): string => `category:${categoryKey(category)}`;
export const aboutCoupon = (code: string): string => `coupon:${couponKey(code)}`;
