import type { ShopEvent } from '../../core/ingest';
import type { HistoryKind, HistoryPage } from '../../core/shops/account';
import { shopify } from '../../core/shops/shopify';
import type { JsonObject } from '../../core/steps';
import { parsed } from './support/deliver';
import { describeShopify, faultOf, type Stand } from './support/shopify-account';

const eur = (amount: string) => ({
  presentmentMoney: { amount, currencyCode: 'EUR' },
  shopMoney: { amount, currencyCode: 'EUR' },
});

const customer = {
  id: 'gid://shopify/Customer/7',
  firstName: 'Ann',
  lastName: 'Li',
  tags: ['vip', 'new'],
  createdAt: '2026-03-01T00:00:00Z',
  updatedAt: '2026-03-04T00:00:00Z',
  defaultEmailAddress: {
    emailAddress: 'ann@example.com',
    marketingState: 'SUBSCRIBED',
    marketingUpdatedAt: '2026-03-02T00:00:00Z',
  },
  defaultPhoneNumber: {
    phoneNumber: '+493012345678',
    smsMarketingConsent: { state: 'UNSUBSCRIBED', updatedAt: '2026-03-03T00:00:00Z' },
  },
};

/** The same customer as webhooks tell of it. */
const customerBody = {
  id: 7,
  admin_graphql_api_id: 'gid://shopify/Customer/7',
  email: 'ann@example.com',
  phone: '+493012345678',
  first_name: 'Ann',
  last_name: 'Li',
  tags: 'vip, new',
  created_at: '2026-03-01T01:00:00+01:00',
  updated_at: '2026-03-04T01:00:00+01:00',
  email_marketing_consent: { state: 'subscribed', consent_updated_at: '2026-03-02T01:00:00+01:00' },
  sms_marketing_consent: { state: 'unsubscribed', consent_updated_at: '2026-03-03T01:00:00+01:00' },
};

const item = (product: string | null) => ({
  id: 'gid://shopify/LineItem/5',
  quantity: 2,
  product: product && { id: product },
  originalUnitPriceSet: eur('50.0'),
  discountAllocations: [{ allocatedAmountSet: eur('10.0') }],
  taxLines: [{ priceSet: eur('1.0') }],
});

const order = (number = 1, different: JsonObject = {}): JsonObject => ({
  id: `gid://shopify/Order/${number}`,
  createdAt: '2026-03-05T09:00:00Z',
  processedAt: '2026-03-05T09:00:00Z',
  updatedAt: '2026-03-06T09:00:00Z',
  cancelledAt: null,
  displayFinancialStatus: 'PARTIALLY_REFUNDED',
  taxesIncluded: true,
  totalPriceSet: eur('90.0'),
  email: 'ann@example.com',
  phone: null,
  customerLocale: 'de',
  discountCodes: ['Hello10'],
  customer,
  refunds: [
    { id: 'gid://shopify/Refund/900', createdAt: '2026-03-06T09:00:00Z', totalRefundedSet: eur('30.0') },
  ],
  transactions: [
    { kind: 'AUTHORIZATION', status: 'SUCCESS', processedAt: '2026-03-05T09:00:01Z' },
    { kind: 'CAPTURE', status: 'FAILURE', processedAt: '2026-03-05T09:30:00Z' },
    { kind: 'CAPTURE', status: 'SUCCESS', processedAt: '2026-03-05T10:00:00Z' },
    { kind: 'REFUND', status: 'SUCCESS', processedAt: '2026-03-06T09:00:00Z' },
  ],
  lineItems: { edges: [{ node: item('gid://shopify/Product/77') }] },
  ...different,
});

