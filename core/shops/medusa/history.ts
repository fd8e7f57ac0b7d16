import {
  type Calling,
  type HistoryKind,
  historyKinds,
  type HistoryPage,
  type ShopHistory,
  toldBy,
} from '../account';
import { count, fields, flag, jsonReaderOf, listOf, maybe, text } from '../shape';
import type { MedusaAdmin } from './admin';
import { customer, customerEvents, customerFields } from './customer';
import { pastOrder, pastOrderEvents, pastOrderFields } from './order';
import { product, productFields, toldProduct } from './product';

/** What is asked for, and how many at once: an answer may be 1 MB, and a line of an order is 4 KB. */
const asked: Record<HistoryKind, { fields: readonly string[]; limit: number }> = {
  customers: { fields: customerFields, limit: 200 },
  products: { fields: productFields, limit: 50 },
  orders: { fields: pastOrderFields, limit: 20 },
};

const rows = maybe(listOf(fields({})));
const answered = fields({ count, customers: rows, products: rows, orders: rows });

const stores = fields({
  stores: listOf(
    fields({ supported_currencies: maybe(listOf(fields({ currency_code: text, is_default: maybe(flag) }))) }),
  ),
});

const readCustomer = jsonReaderOf(customer);
const readProduct = jsonReaderOf(product);
const readOrder = jsonReaderOf(pastOrder);

/** What a Medusa has, in the sequence of its ids, which is that of time. A cursor says how many were read. */
export class MedusaHistory implements ShopHistory {
  readonly kinds = historyKinds;
  readonly #admin: MedusaAdmin;
  readonly #log: Calling['log'];
  #currency: Promise<string | undefined> | undefined;

  constructor(admin: MedusaAdmin, log: Calling['log']) {
    this.#admin = admin;
    this.#log = log;
  }

  async page(kind: HistoryKind, cursor: string | null, source: string): Promise<HistoryPage> {
    const { fields: names, limit } = asked[kind];
    const offset = Number(cursor ?? 0);
    const query = { fields: names.join(), limit: String(limit), offset: String(offset), order: 'id' };
    const { count: total, [kind]: told } = await this.#admin.get(kind, query, answered);
    const read = told ?? [];
    const next = offset + read.length;
    return {
      ...(await this.#understood(kind, read, source)),
      next: read.length > 0 && next < total ? String(next) : null,
      total,
    };
  }

  async #understood(
    kind: HistoryKind,
    read: readonly object[],
    source: string,
  ): Promise<Pick<HistoryPage, 'events' | 'products'>> {
    const left = (what: string) => ({ what, log: this.#log });
    switch (kind) {
      case 'customers': {
        const events = toldBy(
          read,
          (row) => customerEvents({ data: readCustomer(row) }, source),
          left('A customer of Medusa'),
        );
        return { events, products: [] };
      }
      case 'products': {
        const currency = await (this.#currency ??= this.#defaultCurrency());
        const products = toldBy(
          read,
          (row) => [toldProduct(readProduct(row), currency)],
          left('A product of Medusa'),
        );
        return { events: [], products };
      }
      case 'orders': {
        const events = toldBy(
          read,
          (row) => pastOrderEvents(readOrder(row), source),
          left('An order of Medusa'),
        );
        return { events, products: [] };
      }
    }
  }

  /** The currency that products are priced in. */
  async #defaultCurrency(): Promise<string | undefined> {
    const query = { fields: 'id,supported_currencies.currency_code,supported_currencies.is_default' };
    const { stores: all } = await this.#admin.get('stores', query, stores);
    const currencies = all.flatMap(({ supported_currencies: supported }) => supported ?? []);
    return currencies.find(({ is_default: isDefault }) => isDefault)?.currency_code;
  }
}
