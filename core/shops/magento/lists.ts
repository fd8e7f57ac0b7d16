import type { ShopEvent } from '../../ingest';
import type { Log } from '../../ports';
import type { ToldProduct } from '../../products';
import { toldBy } from '../account';
import { fields, id, jsonReaderOf, listOf, maybe, quantity, type Shape, text, type TypeOf } from '../shape';
import { accepted, type MagentoApi, magentoReader } from './api';
import { categoryPaths } from './categories';
import { customer, customerEvents } from './customer';
import { creditMemo, order, refundEvents, toldEvents } from './order';
import { product, type ProductSurroundings, toldProduct } from './product';
import { fieldsOf, type Search, searchQuery } from './search';
import { readStore } from './store';

/** How many rows a page has. */
export const PAGE = 100;

const row = fields({ id: maybe(id), entity_id: maybe(id), updated_at: maybe(text) });
export type Row = TypeOf<typeof row>;

const readPage = magentoReader(fields({ items: maybe(listOf(row)), total_count: quantity }));

/** What a list of Magento is called, in the sequence in which they are read. */
export type ListName = 'customers' | 'products' | 'orders' | 'refunds';

const lists: Record<ListName, { path: string; shape: Shape<unknown>; what: string }> = {
  customers: { path: 'customers/search', shape: customer, what: 'a Magento customer' },
  products: { path: 'products', shape: product, what: 'a Magento product' },
  orders: { path: 'orders', shape: order, what: 'a Magento order' },
  refunds: { path: 'creditmemos', shape: creditMemo, what: 'a Magento credit memo' },
};

const readCustomer = jsonReaderOf(customer);
const readProduct = jsonReaderOf(product);
const readOrder = jsonReaderOf(order);
const readCreditMemo = jsonReaderOf(creditMemo);

const eventsOf: Record<Exclude<ListName, 'products'>, (one: Row, source: string) => ShopEvent[]> = {
  customers: (one, source) => customerEvents(readCustomer(one), source),
  orders: (one, source) => toldEvents(readOrder(one), source),
  refunds: (one, source) => refundEvents(readCreditMemo(one), source),
};

export interface ListPage {
  rows: Row[];
  /** How many rows fit the question, this page and those behind it. */
  total: number;
  /** The shop’s clock as it answered, ms UTC; undefined where it does not tell. */
  now: number | undefined;
}

/** The lists of one Magento, and what their rows tell. Calls throw `ShopError`. */
export class MagentoLists {
  readonly #api: MagentoApi;
  readonly #log: Log;
  #around: ProductSurroundings | undefined;

  constructor(api: MagentoApi, log: Log) {
    this.#api = api;
    this.#log = log;
  }

  /** Rows that fit, as many as a page has. Only what is read of each comes: an order is large. */
  async page(name: ListName, { where, sortedBy, pageSize = PAGE }: Partial<Search>): Promise<ListPage> {
    const { path, shape } = lists[name];
    const query = searchQuery({
      ...(where && { where }),
      ...(sortedBy && { sortedBy }),
      pageSize,
      fields: `${fieldsOf(shape.schema)},updated_at`,
    });
    const answer = accepted(await this.#api.get(path, query));
    const { items, total_count: total } = readPage(answer);
    const now = Date.parse(String(answer.headers['date']));
    return { rows: items ?? [], total, now: Number.isNaN(now) ? undefined : now };
  }

  /** What rows tell; those that are not understood are left out, and the log says why. */
  async told(
    name: ListName,
    rows: readonly Row[],
    source: string,
  ): Promise<{ events: ShopEvent[]; products: ToldProduct[] }> {
    const telling = { what: lists[name].what, log: this.#log };
    if (name !== 'products')
      return { events: toldBy(rows, (one) => eventsOf[name](one, source), telling), products: [] };
    if (rows.length === 0) return { events: [], products: [] };
    const around = await this.#surroundings();
    return { events: [], products: toldBy(rows, (one) => [toldProduct(readProduct(one), around)], telling) };
  }

  async #surroundings(): Promise<ProductSurroundings> {
    if (this.#around) return this.#around;
    const { websites } = await readStore(this.#api);
    const [currency, ...others] = new Set(websites.map((website) => website.currency));
    this.#around = {
      currency: others.length === 0 ? currency : undefined,
      categories: await categoryPaths(this.#api),
    };
    return this.#around;
  }
}

/** The number of a row, which grows. */
export const numberOf = (one: Row): number => Number(one.entity_id ?? one.id);
