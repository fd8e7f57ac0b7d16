import type { ShopEvent } from '../../ingest';
import { currencyOf, minorAt } from '../amount';
import { orderEvents, personEvents, type PersonFact, type ToldOrder } from '../facts';
import { instantOf } from '../instant';
import { fields, id, key, listOf, maybe, minor, places, quantity, text, type TypeOf } from '../shape';
import { customer, personOf } from './customer';

const line = fields({
  quantity,
  proratedLinePriceWithTax: minor,
  productVariant: maybe(fields({ productId: maybe(id) })),
});

export const orderFields = {
  code: key,
  orderPlacedAt: maybe(text),
  state: text,
  currencyCode: text,
  totalWithTax: minor,
  totalQuantity: quantity,
  couponCodes: maybe(listOf(text)),
  customer: maybe(customer),
  lines: listOf(line),
};
const order = fields(orderFields);

const envelope = {
  /** Names the event, however often it is sent. */
  id: key,
  createdAt: text,
  /** Decimal places of the shop's money, the same for all of its currencies. */
  precision: maybe(places),
};

/** An order was placed, or a line of a cart changed. */
export const orderBody = fields({ ...envelope, data: fields({ order }) });
export const stateBody = fields({ ...envelope, data: fields({ order, toState: text }) });
export const refundBody = fields({
  ...envelope,
  data: fields({ order, refund: fields({ id, total: minor }), toState: text }),
});

type Body = TypeOf<typeof orderBody>;

/** Vendure's own, unless a MoneyStrategy says otherwise: yen have two places there, too. */
const PRECISION = 2;

/**
 * What an order tells of itself, and how its other amounts are read. Cancelled, it has no pieces and a total of 0, which
 * is not what it was worth.
 */
function read({ precision, data }: Body): {
  order: ToldOrder;
  moneyOf: (value: number, where: string) => number;
} {
  const { code, customer: buyer, state, currencyCode, totalWithTax, lines, couponCodes } = data.order;
  const currency = currencyOf(currencyCode);
  const moneyOf = (value: number, where: string) =>
    minorAt(value, precision ?? PRECISION, currency, `data.${where}`);
  const order = {
    id: code,
    person: buyer ? personOf(buyer) : {},
    ...(state !== 'Cancelled' && {
      total: { amount: moneyOf(totalWithTax, 'order.totalWithTax'), currency },
      items: lines.map(({ quantity: pieces, proratedLinePriceWithTax: paid, productVariant }, i) => ({
        ...(productVariant?.productId != null && { product: String(productVariant.productId) }),
        quantity: pieces,
        amount: moneyOf(paid, `order.lines.${i}.proratedLinePriceWithTax`),
      })),
    }),
    coupons: (couponCodes ?? []).filter((one) => one.trim() !== ''),
  };
  return { order, moneyOf };
}

const toldAt = ({ createdAt }: Body): number => instantOf(createdAt, 'createdAt');

/** Something that the person whose cart this is did. */
function cartFact(
  { data: { order: cart } }: Body,
  source: string,
  fact: Omit<PersonFact, 'data'>,
): ShopEvent[] {
  // Lines of placed orders change, too, when they are amended.
  if (!cart.customer || cart.orderPlacedAt != null) return [];
  return personEvents(source, personOf(cart.customer), [
    { ...fact, data: { cart: { items: cart.totalQuantity } } },
  ]);
}

/** What lies in the cart now. Throws `MalformedError`, as all of these. */
export const cartEvents = (body: Body, source: string): ShopEvent[] =>
  cartFact(body, source, { name: 'cart_updated', id: body.id, at: toldAt(body) });

export function placedEvents(body: Body, source: string): ShopEvent[] {
  const { orderPlacedAt, state } = body.data.order;
  const placedAt = orderPlacedAt ? instantOf(orderPlacedAt, 'data.order.orderPlacedAt') : toldAt(body);
  const paidAt = state === 'PaymentSettled' ? placedAt : undefined;
  return orderEvents(source, { ...read(body).order, wasCart: true, placedAt, paidAt });
}

export function stateEvents(told: TypeOf<typeof stateBody>, source: string): ShopEvent[] {
  const at = toldAt(told);
  const { order: turned, toState } = told.data;
  const body = { ...told, data: { order: { ...turned, state: toState } } };
  switch (toState) {
    case 'ArrangingPayment':
      return cartFact(body, source, { name: 'checkout_started', id: turned.code, at });
    case 'PaymentSettled':
      return orderEvents(source, { ...read(body).order, paidAt: at });
    case 'Cancelled':
      return orderEvents(source, { ...read(body).order, cancelledAt: at });
    default:
      return [];
  }
}

/** Money that went back or is on its way. */
export function refundEvents(body: TypeOf<typeof refundBody>, source: string): ShopEvent[] {
  const { refund, toState } = body.data;
  if (toState === 'Failed') return [];
  const { order, moneyOf } = read(body);
  const amount = moneyOf(refund.total, 'refund.total');
  const currency = currencyOf(body.data.order.currencyCode);
  return orderEvents(source, {
    id: order.id,
    ...(order.person && { person: order.person }),
    refunds: [{ id: String(refund.id), at: toldAt(body), money: { amount, currency } }],
  });
}
