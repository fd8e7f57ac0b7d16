import { byTopic, productTopic, topic } from '../shop';
import { customer, customerEvents } from './customer';
import { order, toldEvents } from './order';
import { product, toldProducts } from './product';

const known = {
  'customer.created': topic(customer, customerEvents),
  'customer.updated': topic(customer, customerEvents),
  'order.created': topic(order, toldEvents),
  'order.updated': topic(order, toldEvents),
  'product.created': productTopic(product, (told) => toldProducts(told)),
  'product.updated': productTopic(product, (told) => toldProducts(told)),
};

/** The topics that are understood. Source: https://woocommerce.com/document/webhooks */
export const topics: readonly string[] = Object.keys(known);

export const understand = byTopic(known);