/** The same order as webhooks tell of it. */
const orderBody = {
  id: 1,
  admin_graphql_api_id: 'gid://shopify/Order/1',
  created_at: '2026-03-05T10:00:00+01:00',
  processed_at: '2026-03-05T10:00:00+01:00',
  updated_at: '2026-03-05T11:00:00+01:00',
  financial_status: 'paid',
  currency: 'EUR',
  taxes_included: true,
  total_price: '90.00',
  email: 'ann@example.com',
  customer_locale: 'de',
  customer: customerBody,
  line_items: [
    {
      product_id: 77,
      quantity: 2,
      price: '50.00',
      discount_allocations: [{ amount: '10.00' }],
      tax_lines: [{ price: '1.00' }],
    },
  ],
  discount_codes: [{ code: 'Hello10' }],
  refunds: [
    {
      id: 900,
      created_at: '2026-03-06T10:00:00+01:00',
      transactions: [{ kind: 'refund', status: 'success', amount: '30.00', currency: 'EUR' }],
    },
  ],
};

/** Reads a kind to its end, each page by an account of its own, as if every page were the last before a crash. */
async function readAll({ open, pauses }: Stand, kind: HistoryKind): Promise<HistoryPage[]> {
  const pages: HistoryPage[] = [];
  for (let cursor: string | null = null, rounds = 0; rounds < 100; rounds += 1) {
    const page: HistoryPage = await open().history.page(kind, cursor, 'shop');
    if (page.waitFor === undefined) pages.push(page);
    else pauses.push(page.waitFor);
    cursor = page.next;
    if (cursor === null) return pages;
  }
  throw new Error('it never ends');
}

const eventsOf = (pages: readonly HistoryPage[]) => pages.flatMap(({ events }) => events);
const sorted = (events: readonly ShopEvent[] = []) =>
  events.toSorted((a, b) => a.sourceId.localeCompare(b.sourceId));

