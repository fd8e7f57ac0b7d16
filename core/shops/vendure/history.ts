import type { ShopEvent } from '../../ingest';
import type { ToldProduct } from '../../products';
import {
  type Calling,
  type HistoryKind,
  historyKinds,
  type HistoryPage,
  type ShopHistory,
  toldBy,
} from '../account';
import { currencyOf, minorAt } from '../amount';
import { instantOf } from '../instant';
import { fields, id, listOf, maybe, minor, places, quantity, text, type TypeOf } from '../shape';
import { query, type VendureAdmin } from './admin';
import { customer, customerEvents } from './customer';
import { orderFields, placedEvents, refundEvents, stateEvents } from './order';

const PAGE = 50;

/** The newest come last, so that what is added while pages are read moves none of them. */
const options = (filter = '') =>
  `options: { skip: $skip, take: $take, sort: { createdAt: ASC, id: ASC }${filter} }`;

const CUSTOMER = 'id createdAt updatedAt firstName lastName phoneNumber emailAddress user { createdAt }';

const customers = query(
  `query ($skip: Int!, $take: Int!) { customers(${options()}) { totalItems items { ${CUSTOMER} } } }`,
  fields({ customers: fields({ totalItems: quantity, items: listOf(customer) }) }),
);

const product = fields({
  id,
  name: text,
  updatedAt: text,
  collections: listOf(fields({ breadcrumbs: listOf(fields({ name: text })) })),
  variants: listOf(
    fields({
      updatedAt: text,
      priceWithTax: minor,
      currencyCode: text,
      trackInventory: text,
      stockLevels: listOf(fields({ stockOnHand: minor, stockAllocated: minor })),
    }),
  ),
});

const money = {
  globalSettings: fields({ serverConfig: fields({ moneyStrategyPrecision: places }) }),
};
const MONEY = 'globalSettings { serverConfig { moneyStrategyPrecision } }';

const products = query(
  `query ($skip: Int!, $take: Int!) {
    ${MONEY}
    products(${options()}) {
      totalItems
      items {
        id name updatedAt collections { breadcrumbs { name } }
        variants {
          updatedAt priceWithTax currencyCode trackInventory stockLevels { stockOnHand stockAllocated }
        }
      }
    }
  }`,
  fields({ ...money, products: fields({ totalItems: quantity, items: listOf(product) }) }),
);

const order = fields({
  ...orderFields,
  promotions: listOf(fields({ couponCode: maybe(text) })),
  payments: maybe(
    listOf(fields({ refunds: listOf(fields({ id, total: minor, state: text, createdAt: text })) })),
  ),
  history: fields({ items: listOf(fields({ createdAt: text, data: fields({ to: text }) })) }),
});

const orders = query(
  `query ($skip: Int!, $take: Int!) {
    ${MONEY}
    orders(${options(', filter: { orderPlacedAt: { isNull: false } }')}) {
      totalItems
      items {
        code orderPlacedAt state currencyCode totalWithTax totalQuantity
        customer { ${CUSTOMER} }
        lines { quantity proratedLinePriceWithTax productVariant { productId } }
        promotions { couponCode }
        payments { refunds { id total state createdAt } }
        history(options: { filter: { type: { eq: "ORDER_STATE_TRANSITION" } }, sort: { createdAt: ASC } }) {
          items { createdAt data }
        }
      }
    }
  }`,
  fields({ ...money, orders: fields({ totalItems: quantity, items: listOf(order) }) }),
);

type ToldOrder = TypeOf<typeof order>;

/** What has happened in a Vendure: the same facts, by the same ids, as the plugin's webhooks tell. */
export class VendureHistory implements ShopHistory {
  readonly kinds = historyKinds;
  readonly #admin: VendureAdmin;
  readonly #calling: Calling;

  constructor(admin: VendureAdmin, calling: Calling) {
    this.#admin = admin;
    this.#calling = calling;
  }

