import type { OrderItem, ShopEvent } from '../../ingest';
import { rounded } from '../../money';
import { currencyOf, minorOf } from '../amount';
import { orderEvents, personEvents } from '../facts';
import { MalformedError } from '../generic/parse';
import { instantOf, undated } from '../instant';
import type { Person } from '../person';
import { bit, decimal, fields, id, listOf, maybe, text, type TypeOf } from '../shape';
import { customerId } from './customer';

const address = fields({
  address_type: maybe(text),
  firstname: maybe(text),
  lastname: maybe(text),
  telephone: maybe(text),
  country_id: maybe(text),
});

const item = fields({
  product_id: maybe(id),
  /** The line that this one is a part of: a variant, or what lies in a bundle. */
  parent_item_id: maybe(id),
  qty_ordered: decimal,
  row_total: decimal,
  row_total_incl_tax: maybe(decimal),
  discount_amount: maybe(decimal),
});

/** An order as events and the REST API tell it. */
export const order = fields({
  entity_id: id,
  state: text,
  created_at: text,
  updated_at: maybe(text),
  order_currency_code: text,
  grand_total: decimal,
  total_paid: maybe(decimal),
  coupon_code: maybe(text),
  customer_id: maybe(id),
  customer_email: maybe(text),
  customer_firstname: maybe(text),
  customer_lastname: maybe(text),
  /** The API’s name for it, and the events’. */
  billing_address: maybe(address),
  addresses: maybe(listOf(address)),
  items: listOf(item),
});
type Order = TypeOf<typeof order>;

/** Pieces; some goods are sold by weight. Throws `MalformedError`. */
function piecesOf(told: string | number, where: string): number {
  const pieces = rounded(String(told), 0);
  if (pieces !== undefined && pieces <= 1_000_000) return pieces;
  throw new MalformedError(`${where} “${told}” is no number of pieces`);
}

/** What an order tells; Magento tells the whole of it at each change, and not when it was paid or cancelled. */
export function toldEvents(told: Order, source: string): ShopEvent[] {
  const currency = currencyOf(told.order_currency_code);
  const amount = minorOf(told.grand_total, currency, 'grand_total');
  const paid = minorOf(told.total_paid ?? 0, currency, 'total_paid');
  const placedAt = instantOf(told.created_at, 'created_at');
  const changedAt = undated(placedAt, instantOf(told.updated_at ?? told.created_at, 'updated_at'));
  const coupon = told.coupon_code?.trim();
  return orderEvents(source, {
    id: String(told.entity_id),
    person: buyerOf(told),
    total: { amount, currency },
    items: told.items
      .filter(({ parent_item_id: parent }) => parent == null)
      .map((one, i) => toldItem(one, currency, `items.${i}`)),
    coupons: coupon ? [coupon] : [],
    placedAt,
    paidAt: paid >= amount ? changedAt : undefined,
    cancelledAt: told.state === 'canceled' ? changedAt : undefined,
  });
}

function buyerOf({ billing_address: billing, addresses, ...told }: Order): Person {
  const at = billing ?? addresses?.find(({ address_type: type }) => type === 'billing');
  return {
    id: customerId(told.customer_id),
    email: told.customer_email,
    phone: at?.telephone,
    country: at?.country_id,
    firstName: told.customer_firstname || at?.firstname,
    lastName: told.customer_lastname || at?.lastname,
  };
}

function toldItem(one: TypeOf<typeof item>, currency: string, where: string): OrderItem {
  const full = minorOf(one.row_total_incl_tax ?? one.row_total, currency, `${where}.row_total`);
  const off = minorOf(one.discount_amount ?? 0, currency, `${where}.discount_amount`);
  return {
    ...(one.product_id != null && { product: String(one.product_id) }),
    quantity: piecesOf(one.qty_ordered, `${where}.qty_ordered`),
    amount: Math.max(0, full - off),
  };
}

/** A credit memo: money that goes back. */
export const creditMemo = fields({
  entity_id: id,
  order_id: id,
  created_at: text,
  order_currency_code: text,
  grand_total: decimal,
});

/** Throws `MalformedError`. */
export function refundEvents(told: TypeOf<typeof creditMemo>, source: string): ShopEvent[] {
  const currency = currencyOf(told.order_currency_code);
  const amount = minorOf(told.grand_total, currency, 'grand_total');
  const refund = { id: String(told.entity_id), at: instantOf(told.created_at, 'created_at') };
  const refunds = amount === 0 ? [] : [{ ...refund, money: { amount, currency } }];
  return orderEvents(source, { id: String(told.order_id), refunds });
}

/** A cart, which Magento calls a quote. */
export const quote = fields({
  entity_id: id,
  updated_at: text,
  is_active: maybe(bit),
  items_qty: maybe(decimal),
  customer_id: maybe(id),
  customer_email: maybe(text),
  customer_firstname: maybe(text),
  customer_lastname: maybe(text),
});

/** What lies in the cart now; once it became an order, nothing. Throws `MalformedError`. */
export function cartEvents(told: TypeOf<typeof quote>, source: string): ShopEvent[] {
  const at = instantOf(told.updated_at, 'updated_at');
  const isOpen = told.is_active == null || Number(told.is_active) !== 0;
  const items = isOpen ? piecesOf(told.items_qty ?? 0, 'items_qty') : 0;
  const person = {
    id: customerId(told.customer_id),
    email: told.customer_email,
    firstName: told.customer_firstname,
    lastName: told.customer_lastname,
  };
  return personEvents(source, person, [
    { name: 'cart_updated', id: `${told.entity_id}:${at}:${items}`, at, data: { cart: { items } } },
  ]);
}
