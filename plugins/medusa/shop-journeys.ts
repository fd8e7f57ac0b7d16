import { createHmac } from 'node:crypto';
import type { SubscriberArgs, SubscriberConfig } from '@medusajs/framework';
import { ContainerRegistrationKeys } from '@medusajs/framework/utils';

const { JOURNEYS_ADDRESS: address = '', JOURNEYS_SECRET: secret = '' } = process.env;

const order = [
  'id',
  'email',
  'currency_code',
  'total',
  'created_at',
  'customer.*',
  'shipping_address.*',
  'promotions.*',
  'items.*',
  'items.product.categories.name',
];
const cart = [
  'id',
  'email',
  'updated_at',
  'completed_at',
  'customer.*',
  'shipping_address.*',
  'items.quantity',
];
// What a cancellation gives back is told nowhere else.
const refunds = ['currency_code', 'refunds.*'].map((field) => `payment_collections.payments.${field}`);
const payment = ['id', 'currency_code', 'captured_at', 'refunds.*', 'payment_collection_id'];
const product = [
  'id',
  'title',
  'updated_at',
  'categories.name',
  'variants.manage_inventory',
  'variants.prices.amount',
  'variants.prices.currency_code',
  'variants.prices.price_rules.*',
  'variants.inventory_items.required_quantity',
  'variants.inventory_items.inventory.location_levels.available_quantity',
];

/** Tells Shop Event Trigger what happens in the shop. Medusa's events carry only an id: the rest is looked up. */
export default async function shopJourneys({ event, container }: SubscriberArgs<{ id: string }>) {
  const query = container.resolve(ContainerRegistrationKeys.QUERY);
  const one = async (entity: string, fields: string[], filters: object = {}) =>
    (await query.graph({ entity, fields, filters })).data[0];

  const { id } = event.data;
  const kind = event.name.split('.').at(-2)!;
  const createdAt = event.metadata?.created_at ?? new Date();
  const lookUp: Record<string, () => Promise<object | undefined>> = {
    order: () => one('order', [...order, ...refunds], { id }),
    cart: () => one('cart', cart, { id }),
    customer: () => one('customer', ['*'], { id }),
    payment: money,
    product: () => goods(id),
    'product-variant': async () => goods((await one('variant', ['product_id'], { id }))?.product_id),
    'inventory-level': async () => goods(await productAt()),
  };
  const data = await lookUp[kind]();
  if (data) await post(data);

  async function money() {
    const { payment_collection_id, ...paid } = await one('payment', payment, { id });
    const link = await one('order_payment_collection', ['order_id'], { payment_collection_id });
    return link && { ...paid, order: await one('order', order, { id: link.order_id }) };
  }

  async function productAt(): Promise<string | undefined> {
    const { inventory_item_id } = await one('inventory_level', ['inventory_item_id'], { id });
    const link = await one('product_variant_inventory_item', ['variant_id'], { inventory_item_id });
    return link && (await one('variant', ['product_id'], { id: link.variant_id }))?.product_id;
  }

  async function goods(productId: string | undefined) {
    const told = productId && (await one('product', product, { id: productId }));
    if (!told) return undefined;
    const { supported_currencies } = await one('store', ['supported_currencies.*']);
    const { currency_code } = supported_currencies.find((currency: any) => currency.is_default) ?? {};
    return { ...told, currency_code };
  }

  async function post(told: object) {
    const body = JSON.stringify({ metadata: { created_at: createdAt }, data: told });
    const messageId = `${event.name}_${event.metadata?.eventGroupId ?? id}`;
    const seconds = Math.floor(Date.now() / 1000);
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signature = createHmac('sha256', key).update(`${messageId}.${seconds}.${body}`).digest('base64');
    const headers = {
      'content-type': 'application/json',
      'webhook-id': messageId,
      'webhook-timestamp': String(seconds),
      'webhook-signature': `v1,${signature}`,
      'x-medusa-event': `${kind}.${event.name.split('.').at(-1)}`,
    };
    const answer = await fetch(address, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`Shop Journeys answered ${answer.status}: ${await answer.text()}`);
  }
}

export const config: SubscriberConfig = {
  event: [
    'customer.created',
    'customer.updated',
    'cart.created',
    'cart.updated',
    'cart.customer_updated',
    'order.placed',
    'order.canceled',
    'payment.captured',
    'payment.refunded',
    'product.created',
    'product.updated',
    'product-variant.created',
    'product-variant.updated',
    'inventory.inventory-level.created',
    'inventory.inventory-level.updated',
  ],
};