  async page(kind: HistoryKind, cursor: string | null, source: string): Promise<HistoryPage> {
    const skip = Number(cursor ?? 0);
    const asked = { skip, take: PAGE };
    switch (kind) {
      case 'customers': {
        const answer = (await this.#admin.ask(customers, asked)).customers;
        const tell = (one: TypeOf<typeof customer>) => customerEvents({ data: { customer: one } }, source);
        return {
          events: this.#told(answer.items, tell, 'customer'),
          products: [],
          ...placeAfter(skip, answer),
        };
      }
      case 'products': {
        const { products: answer, globalSettings } = await this.#admin.ask(products, asked);
        const { moneyStrategyPrecision: precision } = globalSettings.serverConfig;
        const tell = (one: TypeOf<typeof product>) => [productOf(one, precision)];
        return {
          events: [],
          products: this.#told(answer.items, tell, 'product'),
          ...placeAfter(skip, answer),
        };
      }
      case 'orders': {
        const { orders: answer, globalSettings } = await this.#admin.ask(orders, asked);
        const { moneyStrategyPrecision: precision } = globalSettings.serverConfig;
        const tell = (one: ToldOrder) => orderStory(one, precision, source);
        return { events: this.#told(answer.items, tell, 'order'), products: [], ...placeAfter(skip, answer) };
      }
    }
  }

  #told<R, T>(rows: readonly R[], tell: (row: R) => readonly T[], what: string): T[] {
    return toldBy(rows, tell, { what: `a Vendure ${what}`, log: this.#calling.log });
  }
}

function placeAfter(
  skip: number,
  { items, totalItems }: { items: readonly unknown[]; totalItems: number },
): Pick<HistoryPage, 'next' | 'total'> {
  const reached = skip + items.length;
  return { next: items.length > 0 && reached < totalItems ? String(reached) : null, total: totalItems };
}

/** Vendure keeps price and stock by variant: a product costs what its cheapest costs, and has the pieces of all. */
function productOf(told: TypeOf<typeof product>, precision: number): ToldProduct {
  const { id: of, name: title, updatedAt, collections, variants } = told;
  const [path] = collections
    .map(({ breadcrumbs }) => breadcrumbs.slice(1).map(({ name }) => name))
    .toSorted((a, b) => b.length - a.length);
  const [cheapest] = variants.toSorted((a, b) => a.priceWithTax - b.priceWithTax);
  const isCounted = variants.every(({ trackInventory }) => trackInventory !== 'FALSE');
  const instants = [updatedAt, ...variants.map((variant) => variant.updatedAt)];
  const currency = cheapest && currencyOf(cheapest.currencyCode);
  return {
    id: String(of),
    title,
    ...(path && path.length > 0 && { category: path.join(' > ') }),
    ...(cheapest &&
      currency && {
        price: { amount: minorAt(cheapest.priceWithTax, precision, currency, 'priceWithTax'), currency },
      }),
    ...(isCounted && { stock: variants.flatMap((variant) => variant.stockLevels).reduce(addFree, 0) }),
    at: Math.max(...instants.map((instant) => instantOf(instant, 'updatedAt'))),
  };
}

const addFree = (
  sum: number,
  { stockOnHand, stockAllocated }: { stockOnHand: number; stockAllocated: number },
): number => sum + Math.max(0, stockOnHand - stockAllocated);

/** An order's events, each told as the webhook told it. */
function orderStory(told: ToldOrder, precision: number, source: string): ShopEvent[] {
  const { promotions, payments, history } = told;
  const couponCodes = promotions.flatMap(({ couponCode }) => couponCode ?? []);
  const body = (createdAt: string) => ({
    id: told.code,
    createdAt,
    precision,
    data: { order: { ...told, couponCodes } },
  });
  const turned = (toState: string) => history.items.filter(({ data }) => data.to === toState).slice(0, 1);
  const states = [...turned('PaymentSettled'), ...turned('Cancelled')];
  return [
    ...placedEvents(body(told.orderPlacedAt ?? ''), source),
    ...states.flatMap(({ createdAt, data: { to: toState } }) => {
      const { data, ...rest } = body(createdAt);
      return stateEvents({ ...rest, data: { ...data, toState } }, source);
    }),
    ...(payments ?? []).flatMap(({ refunds }) =>
      refunds.flatMap(({ state: toState, createdAt, ...refund }) => {
        const { data, ...rest } = body(createdAt);
        return refundEvents({ ...rest, data: { ...data, refund, toState } }, source);
      }),
    ),
  ];
}
