import type { ShopEvent } from '../../ingest';
import { text } from '../../steps/text';
import { fields, type Shape } from '../shape';
import { byTopic, type Shop, topic } from '../shop';
import { adobeCommerce } from './connection';
import { customer, customerEvents, subscriber, subscriberEvents } from './customer';
import { cartEvents, creditMemo, order, quote, refundEvents, toldEvents } from './order';
import { verifyMagento } from './verify';

/** A topic of Adobe I/O Events, which wraps what it tells. */
const event = <T>(shape: Shape<T>, events: (told: T, source: string) => ShopEvent[]) =>
  topic(fields({ data: fields({ value: shape }) }), ({ data }, source) => events(data.value, source));

/**
 * Adobe Commerce tells by Adobe I/O Events, or by webhooks that send the thing itself; so the REST API has it, too,
 * which is all that Magento Open Source has.
 */
export const magento: Shop = {
  name: 'magento',
  label: text('Adobe Commerce', 'Adobe Commerce'),
  connection: adobeCommerce,
  verify: verifyMagento,
  parse: byTopic({
    'observer.customer_save_commit_after': event(customer, customerEvents),
    'observer.newsletter_subscriber_save_commit_after': event(subscriber, subscriberEvents),
    'observer.sales_quote_save_commit_after': event(quote, cartEvents),
    'observer.sales_order_save_commit_after': event(order, toldEvents),
    'observer.sales_order_creditmemo_save_commit_after': event(creditMemo, refundEvents),
    customer: topic(customer, customerEvents),
    subscriber: topic(subscriber, subscriberEvents),
    quote: topic(quote, cartEvents),
    order: topic(order, toldEvents),
    creditmemo: topic(creditMemo, refundEvents),
  }),
  acknowledgement: { op: 'success' },
};
