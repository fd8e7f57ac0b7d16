import type { OrderItem, ShopEvent } from '../../ingest';
import { currencyOf, minorOf } from '../amount';
import { orderEvents, personEvents, type ToldOrder, type ToldRefund } from '../facts';
import { instantOf } from '../instant';
import type { Person } from '../person';
import { decimal, fields, flag, key, listOf, maybe, quantity, text, type TypeOf } from '../shape';
import { buyer, personOf } from './customer';

const address = maybe(fields({ phone: maybe(text), country_code: maybe(text), address_1: maybe(text) }));

const item = fields({
  product_id: maybe(key),
  quantity,
  total: decimal,
  product: maybe(fields({ categories: maybe(listOf(fields({ name: key }))) })),
});

const whose = { email: maybe(text), customer: maybe(buyer), shipping_address: address };

const paymentParts = {
  currency_code: text,
  captured_at: maybe(text),
  refunds: maybe(listOf(fields({ id: key, amount: decimal, created_at: text }))),
};

const collections = maybe(listOf(fields({ payments: maybe(listOf(fields(paymentParts))) })));

const orderParts = {
  ...whose,
  id: key,
  currency_code: text,
  total: decimal,
  created_at: maybe(text),
  items: listOf(item),
  promotions: maybe(listOf(fields({ code: maybe(text), is_automatic: maybe(flag) }))),
  payment_collections: collections,
};

const order = fields(orderParts);

const cart = fields({
  ...whose,
  id: key,
  updated_at: text,
  completed_at: maybe(text),
  items: listOf(fields({ quantity })),
});

const payment = fields({ ...paymentParts, order });

const metadata = fields({ created_at: text });

export const orderBody = fields({ metadata, data: order });
export const cartBody = fields({ metadata: maybe(metadata), data: cart });
export const paymentBody = fields({ metadata, data: payment });

/** An order with all that has befallen it. */
export const pastOrder = fields({
  ...orderParts,
  created_at: text,
  canceled_at: maybe(text),
  summary: maybe(fields({ original_order_total: maybe(decimal) })),
});

/** What is asked of a past order, in the words of Medusa's `fields`. */
export const pastOrderFields = [
  'id',
  'email',
  'currency_code',
  'total',
  'created_at',
  'canceled_at',
  'summary.original_order_total',
  'customer.id',
  'customer.email',
  'customer.phone',
  'customer.first_name',
  'customer.last_name',
  'shipping_address.phone',
  'shipping_address.country_code',
  'shipping_address.address_1',
  'promotions.code',
  'promotions.is_automatic',
  'items.product_id',
  'items.quantity',
  'items.total',
  'items.product.categories.name',
  'payment_collections.payments.currency_code',
  'payment_collections.payments.captured_at',
  'payment_collections.payments.refunds.amount',
  'payment_collections.payments.refunds.created_at',
];

type Order = TypeOf<typeof order>;
type Payment = Omit<TypeOf<typeof payment>, 'order'>;

function personIn({ customer, email, shipping_address: to }: Pick<Order, keyof typeof whose>): Person {
  const known = customer ? personOf(customer) : {};
  return {
    ...known,
    email: known.email ?? email,
    phone: known.phone ?? to?.phone,
    country: to?.country_code,
  };
}

function toldOrder(told: Order): ToldOrder & Required<Pick<ToldOrder, 'total'>> {
  const currency = currencyOf(told.currency_code);
  return {
    id: told.id,
    person: personIn(told),
    total: { amount: minorOf(told.total, currency, 'total'), currency },
    items: told.items.map((one, i) => toldItem(one, currency, `items.${i}.total`)),
    coupons: (told.promotions ?? []).flatMap(({ code, is_automatic: automatic }) =>
      code?.trim() && !automatic ? [code] : [],
    ),
  };
}

function toldItem(one: TypeOf<typeof item>, currency: string, where: string): OrderItem {
  const [category] = one.product?.categories ?? [];
  return {
    ...(one.product_id != null && { product: one.product_id }),
    ...(category && { category: category.name }),
    quantity: one.quantity,
    amount: minorOf(one.total, currency, where),
  };
}

