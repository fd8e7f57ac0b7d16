import {
  type Calling,
  type HistoryKind,
  historyKinds,
  type HistoryPage,
  type ShopHistory,
  toldBy,
} from '../account';
import { count, fields, flag, jsonReaderOf, listOf, maybe, text } from '../shape';
import { customer, customerEvents } from './customer';
import { query, type SaleorGraphql } from './graphql';
import { pastOrder, pastOrderEvents } from './order';
import { product, toldProduct } from './product';
import { withFragments } from './subscription';

const answered = fields({
  page: maybe(
    fields({
      totalCount: maybe(count),
      edges: listOf(fields({ node: fields({}) })),
      pageInfo: fields({ hasNextPage: flag, endCursor: maybe(text) }),
    }),
  ),
});

/** Asks for a page, the oldest first: what is added meanwhile comes after it. `first`: an answer may be 1 MB. */
const paged = (
  kind: HistoryKind,
  first: number,
  node: string,
  { variables = '$after: String', more = '' } = {},
) =>
  query(
    withFragments(`query (${variables}) {
  page: ${kind}(first: ${first}, after: $after, sortBy: { field: CREATED_AT, direction: ASC }${more}) {
    totalCount
    edges {
      node {
        ${node}
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`),
    answered,
  );

const pages = {
  customers: paged('customers', 100, '...Customer\n'),
  products: paged('products', 50, '...Goods\n', {
    variables: '$after: String, $channel: String!',
    more: ', channel: $channel',
  }),
  orders: paged('orders', 50, '...Whole\n        status\n        updatedAt\n        events { type date }'),
};

const readCustomer = jsonReaderOf(customer);
const readProduct = jsonReaderOf(product);
const readOrder = jsonReaderOf(pastOrder);

/** What a Saleor has: people and orders of all its channels, and the products of one. */
export class SaleorHistory implements ShopHistory {
  readonly kinds = historyKinds;
  readonly #graphql: SaleorGraphql;
  readonly #channel: string;
  readonly #log: Calling['log'];

  constructor(graphql: SaleorGraphql, channel: string, log: Calling['log']) {
    this.#graphql = graphql;
    this.#channel = channel.trim();
    this.#log = log;
  }

  async page(kind: HistoryKind, cursor: string | null, source: string): Promise<HistoryPage> {
    const variables = { after: cursor, ...(kind === 'products' && { channel: this.#channel }) };
    const { page } = await this.#graphql.ask(pages[kind], variables);
    const nodes = (page?.edges ?? []).map(({ node }) => node);
    return {
      ...this.#understood(kind, nodes, source),
      next: page?.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null,
      ...(page?.totalCount != null && { total: page.totalCount }),
    };
  }

  #understood(
    kind: HistoryKind,
    nodes: readonly object[],
    source: string,
  ): Pick<HistoryPage, 'events' | 'products'> {
    const log = this.#log;
    switch (kind) {
      case 'customers': {
        const tell = (row: object) => customerEvents({ user: readCustomer(row) }, source);
        return { events: toldBy(nodes, tell, { what: 'A customer of Saleor', log }), products: [] };
      }
      case 'products': {
        const tell = (row: object) => [toldProduct(readProduct(row))];
        return { events: [], products: toldBy(nodes, tell, { what: 'A product of Saleor', log }) };
      }
      case 'orders': {
        const tell = (row: object) => pastOrderEvents(readOrder(row), source);
        return { events: toldBy(nodes, tell, { what: 'An order of Saleor', log }), products: [] };
      }
    }
  }
}