describeShopify('The history of a shop at Shopify', (stand) => {
  test('customers are told as by webhooks, fact by fact', async () => {
    stand().server.bulk = { customers: [customer] };
    const events = eventsOf(await readAll(stand(), 'customers'));
    expect(events).toHaveLength(4);
    expect(sorted(events)).toEqual(sorted(parsed(shopify, 'customers/update', customerBody)));
  });

  test('orders are told as by webhooks, fact by fact', async () => {
    stand().server.bulk = { orders: [order()] };
    const events = eventsOf(await readAll(stand(), 'orders'));
    expect(sorted(events)).toEqual(sorted(parsed(shopify, 'orders/paid', orderBody)));
    expect(events.map(({ name }) => name)).toEqual([
      'order_placed',
      'order_paid',
      'order_refunded',
      'coupon_redeemed',
      'consent_changed',
      'consent_changed',
    ]);
  });

  test.each<[string, JsonObject, string | undefined]>([
    ['at the last payment', {}, '2026-03-05T10:00:00Z'],
    ['not while it is pending', { displayFinancialStatus: 'PENDING' }, undefined],
    ['not when it was never', { displayFinancialStatus: null, transactions: [] }, undefined],
    [
      'when it was processed, if it cost nothing',
      { displayFinancialStatus: 'PAID', transactions: [] },
      '2026-03-05T09:00:00Z',
    ],
  ])('an order was paid %s', async (_, different, at) => {
    stand().server.bulk = { orders: [order(1, different)] };
    const paid = eventsOf(await readAll(stand(), 'orders')).find(({ name }) => name === 'order_paid');
    expect(paid?.at).toBe(at && Date.parse(at));
  });

  test('products tell their category, price and stock', async () => {
    const product = (number: number, different: JsonObject = {}) => ({
      id: `gid://shopify/Product/${number}`,
      title: 'Tea',
      productType: 'Green',
      category: { fullName: 'Food > Drinks > Tea' },
      priceRangeV2: { minVariantPrice: { amount: '4.9', currencyCode: 'EUR' } },
      totalInventory: 12,
      tracksInventory: true,
      updatedAt: '2026-03-04T00:00:00Z',
      ...different,
    });
    stand().server.bulk = {
      products: [
        product(1),
        product(2, { category: null, totalInventory: -3 }),
        product(3, { category: null, productType: '', tracksInventory: false }),
      ],
    };
    const [page] = await readAll(stand(), 'products');
    const price = { amount: 490, currency: 'EUR' };
    const at = Date.parse('2026-03-04T00:00:00Z');
    expect(page?.products).toEqual([
      { id: '1', title: 'Tea', category: 'Food > Drinks > Tea', price, stock: 12, at },
      { id: '2', title: 'Tea', category: 'Green', price, stock: 0, at },
      { id: '3', title: 'Tea', price, at },
    ]);
  });

  test.each([true, false])('is read page by page from where it was left off (ranges: %s)', async (ranges) => {
    const { server } = stand();
    server.ranges = ranges;
    // Some letters take more than one byte.
    server.bulk = {
      orders: Array.from({ length: 700 }, (_, i) =>
        order(i + 1, { email: `änn${i}@example.com`, customer: null }),
      ),
    };
    const pages = await readAll(stand(), 'orders');
    expect(pages.map(({ total }) => total)).toEqual([700, 700, 700]);
    const placed = eventsOf(pages).filter(({ name }) => name === 'order_placed');
    expect(placed.map(({ data }) => data.order?.id)).toEqual(
      Array.from({ length: 700 }, (_, i) => String(i + 1)),
    );
    expect(placed.every(({ data }) => data.order?.items?.length === 1)).toBe(true);
    expect(new Set(server.fetched).size).toBe(3);
    expect(server.asked.filter((name) => name === 'RunBulk')).toHaveLength(1);
  });

  test('waits while Shopify is reading, and starts nothing twice', async () => {
    const { server, pauses } = stand();
    server.bulk = { customers: [customer] };
    server.looksUntilDone = 3;
    await readAll(stand(), 'customers');
    expect(pauses).toEqual([5_000, 5_000, 5_000, 5_000]);
    expect(server.asked.filter((name) => name === 'RunBulk')).toHaveLength(1);
  });

  test('of nothing is empty', async () => {
    stand().server.bulk = { customers: [] };
    expect(await readAll(stand(), 'customers')).toMatchObject([{ events: [], next: null, total: 0 }]);
  });

  test('is read anew where what was read has expired', async () => {
    const { server, open, warnings } = stand();
    server.bulk = { customers: [customer] };
    const { next } = await open().history.page('customers', null, 'shop');
    await open().history.page('customers', next, 'shop');
    server.expire();
    const again = await open().history.page('customers', next, 'shop');
    expect(again.next).not.toBe(next);
    expect(warnings).toEqual([expect.stringMatching(/expired/)]);
  });

  test('is given up after Shopify failed three times', async () => {
    const { server } = stand();
    server.bulk = { customers: [customer] };
    server.bulkEnd = { status: 'FAILED', errorCode: 'TIMEOUT' };
    expect(await faultOf(readAll(stand(), 'customers'))).toBe(
      'refused: Shopify failed 3 times to read the customers.',
    );
    expect(server.asked.filter((name) => name === 'RunBulk')).toHaveLength(3);
  });

  test('that the app may not read is refused at once', async () => {
    const { server } = stand();
    server.bulk = { customers: [customer] };
    server.bulkEnd = { status: 'FAILED', errorCode: 'ACCESS_DENIED' };
    await expect(readAll(stand(), 'customers')).rejects.toMatchObject({ fault: 'refused' });
  });

  test('waits while other operations of the app run', async () => {
    const { server, open } = stand();
    server.bulk = { customers: [customer] };
    for (let i = 0; i < 5; i += 1) await open().history.page('customers', null, 'shop');
    const page = await open().history.page('customers', null, 'shop');
    expect(page).toMatchObject({ events: [], waitFor: 5_000, next: expect.any(String) });
  });

  test('an order that cannot be understood is left out, and the log says so', async () => {
    const { server, warnings } = stand();
    const odd = order(1, {
      totalPriceSet: { ...eur('1.0'), presentmentMoney: { amount: '1', currencyCode: 'XXX' } },
    });
    server.bulk = { orders: [odd, order(2)] };
    const events = eventsOf(await readAll(stand(), 'orders'));
    expect(events.find(({ name }) => name === 'order_placed')?.data.order?.id).toBe('2');
    expect(warnings).toEqual([expect.stringMatching(/^One of Shopify’s orders is left out/)]);
  });
});
