import type { Filter } from '../../../core/segments/definition/types';
import type { History, World } from './history';
import { type Order, ordersOf, paidOrders } from './orders';
import { passes } from './tests';

/** One time that something happened, and all that a filter may ask of it. */
export interface Occurrence {
  /** Tells it from every other. */
  id: string;
  at: number;
  source: string;
  products: string[];
  categories: string[];
  coupons: string[];
  channel?: string | undefined;
  currency?: string | undefined;
  via?: string | undefined;
  /** Minor units, or points. */
  amount?: number | undefined;
}

/** Every time that the person did what `name` says and a filter asks for. */
export function occurrencesOf(
  history: History,
  world: World,
  name: string,
  filter: Filter = {},
): Occurrence[] {
  const found = everyTime(history, name).filter((one) => passes(filter, one, world));
  // People register once, however often shops say so.
  return name === 'customer_registered' ? found.toSorted((a, b) => a.at - b.at).slice(0, 1) : found;
}

function everyTime(history: History, name: string): Occurrence[] {
  switch (name) {
    case 'order_placed':
      return ordersOf(history).flatMap((order) => ofOrder(name, order, order.placedAt ?? order.paidAt));
    case 'order_paid':
      return paidOrders(history).flatMap((order) => ofOrder(name, order, order.paidAt));
    case 'order_cancelled':
      return ordersOf(history).flatMap((order) => ofOrder(name, order, order.cancelledAt));
    default:
      return told(history, name);
  }
}

function ofOrder(name: string, order: Order, at: number | undefined): Occurrence[] {
  if (at === undefined) return [];
  const { source, products, categories, coupons, currency, value: amount } = order;
  const id = `${name} ${source} ${order.id}`;
  return [{ id, at, source, products, categories, coupons, currency, amount }];
}

function told(history: History, wanted: string): Occurrence[] {
  const orders = ordersOf(history);
  return history.deeds
    .filter(({ name }) => name === wanted)
    .map(({ at, source, data: { product, message, order, points, via } }, i) => ({
      id: `${wanted} ${i}`,
      at,
      source,
      products: product ? [product.id] : [],
      categories: product?.category === undefined ? [] : [product.category],
      coupons: orders.find((one) => one.source === source && one.id === order?.id)?.coupons ?? [],
      channel: message?.channel,
      currency: order?.currency,
      via,
      amount: order?.refunded ?? order?.amount ?? product?.price ?? points,
    }));
}
