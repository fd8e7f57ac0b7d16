import type { OrderItem, ShopEvent } from '../../ingest';
import { currencyOf, minorOf } from '../amount';
import { eachOf } from '../each';
import { orderEvents, personEvents, type ToldRefund } from '../facts';
import { instantOf, undated } from '../instant';
import type { Person } from '../person';
import { decimal, fields, id, listOf, maybe, quantity, text, type TypeOf } from '../shape';
import { billing } from './customer';

const lineItem = fields({ product_id: maybe(id), quantity, total: decimal, total_tax: maybe(decimal) });
const refund = fields({ id, total: decimal });

export const order = fields({
  id,
  status: text,
  created_via: maybe(text),
  currency: text,
  total: decimal,
  date_created_gmt: text,
  date_modified_gmt: maybe(text),
  date_paid_gmt: maybe(text),
  date_completed_gmt: maybe(text),
  customer_id: maybe(id),
  billing: maybe(billing),
  line_items: listOf(lineItem),
  coupon_lines: maybe(listOf(fields({ code: text }))),
  refunds: maybe(listOf(refund)),
});
type Order = TypeOf<typeof order>;

/** Not submitted: `checkout-draft` is a checkout under way, the others are put away. */
const unplaced = ['checkout-draft', 'draft', 'auto-draft', 'trash'];

/** What an order tells; WooCommerce has no topics for paid, cancelled and refunded. Throws `MalformedError`. */
export function toldEvents(body: Order, source: string): ShopEvent[] {
  if (body.status === 'checkout-draft') return checkoutEvents(body, source);
  if (unplaced.includes(body.status)) return [];
  const currency = currencyOf(body.currency);
  const createdAt = instantOf(body.date_created_gmt, 'date_created_gmt');
  const changedAt = undated(createdAt, changeOf(body));
  return orderEvents(source, {
    id: String(body.id),
    person: buyerOf(body),
    total: { amount: minorOf(body.total, currency, 'total'), currency },
    items: eachOf(body.line_items, 'line_items', (item) => toldItem(item, currency)),
    coupons: (body.coupon_lines ?? []).map(({ code }) => code).filter((code) => code.trim() !== ''),
    // The checkout in blocks makes an order of its draft.
    wasCart: body.created_via === 'store-api',
    placedAt: mayBeRefused(body) ? undefined : createdAt,
    paidAt: paidAt(body),
    cancelledAt: body.status === 'cancelled' ? changedAt : undefined,
    refunds: (body.refunds ?? []).flatMap((one) => toldRefund(one, currency, changedAt)),
  });
}

const changeOf = ({ date_modified_gmt: modified, date_created_gmt: created }: Order): number =>
  instantOf(modified ?? created, 'date_modified_gmt');

/** Orders made through the REST API are told of even when it then refuses them, e.g. for a bad coupon. */
const mayBeRefused = ({ created_via: via, status }: Order): boolean =>
  via === 'rest-api' && status === 'pending';

/** Cash on delivery has no date of payment: it is paid when the order is completed. */
function paidAt({ status, date_paid_gmt: paid, date_completed_gmt: completed }: Order): number | undefined {
  if (paid) return instantOf(paid, 'date_paid_gmt');
  return status === 'completed' && completed ? instantOf(completed, 'date_completed_gmt') : undefined;
}

function buyerOf({ customer_id: customer, billing: address }: Order): Person {
  return {
    // Guests all have the id 0.
    id: customer == null || Number(customer) === 0 ? undefined : String(customer),
    email: address?.email,
    phone: address?.phone,
    country: address?.country,
    firstName: address?.first_name,
    lastName: address?.last_name,
  };
}

function toldItem(line: TypeOf<typeof lineItem>, currency: string): OrderItem {
  const net = minorOf(line.total, currency, 'total');
  const tax = minorOf(line.total_tax ?? 0, currency, 'total_tax');
  const item: OrderItem = { quantity: line.quantity, amount: net + tax };
  if (line.product_id != null) item.product = String(line.product_id);
  return item;
}

/** A refund has a negative total, and no date of its own. */
function toldRefund(
  { id: number, total }: TypeOf<typeof refund>,
  currency: string,
  at: number,
): ToldRefund[] {
  const amount = minorOf(String(total).replace(/^-/, ''), currency, 'refunds.total');
  return amount === 0 ? [] : [{ id: String(number), at, money: { amount, currency } }];
}

function checkoutEvents(body: Order, source: string): ShopEvent[] {
  const of = String(body.id);
  const changedAt = changeOf(body);
  const cart = { items: body.line_items.reduce((sum, one) => sum + one.quantity, 0) };
  return personEvents(source, buyerOf(body), [
    {
      name: 'checkout_started',
      id: of,
      at: instantOf(body.date_created_gmt, 'date_created_gmt'),
      data: { cart },
    },
    { name: 'cart_updated', id: `${of}:${changedAt}`, at: changedAt, data: { cart } },
  ]);
}
