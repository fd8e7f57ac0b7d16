import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse, print } from 'graphql';
import type { HistoryKind, HistoryPage, ShopAccount } from '../../core/shops/account';
import { saleor } from '../../core/shops/saleor';
import { saleorApi } from '../../core/shops/saleor/api';
import { subscriptionTo, topics } from '../../core/shops/saleor/subscription';
import { parsed } from './support/deliver';
import { SaleorServer } from './support/saleor-server';
import { FaultyServer } from './support/faulty-server';

let shop: SaleorServer;
let server: FaultyServer;
let account: ShopAccount;

beforeEach(async () => {
  shop = new SaleorServer();
  server = await FaultyServer.open(shop.answer);
  account = saleorApi.open(
    { address: `${server.address}/graphql/`, token: 'app-token', channel: 'de' },
    server.calling,
  );
});

afterEach(() => server.close());

async function read(kind: HistoryKind, from: string | null = null): Promise<HistoryPage[]> {
  const pages: HistoryPage[] = [];
  for (let cursor: string | null = from, first = true; first || cursor !== null; first = false) {
    const page = await account.history.page(kind, cursor, 'shop');
    pages.push(page);
    cursor = page.next;
  }
  return pages;
}

const ids = (pages: readonly HistoryPage[]) =>
  pages.flatMap(({ events }) => events.map(({ sourceId }) => sourceId));

const money = (amount: number) => ({ gross: { amount, currency: 'EUR' } });

const customer = (number: number) => ({
  id: `U${number}`,
  email: `c${number}@example.com`,
  firstName: 'Ann',
  lastName: '',
  languageCode: 'DE',
  dateJoined: '2026-03-01T00:00:00Z',
  updatedAt: '2026-03-01T00:00:00Z',
  defaultBillingAddress: null,
});

const category = { name: 'Cups', parent: { name: 'Kitchen', parent: null } };

const order = {
  id: 'O1',
  created: '2026-03-02T09:00:00Z',
  updatedAt: '2026-03-06T09:00:00Z',
  status: 'CANCELED',
  isPaid: true,
  userEmail: 'c1@example.com',
  languageCodeEnum: 'DE',
  user: customer(1),
  billingAddress: null,
  total: money(51.8),
  voucherCode: 'HELLO10',
  lines: [{ quantity: 1, totalPrice: money(46.8), variant: { product: { id: 'P1', category } } }],
  events: [
    { type: 'PLACED', date: '2026-03-02T09:00:00Z' },
    { type: 'ORDER_FULLY_PAID', date: '2026-03-02T10:00:00Z' },
    { type: 'CANCELED', date: '2026-03-05T09:00:00Z' },
  ],
  transactions: [
    {
      events: [
        { id: 'T1', type: 'CHARGE_SUCCESS', createdAt: '2026-03-02T10:00:00Z', amount: money(51.8).gross },
        { id: 'T2', type: 'REFUND_SUCCESS', createdAt: '2026-03-04T09:00:00Z', amount: money(10).gross },
      ],
    },
  ],
  payments: [],
};

describe('History', () => {
  test('customers come page by page, and reading goes on where it broke off', async () => {
    shop.lists.customers = Array.from({ length: 250 }, (_, i) => customer(i));
    const pages = await read('customers');

    expect(pages.map(({ events, next, total }) => [events.length, next, total])).toEqual([
      [100, '100', 250],
      [100, '200', 250],
      [50, null, 250],
    ]);
    expect(ids(await read('customers', '200'))).toEqual(ids(pages).slice(200));
  });

  test('an order tells what its webhooks told, by the same ids', async () => {
    shop.lists.orders = [order];
    const webhook = (topic: string, issuedAt: string, told: object = order) =>
      parsed(saleor, topic, { issuedAt, order: { ...told, languageCode: 'DE' } }) ?? [];
    const webhooks = [
      ...webhook('order_created', '2026-03-02T09:00:00Z', { ...order, isPaid: false }),
      ...webhook('order_fully_paid', '2026-03-02T10:00:00Z'),
      ...webhook('order_cancelled', '2026-03-05T09:00:00Z'),
      ...webhook('order_refunded', '2026-03-04T09:00:00Z'),
    ];

    const [page] = await read('orders');
    expect(page?.events).toEqual(webhooks);
    expect(new Set(ids(page ? [page] : []))).toEqual(
      new Set([
        'order_placed:O1',
        'cart_updated:O1:placed',
        'coupon_redeemed:O1:HELLO10',
        'order_paid:O1',
        'order_cancelled:O1',
        'order_refunded:T2',
      ]),
    );
  });

  test('products come with their price in the channel, and with their stock', async () => {
    const stocks = (...left: [number, number][]) =>
      left.map(([quantity, quantityAllocated]) => ({ quantity, quantityAllocated }));
    shop.lists.products = [
      {
        id: 'P1',
        name: 'Cup',
        updatedAt: '2026-03-02T09:00:00Z',
        category,
        pricing: { priceRange: { start: money(49.9) } },
        variants: [
          { trackInventory: true, stocks: stocks([7, 3], [2, 0]) },
          { trackInventory: true, stocks: stocks([1, 4]) },
        ],
      },
      {
        id: 'P2',
        name: 'Download',
        updatedAt: '2026-03-02T09:00:00Z',
        category: null,
        pricing: null,
        variants: [{ trackInventory: false, stocks: [] }],
      },
    ];

    const [page] = await read('products');
    expect(page?.products).toEqual([
      {
        id: 'P1',
        title: 'Cup',
        category: 'Kitchen > Cups',
        price: { amount: 4990, currency: 'EUR' },
        stock: 6,
        at: Date.parse('2026-03-02T09:00:00Z'),
      },
      { id: 'P2', title: 'Download', at: Date.parse('2026-03-02T09:00:00Z') },
    ]);
  });

  test('an order that is not understood is left out, said in the log, and keeps no other from being read', async () => {
    shop.lists.orders = [{ ...order, id: 'O0', created: 'yesterday' }, order];

    expect(ids(await read('orders'))).toContain('order_placed:O1');
    expect(server.warnings).toEqual([expect.stringMatching(/An order of Saleor is left out: .*yesterday/)]);
  });
});

describe('Webhooks', () => {
  const address = 'https://n8n.example/webhook/shop';

  test('are registered for a topic each, listed and removed', async () => {
    const { webhooks } = account;
    for (const topic of webhooks?.topics ?? []) await webhooks?.register({ topic, address, secret: '' });

    const listed = (await webhooks?.list()) ?? [];
    expect(listed.map(({ topic }) => topic)).toEqual(topics);
    expect(listed[0]).toEqual({ id: 'W1', topic: 'customer_created', address, active: true });

    await webhooks?.remove('W1');
    await webhooks?.remove('W1');
    expect(await webhooks?.list()).toHaveLength(topics.length - 1);
  });

  test('ask for all that is understood, as the documentation says', () => {
    const page = readFileSync(resolve(__dirname, '../../docs/webhooks.md'), 'utf8');
    const [, shown = ''] = /```graphql\n(.*?)```/s.exec(page) ?? [];

    expect(sorted(shown)).toEqual(sorted(subscriptionTo(topics, 'default-channel')));
    for (const topic of topics) expect(() => parsed(saleor, topic, {})).toThrow(/required/);
  });
});

/** The definitions of a document, in no sequence. */
const sorted = (document: string): string[] => parse(document).definitions.map(print).toSorted();
