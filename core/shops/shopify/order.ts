import type { OrderItem } from '../../ingest';
import { LARGEST_AMOUNT } from '../../money';
import { currencyOf, minorOf } from '../amount';
import { eachOf } from '../each';
import type { ToldOrder, ToldRefund } from '../facts';
import { MalformedError } from '../generic/parse';
import { instantOf } from '../instant';
import type { Person } from '../person';
import { decimal, fields, flag, id, key, listOf, maybe, quantity, text, type TypeOf } from '../shape';
import { buyer, digitsOf, personOf } from './customer';

/** What the buyer saw and paid, and what refunds are stated in; the shop's own currency may be another. */
const moneySet = maybe(fields({ presentment_money: fields({ amount: decimal, currency_code: text }) }));
type MoneySet = TypeOf<typeof moneySet>;

const priced = { price: decimal, price_set: moneySet };
const lineItem = fields({
  ...priced,
  product_id: maybe(id),
  quantity,
  tax_lines: maybe(listOf(fields(priced))),
  discount_allocations: maybe(listOf(fields({ amount: decimal, amount_set: moneySet }))),
});

const transaction = fields({ kind: text, status: text, amount: decimal, currency: maybe(text) });

const refundFields = {
  id,
  admin_graphql_api_id: maybe(key),
  created_at: text,
  transactions: maybe(listOf(transaction)),
};
const refundWithin = fields(refundFields);

/** The body of refunds/create. */
export const refund = fields({ ...refundFields, order_id: id });

export const order = fields({
  id,
  admin_graphql_api_id: maybe(key),
  created_at: text,
  processed_at: maybe(text),
  updated_at: maybe(text),
  cancelled_at: maybe(text),
  financial_status: maybe(text),
  currency: text,
  taxes_included: maybe(flag),
  total_price: decimal,
  total_price_set: moneySet,
  email: maybe(text),
  phone: maybe(text),
  customer_locale: maybe(text),
  customer: maybe(buyer),
  line_items: listOf(lineItem),
  discount_codes: maybe(listOf(fields({ code: text }))),
  refunds: maybe(listOf(refundWithin)),
});
export type Order = TypeOf<typeof order>;

/** Money was taken for an order in these states; some of it, or all, may have been given back since. */
const paidStates = ['paid', 'partially_refunded', 'refunded'];

export const isPaid = ({ financial_status: state }: Order): boolean => paidStates.includes(state ?? '');

/** When the shop last changed the order, ms UTC. Throws `MalformedError`. */
export const changedAt = ({ updated_at: at, created_at: created }: Order): number =>
  instantOf(at ?? created, 'updated_at');

/** An order as Shopify tells it, except when it was paid: no field says so. Throws `MalformedError`. */
export function toldOrder(body: Order): ToldOrder {
  const told = body.total_price_set?.presentment_money;
  const currency = currencyOf(told?.currency_code ?? body.currency);
  const taxed = body.taxes_included ?? false;
  return {
    id: digitsOf(body.admin_graphql_api_id, body.id),
    person: buyerOf(body),
    total: { amount: minorOf(told?.amount ?? body.total_price, currency, 'total_price'), currency },
    items: eachOf(body.line_items, 'line_items', (item) => toldItem(item, { currency, taxed })),
    coupons: (body.discount_codes ?? []).map(({ code }) => code).filter((code) => code.trim() !== ''),
    placedAt: instantOf(body.processed_at ?? body.created_at, 'processed_at'),
    cancelledAt: body.cancelled_at ? instantOf(body.cancelled_at, 'cancelled_at') : undefined,
    refunds: (body.refunds ?? []).flatMap((one) => toldRefund(one, currency)),
  };
}

/** The customer, whose own address counts more than the one that this order gives. */
export function buyerOf(told: Pick<Order, 'customer' | 'email' | 'phone' | 'customer_locale'>): Person {
  const person = told.customer ? personOf(told.customer) : {};
  return {
    ...person,
    email: person.email ?? told.email,
    phone: person.phone ?? told.phone,
    locale: told.customer_locale,
  };
}

const amountIn = (set: MoneySet, plain: string | number) => set?.presentment_money.amount ?? plain;

function toldItem(
  item: TypeOf<typeof lineItem>,
  { currency, taxed }: { currency: string; taxed: boolean },
): OrderItem {
  const full = minorOf(amountIn(item.price_set, item.price), currency, 'price') * item.quantity;
  if (full > LARGEST_AMOUNT) throw new MalformedError('price costs more than any order');
  const off = (item.discount_allocations ?? []).map(({ amount, amount_set: set }) =>
    minorOf(amountIn(set, amount), currency, 'discount_allocations'),
  );
  const taxes = (taxed ? [] : (item.tax_lines ?? [])).map(({ price, price_set: set }) =>
    minorOf(amountIn(set, price), currency, 'tax_lines'),
  );
  return {
    ...(item.product_id != null && { product: String(item.product_id) }),
    quantity: item.quantity,
    amount: Math.max(0, full - sum(off) + sum(taxes)),
  };
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, one) => total + one, 0);

/**
 * Money that went back or is on its way. A refund without any, of goods that were never paid for, is none.
 * `currency`: that of the order, where it is known. Throws `MalformedError`.
 */
export function toldRefund(body: TypeOf<typeof refundWithin>, currency?: string): ToldRefund[] {
  const back = (body.transactions ?? []).filter(
    ({ kind, status }) => kind === 'refund' && (status === 'success' || status === 'pending'),
  );
  const [first] = back;
  if (!first) return [];
  const inCurrency = currencyOf(first.currency ?? currency ?? '');
  const amount = sum(back.map((one) => minorOf(one.amount, inCurrency, 'transactions.amount')));
  if (amount === 0) return [];
  return [
    {
      id: digitsOf(body.admin_graphql_api_id, body.id),
      at: instantOf(body.created_at, 'created_at'),
      money: { amount, currency: inCurrency },
    },
  ];
}
