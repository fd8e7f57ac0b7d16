import type { EventData } from '../../../core/ingest';
import type { Deed, History } from './history';

/** An order as all that was told of it makes it. */
export interface Order {
  source: string;
  id: string;
  placedAt: number | undefined;
  paidAt: number | undefined;
  cancelledAt: number | undefined;
  /** Less what was refunded; undefined where no amount was told. */
  value: number | undefined;
  currency: string | undefined;
  products: string[];
  categories: string[];
  coupons: string[];
  /** Paid, neither cancelled nor wholly refunded. */
  counts: boolean;
  /** Placed, paid, or told to have used a coupon; neither cancelled nor wholly refunded. */
  stands: boolean;
}

type OrderData = NonNullable<EventData['order']>;

export function ordersOf({ deeds }: History): Order[] {
  const told = deeds.flatMap((deed) => (deed.data.order ? [{ deed, order: deed.data.order }] : []));
  const byOrder = Map.groupBy(told, ({ deed, order }) => `${deed.source} ${order.id}`);
  return [...byOrder.values()].map(foldOrder);
}

interface Told {
  deed: Deed;
  order: OrderData;
}

function foldOrder(told: readonly Told[]): Order {
  const first = (name: string) =>
    told
      .filter(({ deed }) => deed.name === name)
      .map(({ deed }) => deed.at)
      .toSorted((a, b) => a - b)[0];
  const refunds = told.filter(({ deed }) => deed.name === 'order_refunded');
  const refunded = refunds.reduce((sum, { order }) => sum + (order.refunded ?? 0), 0);
  const price = told
    .filter(({ deed, order }) => deed.name !== 'order_refunded' && order.amount !== undefined)
    .toSorted((a, b) => b.deed.at - a.deed.at || (b.order.amount ?? 0) - (a.order.amount ?? 0))[0]?.order;
  const placedAt = first('order_placed');
  const cancelledAt = first('order_cancelled');
  const paidAt = first('order_paid');
  const kept = cancelledAt === undefined && (refunded === 0 || refunded < (price?.amount ?? 0));
  const items = told.flatMap(({ order }) => order.items ?? []);
  return {
    source: told[0]?.deed.source ?? '',
    id: told[0]?.order.id ?? '',
    placedAt,
    paidAt,
    cancelledAt,
    value: price?.amount === undefined ? undefined : price.amount - refunded,
    currency: price?.currency,
    products: items.flatMap(({ product }) => product ?? []),
    categories: items.flatMap(({ category }) => category ?? []),
    coupons: told.flatMap(({ order }) => order.coupons ?? []),
    counts: paidAt !== undefined && kept,
    stands: kept && [placedAt, paidAt, first('coupon_redeemed')].some((at) => at !== undefined),
  };
}

/** Orders that count, with the instant at which they were paid. */
export function paidOrders(history: History): (Order & { paidAt: number })[] {
  return ordersOf(history).flatMap((order) =>
    order.counts && order.paidAt !== undefined ? [{ ...order, paidAt: order.paidAt }] : [],
  );
}
