import { topics } from '../dist/core/shops/shopify/topics.js';
import { only } from '../test/shops/support/only.ts';

/** What a shop tells of an order: the topic and the body. */
export interface OrderOfShop {
  topic: string;
  body: unknown;
}

const LINES = 100;
const AT = '2026-03-02T09:00:00Z';
const SQL_AT = '2026-03-02 09:00:00';

const lines = <T>(line: (i: number) => T): T[] => Array.from({ length: LINES }, (_, i) => line(i));
const address = {
  first_name: 'Ann',
  last_name: 'Example',
  company: null,
  address_1: 'Street 1',
  city: 'Berlin',
  postcode: '10115',
  phone: '+493012345678',
};

const money = (amount: string) => ({ amount, currency_code: 'EUR' });
const set = (amount: string) => ({ shop_money: money(amount), presentment_money: money(amount) });

/** All the fields of a line that Shopify knows. */
const shopifyLine = (i: number) => ({
  id: 866550311766 + i,
  admin_graphql_api_id: `gid://shopify/LineItem/${866550311766 + i}`,
  attributed_staffs: [],
  current_quantity: 1,
  fulfillable_quantity: 1,
  fulfillment_service: 'manual',
  fulfillment_status: null,
  gift_card: false,
  grams: 567,
  name: `Earphones ${i}`,
  price: '19.90',
  price_set: set('19.90'),
  product_exists: true,
  product_id: 632910392 + i,
  properties: [],
  quantity: 1,
  requires_shipping: true,
  sku: `EP-${i}`,
  taxable: true,
  title: `Earphones ${i}`,
  total_discount: '0.00',
  total_discount_set: set('0.00'),
  variant_id: 808950810 + i,
  variant_inventory_management: 'shopify',
  variant_title: null,
  vendor: 'Sound',
  tax_lines: [{ title: 'VAT', price: '3.18', rate: 0.19, price_set: set('3.18'), channel_liable: false }],
  duties: [],
  discount_allocations: [],
});

const shopify = {
  id: 5678901234567,
  admin_graphql_api_id: 'gid://shopify/Order/5678901234567',
  created_at: AT,
  processed_at: AT,
  updated_at: AT,
  cancelled_at: null,
  financial_status: 'paid',
  currency: 'EUR',
  taxes_included: true,
  total_price: '1990.00',
  total_price_set: set('1990.00'),
  email: 'ann@example.com',
  customer_locale: 'de-DE',
  customer: {
    id: 115310627314,
    admin_graphql_api_id: 'gid://shopify/Customer/115310627314',
    email: 'ann@example.com',
    first_name: 'Ann',
    last_name: 'Example',
    tags: 'vip',
  },
  billing_address: address,
  shipping_address: address,
  discount_codes: [{ code: 'WELCOME-7KQ4', amount: '10.00', type: 'fixed_amount' }],
  refunds: [],
  line_items: lines(shopifyLine),
};

const woocommerce = {
  id: 5001,
  status: 'processing',
  created_via: 'checkout',
  currency: 'EUR',
  total: '1990.00',
  date_created_gmt: '2026-03-02T09:00:00',
  date_modified_gmt: '2026-03-02T09:00:00',
  date_paid_gmt: '2026-03-02T09:00:00',
  date_completed_gmt: null,
  customer_id: 1001,
  billing: { ...address, email: 'ann@example.com', country: 'DE' },
  shipping: address,
  coupon_lines: [{ code: 'welcome-7kq4', discount: '10' }],
  refunds: [],
  line_items: lines((i) => ({
    id: i,
    name: `Earphones ${i}`,
    product_id: 1000 + i,
    variation_id: 0,
    quantity: 1,
    tax_class: '',
    subtotal: '16.72',
    subtotal_tax: '3.18',
    total: '16.72',
    total_tax: '3.18',
    taxes: [{ id: 1, total: '3.18', subtotal: '3.18' }],
    meta_data: [],
    sku: `EP-${i}`,
    price: 16.72,
    image: { id: '', src: '' },
    parent_name: null,
  })),
};

