import type { ShopEvent } from '../../ingest';
import { orderEvents } from '../facts';
import { productTopic, topic } from '../shop';
import { checkout, checkoutEvents } from './checkout';
import {
  buyerEvents,
  customer,
  customerEvents,
  emailConsent,
  emailConsentEvents,
  smsConsent,
  smsConsentEvents,
} from './customer';
import { changedAt, isPaid, type Order, order, refund, toldOrder, toldRefund } from './order';
import { product, toldProduct } from './product';

/** `paid`: whether this topic tells that the order was paid just now. */
const orderTopic = (paid: (body: Order) => boolean) =>
  topic(order, (body, source): ShopEvent[] => [
    ...orderEvents(source, { ...toldOrder(body), paidAt: paid(body) ? changedAt(body) : undefined }),
    ...(body.customer ? buyerEvents(body.customer, source) : []),
  ]);

/**
 * What is understood. Topics: https://shopify.dev/docs/api/webhooks. Carts name nobody; a checkout does. Of stock,
 * products/update tells all: the topics of variants and inventory levels tell of one part of a product each.
 */
export const topics = {
  'customers/create': topic(customer, customerEvents),
  'customers/update': topic(customer, customerEvents),
  'customers_email_marketing_consent/update': topic(emailConsent, emailConsentEvents),
  'customers_marketing_consent/update': topic(smsConsent, smsConsentEvents),
  'checkouts/create': topic(checkout, checkoutEvents),
  'checkouts/update': topic(checkout, checkoutEvents),
  'orders/create': orderTopic(isPaid),
  'orders/paid': orderTopic(() => true),
  // When an order was paid that was changed later, nothing in it says.
  'orders/updated': orderTopic(() => false),
  'orders/cancelled': orderTopic(() => false),
  'refunds/create': topic(refund, (body, source) =>
    orderEvents(source, { id: String(body.order_id), refunds: toldRefund(body) }),
  ),
  'products/create': productTopic(product, (body) => [toldProduct(body)]),
  'products/update': productTopic(product, (body) => [toldProduct(body)]),
};
