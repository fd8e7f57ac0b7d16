import type { Mapping } from './schema';

/** What a new trigger's setting shows, and what docs/webhooks.md explains. */
export const exampleMapping: Mapping = {
  version: 1,
  topic: '/event',
  always: {
    id: '/event_id',
    timestamp: { at: '/sent', unit: 'seconds' },
    customer: { id: '/buyer/no', email: '/buyer/mail', firstName: '/buyer/name' },
  },
  events: {
    'account.new': { type: 'customer_registered' },
    'sale.paid': {
      type: 'order_paid',
      order: {
        id: '/sale/no',
        amount: { at: '/sale/cents', places: 2 },
        currency: { value: 'EUR' },
        couponCodes: { each: '/sale/vouchers', at: '/code' },
        items: { each: '/sale/lines', product: '/sku', category: '/group', quantity: '/pieces' },
      },
    },
  },
};