const toldAt = ({ created_at: at }: TypeOf<typeof metadata>): number => instantOf(at, 'metadata.created_at');

/** Throws `MalformedError`, as all of these. */
export function placedEvents(
  { metadata: told, data }: TypeOf<typeof orderBody>,
  source: string,
): ShopEvent[] {
  const placedAt = data.created_at ? instantOf(data.created_at, 'data.created_at') : toldAt(told);
  return orderEvents(source, { ...toldOrder(data), wasCart: true, placedAt });
}

export function cancelledEvents(
  { metadata: told, data }: TypeOf<typeof orderBody>,
  source: string,
): ShopEvent[] {
  // Cancelled, its total is 0, which is not what it was worth.
  const { total: _, ...order } = toldOrder(data);
  // Cancelling gives back what was paid, and Medusa tells of that here only.
  const refunds = paymentsIn(data.payment_collections).flatMap(refundsOf);
  return orderEvents(source, { ...order, cancelledAt: toldAt(told), refunds });
}

/** Paid once the whole payment is captured: Medusa tells of each part. */
export function capturedEvents({ data }: TypeOf<typeof paymentBody>, source: string): ShopEvent[] {
  const { captured_at: captured, order: paid } = data;
  if (!captured) return [];
  return orderEvents(source, { ...toldOrder(paid), paidAt: instantOf(captured, 'data.captured_at') });
}

export function refundedEvents({ data }: TypeOf<typeof paymentBody>, source: string): ShopEvent[] {
  return orderEvents(source, { id: data.order.id, person: personIn(data.order), refunds: refundsOf(data) });
}

function refundsOf({ currency_code: code, refunds }: Payment): ToldRefund[] {
  const currency = currencyOf(code);
  return (refunds ?? []).map(({ id, amount, created_at: at }, i) => ({
    id,
    at: instantOf(at, `refunds.${i}.created_at`),
    money: { amount: minorOf(amount, currency, `refunds.${i}.amount`), currency },
  }));
}

const paymentsIn = (told: Order['payment_collections']): Payment[] =>
  (told ?? []).flatMap((collection) => collection.payments ?? []);

/** What lies in the cart now; a cart with an address to ship to is being checked out. */
export function cartEvents({ metadata: told, data }: TypeOf<typeof cartBody>, source: string): ShopEvent[] {
  // What lies in a cart may change without its `updated_at`.
  const changedAt = told ? toldAt(told) : instantOf(data.updated_at, 'data.updated_at');
  if (data.completed_at) return [];
  const carried = { cart: { items: data.items.reduce((sum, one) => sum + one.quantity, 0) } };
  return personEvents(source, personIn(data), [
    { name: 'cart_updated', id: `${data.id}:${changedAt}`, at: changedAt, data: carried },
    ...(data.shipping_address?.address_1
      ? [{ name: 'checkout_started', id: data.id, at: changedAt, data: carried }]
      : []),
  ]);
}

/** All that has befallen an order, as the webhooks told it. */
export function pastOrderEvents(told: TypeOf<typeof pastOrder>, source: string): ShopEvent[] {
  // Refunds and a cancellation lessen the total.
  const total = told.summary?.original_order_total ?? told.total;
  // What was given back, each payment tells by itself.
  const order = { ...told, total, payment_collections: null };
  const metadata = { created_at: told.canceled_at ?? told.created_at };
  const payments = paymentsIn(told.payment_collections).map((payment) => ({
    metadata,
    data: { ...payment, order },
  }));
  return [
    ...placedEvents({ metadata, data: order }, source),
    ...payments.flatMap((payment) => capturedEvents(payment, source)),
    ...payments.flatMap((payment) => refundedEvents(payment, source)),
    ...(told.canceled_at ? cancelledEvents({ metadata, data: order }, source) : []),
  ];
}
