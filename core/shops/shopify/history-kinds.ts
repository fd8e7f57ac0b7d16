import type { ShopEvent } from '../../ingest';
import type { ToldProduct } from '../../products';
import type { JsonObject } from '../../steps/define';
import type { HistoryKind } from '../account';
import { orderEvents } from '../facts';
import { readerOf, type Shape } from '../shape';
import { buyerEvents, customerEvents } from './customer';
import { customerBody, customerNode, customerSelection } from './history-customer';
import { orderBody, orderNode, orderSelection, paidAt } from './history-order';
import { productNode, productSelection, toldProductOf } from './history-product';
import { toldOrder } from './order';

/** A thing as a bulk operation writes it: its own fields on one line, and its parts on lines of theirs. */
export interface Row {
  json: JsonObject;
  parts: JsonObject[];
}

interface BulkKind {
  /** What the bulk operation reads. */
  query: string;
  /** Each throws `MalformedError`. */
  events(row: Row, source: string): ShopEvent[];
  products(row: Row): ToldProduct[];
}

const reading = <T>(shape: Shape<T>) => {
  const read = readerOf(shape);
  return (json: JsonObject): T => read({ json, rawBody: Buffer.from(JSON.stringify(json)) });
};

const readCustomer = reading(customerNode);
const readOrder = reading(orderNode);
const readProduct = reading(productNode);

/** What is read of each kind. The events are those of the webhooks, by the same ids. */
export const bulkKinds: Record<HistoryKind, BulkKind> = {
  customers: {
    query: `{ customers { edges { node { ${customerSelection} createdAt updatedAt } } } }`,
    events: ({ json }, source) => customerEvents(customerBody(readCustomer(json)), source),
    products: () => [],
  },
  products: {
    query: `{ products { edges { node { ${productSelection} } } } }`,
    events: () => [],
    products: ({ json }) => [toldProductOf(readProduct(json))],
  },
  orders: {
    query: `{ orders { edges { node { ${orderSelection} } } } }`,
    events({ json, parts }, source) {
      const node = readOrder({ ...json, lineItems: parts });
      const body = orderBody(node);
      return [
        ...orderEvents(source, { ...toldOrder(body), paidAt: paidAt(node, body) }),
        ...(body.customer ? buyerEvents(body.customer, source) : []),
      ];
    },
    products: () => [],
  },
};
