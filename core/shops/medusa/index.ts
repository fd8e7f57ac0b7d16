import { text } from '../../steps/text';
import { webhookSecret } from '../generic/connection';
import { byTopic, productTopic, type Shop, topic } from '../shop';
import { verifyStandard } from '../standard';
import { customerBody, customerEvents } from './customer';
import {
  cancelledEvents,
  capturedEvents,
  cartBody,
  cartEvents,
  orderBody,
  paymentBody,
  placedEvents,
  refundedEvents,
} from './order';
import { changedProducts, productBody } from './product';

/** Medusa sends no webhooks: these are posted by the subscriber in plugins/medusa/. */
export const medusa: Shop = {
  name: 'medusa',
  label: text('Medusa', 'Medusa'),
  connection: webhookSecret,
  verify: verifyStandard('x-medusa-event'),
  parse: byTopic({
    'customer.created': topic(customerBody, customerEvents),
    'customer.updated': topic(customerBody, customerEvents),
    'cart.created': topic(cartBody, cartEvents),
    'cart.updated': topic(cartBody, cartEvents),
    'cart.customer_updated': topic(cartBody, cartEvents),
    'order.placed': topic(orderBody, placedEvents),
    'order.canceled': topic(orderBody, cancelledEvents),
    'payment.captured': topic(paymentBody, capturedEvents),
    'payment.refunded': topic(paymentBody, refundedEvents),
    'product.created': productTopic(productBody, changedProducts),
    'product.updated': productTopic(productBody, changedProducts),
    'product-variant.created': productTopic(productBody, changedProducts),
    'product-variant.updated': productTopic(productBody, changedProducts),
    'inventory-level.created': productTopic(productBody, changedProducts),
    'inventory-level.updated': productTopic(productBody, changedProducts),
  }),
};
