import type { ShopEvent } from '../../ingest';
import type { Log } from '../../ports';
import { type HistoryKind, historyKinds, type ShopHistory, toldBy } from '../account';
import { jsonReaderOf, namesOf } from '../shape';
import type { WooCommerceApi } from './api';
import { categoryPaths } from './categories';
import { customer, customerEvents } from './customer';
import { order, toldEvents } from './order';
import { type Row, rowsAfter } from './pages';
import { product, type ProductSurroundings, toldProducts } from './product';

const readCustomer = jsonReaderOf(customer);
const readProduct = jsonReaderOf(product);
const readOrder = jsonReaderOf(order);

/** Only what is read of each, or a hundred orders are larger than an answer may be. */
const asked = {
  // People who buy need not have the role of a customer.
  customers: { role: 'all', _fields: namesOf(customer).join(',') },
  products: { _fields: namesOf(product).join(',') },
  orders: { _fields: namesOf(order).join(',') },
} satisfies Record<HistoryKind, Record<string, string>>;

/** What a WooCommerce holds: the same events as its webhooks tell, so that each is taken in once. */
export function wooHistory(api: WooCommerceApi, log: Log): ShopHistory {
  const telling = (kind: string) => ({ what: `a WooCommerce ${kind}`, log });
  let around: ProductSurroundings | undefined;
  const productsOf = async (rows: readonly Row[]) => {
    const known = (around ??= { currency: await api.currency(), categories: await categoryPaths(api) });
    return toldBy(rows, (row) => toldProducts(readProduct(row), known), telling('product'));
  };
  const eventsOf = (kind: 'customers' | 'orders', rows: readonly Row[], source: string): ShopEvent[] =>
    kind === 'customers'
      ? toldBy(rows, (row) => customerEvents(readCustomer(row), source), telling('customer'))
      : toldBy(rows, (row) => toldEvents(readOrder(row), source), telling('order'));
  return {
    kinds: historyKinds,
    async page(kind, cursor, source) {
      const { rows, ...place } = await rowsAfter(api, kind, asked[kind], cursor);
      return kind === 'products'
        ? { events: [], products: await productsOf(rows), ...place }
        : { events: eventsOf(kind, rows, source), products: [], ...place };
    },
  };
}
