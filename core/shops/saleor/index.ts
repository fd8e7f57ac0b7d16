import { text } from '../../steps/text';
import { byTopic, productTopic, type Shop, topic } from '../shop';
import { saleorKeys } from './connection';
import { customerBody, customerEvents } from './customer';
import {
  cancelledEvents,
  checkoutBody,
  checkoutEvents,
  createdEvents,
  orderBody,
  paidEvents,
  refundedEvents,
} from './order';
import { changedProducts, changedVariants, productBody, variantBody } from './product';
import { verifySaleor } from './verify';

/** Bodies are what the webhook's subscription query asks for: the one in docs/webhooks.md. */
export const saleor: Shop = {
  name: 'saleor',
  label: text('Saleor', 'Saleor'),
  connection: saleorKeys,
  verify: verifySaleor,
  parse: byTopic({
    customer_created: topic(customerBody, customerEvents),
    customer_updated: topic(customerBody, customerEvents),
    checkout_created: topic(checkoutBody, checkoutEvents),
    checkout_updated: topic(checkoutBody, checkoutEvents),
    order_created: topic(orderBody, createdEvents),
    order_fully_paid: topic(orderBody, paidEvents),
    order_cancelled: topic(orderBody, cancelledEvents),
    order_refunded: topic(orderBody, refundedEvents),
    order_fully_refunded: topic(orderBody, refundedEvents),
    product_created: productTopic(productBody, changedProducts),
    product_updated: productTopic(productBody, changedProducts),
    product_variant_updated: productTopic(variantBody, changedVariants),
    product_variant_stock_updated: productTopic(variantBody, changedVariants),
  }),
};
