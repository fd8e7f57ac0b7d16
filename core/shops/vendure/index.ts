import { text } from '../../steps/text';
import { webhookSecret } from '../generic/connection';
import { byTopic, type Shop, topic } from '../shop';
import { verifyStandard } from '../standard';
import { customerBody, customerEvents } from './customer';
import {
  cartEvents,
  orderBody,
  placedEvents,
  refundBody,
  refundEvents,
  stateBody,
  stateEvents,
} from './order';

/** Vendure sends no webhooks: these are posted by the plugin that docs/webhooks.md shows. */
export const vendure: Shop = {
  name: 'vendure',
  label: text('Vendure', 'Vendure'),
  connection: webhookSecret,
  verify: verifyStandard('x-vendure-topic'),
  parse: byTopic({
    'customer.created': topic(customerBody, customerEvents),
    'customer.updated': topic(customerBody, customerEvents),
    'cart.line.created': topic(orderBody, cartEvents),
    'cart.line.updated': topic(orderBody, cartEvents),
    'cart.line.deleted': topic(orderBody, cartEvents),
    'order.state': topic(stateBody, stateEvents),
    'order.placed': topic(orderBody, placedEvents),
    'refund.created': topic(refundBody, refundEvents),
    'refund.state': topic(refundBody, refundEvents),
  }),
};