/** The fields that docs/webhooks.md asks for. */
const magento = {
  entity_id: 5001,
  state: 'processing',
  created_at: SQL_AT,
  updated_at: SQL_AT,
  order_currency_code: 'EUR',
  grand_total: 1990,
  total_paid: '1990.0000',
  coupon_code: 'WELCOME-7KQ4',
  customer_id: 1001,
  customer_email: 'ann@example.com',
  customer_firstname: 'Ann',
  customer_lastname: 'Example',
  billing_address: { telephone: '+493012345678', country_id: 'DE' },
  items: lines((i) => ({
    product_id: String(1000 + i),
    qty_ordered: 1,
    row_total: 16.72,
    row_total_incl_tax: '19.9000',
    discount_amount: 0,
  })),
};

/** What the subscriber of docs/webhooks.md posts. */
const medusa = {
  metadata: { created_at: AT },
  data: {
    id: 'order_01M80QZ59ZD1REDT1RSRYWPCJ9',
    email: 'ann@example.com',
    currency_code: 'eur',
    total: 1990,
    created_at: AT,
    customer: { id: 'cus_01M80QZ1FCQ5ZQ9NBNZHPT5AQD', email: 'ann@example.com', first_name: 'Ann' },
    items: lines((i) => ({
      product_id: `prod_01M80QZ119YWA1P814S9M2D${i}`,
      quantity: 1,
      total: 19.9,
      product: { categories: [{ name: 'Earphones' }] },
    })),
    promotions: [{ code: 'WELCOME-7KQ4', is_automatic: false }],
  },
};

/** What the plugin of docs/webhooks.md posts. */
const vendure = {
  id: 'cdb06c7c-54d8-4889-8bc6-015c867b2271',
  createdAt: AT,
  precision: 2,
  data: {
    order: {
      code: 'RGLPP6R24BZ48V8S',
      orderPlacedAt: AT,
      state: 'PaymentSettled',
      currencyCode: 'EUR',
      totalWithTax: 199_000,
      totalQuantity: 100,
      couponCodes: ['WELCOME-7KQ4'],
      customer: { id: 1, createdAt: AT, updatedAt: AT, firstName: 'Ann', emailAddress: 'ann@example.com' },
      lines: lines((i) => ({
        quantity: 1,
        proratedLinePriceWithTax: 1990,
        productVariant: { productId: i },
      })),
    },
  },
};

const gross = (amount: number) => ({ gross: { amount, currency: 'EUR' } });

/** What the query of docs/webhooks.md asks for. */
const saleor = {
  issuedAt: AT,
  order: {
    id: 'T3JkZXI6MQ==',
    created: AT,
    isPaid: true,
    userEmail: 'ann@example.com',
    languageCode: 'DE',
    user: { id: 'VXNlcjox', email: 'ann@example.com', firstName: 'Ann', lastName: 'Example' },
    total: gross(1990),
    voucherCode: 'WELCOME-7KQ4',
    lines: lines((i) => ({
      quantity: 1,
      totalPrice: { gross: { amount: 19.9 } },
      variant: {
        product: {
          id: `UHJvZHVjdDo${i}`,
          category: { name: 'Earphones', parent: { name: 'Audio', parent: null } },
        },
      },
    })),
    transactions: [],
    payments: [],
  },
};

/** An order of a hundred lines as each shop tells it. */
export const ordersOfShops: Record<string, OrderOfShop> = {
  // What is asked for as the webhook is registered.
  shopify: { topic: 'orders/create', body: only(shopify, topics['orders/create'].reads) },
  woocommerce: { topic: 'order.updated', body: woocommerce },
  magento: { topic: 'order', body: magento },
  medusa: { topic: 'order.placed', body: medusa },
  vendure: { topic: 'order.placed', body: vendure },
  saleor: { topic: 'order_created', body: saleor },
};
