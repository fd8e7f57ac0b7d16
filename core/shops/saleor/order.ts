import type { OrderItem, ShopEvent } from '../../ingest';
import { currencyOf, minorOf } from '../amount';
import { orderEvents, personEvents, type ToldOrder, type ToldRefund } from '../facts';
import { instantOf } from '../instant';
import {
  decimal,
  fields,
  flag,
  id,
  key,
  listOf,
  maybe,
  quantity,
  type Shape,
  text,
  type TypeOf,
} from '../shape';
import { address, personOf, user } from './customer';
import { CATEGORY_LEVELS } from './subscription';

const money = fields({ amount: decimal, currency: text });
export const gross = fields({ gross: money });

export interface Category {
  name: string;
  parent?: Category | null | undefined;
}

/** A category with what it lies in: as many levels as the query asks for. */
const levels = (count: number): Shape<Category> =>
  fields({ name: text, ...(count > 1 && { parent: maybe(levels(count - 1)) }) });

export const category = levels(CATEGORY_LEVELS);

const line = fields({
  quantity,
  totalPrice: fields({ gross: fields({ amount: decimal }) }),
  variant: maybe(fields({ product: fields({ id: key, category: maybe(category) }) })),
});

const orderParts = {
  id: key,
  created: text,
  isPaid: maybe(flag),
  userEmail: maybe(text),
  languageCode: maybe(text),
  user: maybe(user),
  billingAddress: address,
  total: gross,
  voucherCode: maybe(text),
  lines: listOf(line),
  /** Refunds by transactions, and by payments, which are older. */
  transactions: maybe(
    listOf(fields({ events: listOf(fields({ id, type: maybe(text), amount: money, createdAt: text })) })),
  ),
  payments: maybe(
    listOf(
      fields({
        transactions: maybe(
          listOf(fields({ id, kind: text, isSuccess: flag, amount: maybe(money), created: text })),
        ),
      }),
    ),
  ),
};

const order = fields(orderParts);

/** An order with all that has befallen it. */
export const pastOrder = fields({
  ...orderParts,
  status: text,
  updatedAt: text,
  events: listOf(fields({ type: maybe(text), date: maybe(text) })),
});

const checkout = fields({
  id: key,
  updatedAt: text,
  email: maybe(text),
  languageCode: maybe(text),
  user: maybe(user),
  billingAddress: address,
  shippingAddress: maybe(fields({ id: maybe(text) })),
  lines: listOf(fields({ quantity })),
});

export const orderBody = fields({ issuedAt: text, order });
export const checkoutBody = fields({ checkout });

type Order = TypeOf<typeof order>;

function toldOrder(told: Order): ToldOrder {
  const { amount, currency: code } = told.total.gross;
  const currency = currencyOf(code);
  const guest = { email: told.userEmail, languageCode: told.languageCode };
  return {
    id: told.id,
    person: personOf(told.user, told.billingAddress, guest),
    total: { amount: minorOf(amount, currency, 'order.total'), currency },
    items: told.lines.map((one, i) => toldItem(one, currency, `order.lines.${i}.totalPrice`)),
    coupons: told.voucherCode?.trim() ? [told.voucherCode] : [],
  };
}

function toldItem(
  { quantity: pieces, totalPrice, variant }: TypeOf<typeof line>,
  currency: string,
  where: string,
) {
  const item: OrderItem = { quantity: pieces, amount: minorOf(totalPrice.gross.amount, currency, where) };
  if (!variant) return item;
  item.product = variant.product.id;
  if (variant.product.category) item.category = pathOf(variant.product.category);
  return item;
}

/** A category's path through the tree, from its root. */
export const pathOf = ({ name, parent }: Category): string => (parent ? `${pathOf(parent)} > ${name}` : name);

function toldRefunds({ transactions, payments }: Order): ToldRefund[] {
  const events = (transactions ?? []).flatMap((one) => one.events);
  const older = (payments ?? []).flatMap((one) => one.transactions ?? []);
  return [
    ...events
      .filter(({ type }) => type === 'REFUND_SUCCESS')
      .map((one) => refundOf(one.id, one.amount, one.createdAt)),
    ...older.flatMap(({ id: of, kind, isSuccess, amount, created }) =>
      isSuccess && amount && kind.toUpperCase() === 'REFUND' ? [refundOf(of, amount, created)] : [],
    ),
  ];
}

function refundOf(
  of: string | number,
  { amount, currency: code }: TypeOf<typeof money>,
  at: string,
): ToldRefund {
  const currency = currencyOf(code);
  return {
    id: String(of),
    at: instantOf(at, 'the refund’s instant'),
    money: { amount: minorOf(amount, currency, 'the refund’s amount'), currency },
  };
}

const toldAt = ({ issuedAt }: { issuedAt: string }): number => instantOf(issuedAt, 'issuedAt');

type Body = TypeOf<typeof orderBody>;

/** Throws `MalformedError`, as all of these. */
export function createdEvents({ order: told }: Body, source: string): ShopEvent[] {
  const placedAt = instantOf(told.created, 'order.created');
  const paidAt = told.isPaid ? placedAt : undefined;
  return orderEvents(source, { ...toldOrder(told), wasCart: true, placedAt, paidAt });
}

export const paidEvents = (body: Body, source: string): ShopEvent[] =>
  orderEvents(source, { ...toldOrder(body.order), paidAt: toldAt(body) });

export const cancelledEvents = (body: Body, source: string): ShopEvent[] =>
  orderEvents(source, { ...toldOrder(body.order), cancelledAt: toldAt(body) });

export function refundedEvents({ order: told }: Body, source: string): ShopEvent[] {
  const { total: _, items: __, ...known } = toldOrder(told);
  return orderEvents(source, { ...known, refunds: toldRefunds(told) });
}

/** All that has befallen an order, as the webhooks told it. */
export function pastOrderEvents(told: TypeOf<typeof pastOrder>, source: string): ShopEvent[] {
  const body = (type: string) => {
    const event = told.events.find((one) => one.type === type);
    return { issuedAt: event?.date ?? told.updatedAt, order: told };
  };
  return [
    ...createdEvents({ issuedAt: told.created, order: { ...told, isPaid: false } }, source),
    ...(told.isPaid ? paidEvents(body('ORDER_FULLY_PAID'), source) : []),
    ...(told.status === 'CANCELED' ? cancelledEvents(body('CANCELED'), source) : []),
    ...refundedEvents(body(''), source),
  ];
}

/** What lies in the cart, which Saleor calls a checkout; with an address to ship to, it is one. */
export function checkoutEvents({ checkout: told }: TypeOf<typeof checkoutBody>, source: string): ShopEvent[] {
  const changedAt = instantOf(told.updatedAt, 'checkout.updatedAt');
  const data = { cart: { items: told.lines.reduce((sum, one) => sum + one.quantity, 0) } };
  return personEvents(source, personOf(told.user, told.billingAddress, told), [
    { name: 'cart_updated', id: `${told.id}:${changedAt}`, at: changedAt, data },
    ...(told.shippingAddress ? [{ name: 'checkout_started', id: told.id, at: changedAt, data }] : []),
  ]);
}
