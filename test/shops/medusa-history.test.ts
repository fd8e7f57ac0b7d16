import type { ShopEvent } from '../../core/ingest';
import type { HistoryKind, HistoryPage, ShopHistory } from '../../core/shops/account';
import { medusa } from '../../core/shops/medusa';
import { medusaApi } from '../../core/shops/medusa/api';
import { parsed } from './support/deliver';
import { MedusaServer } from './support/medusa-server';
import { FaultyServer } from './support/faulty-server';

let shop: MedusaServer;
let server: FaultyServer;
let history: ShopHistory;

beforeEach(async () => {
  shop = new MedusaServer();
  server = await FaultyServer.open(shop.answer);
  history = medusaApi.open({ address: server.address, secretKey: 'sk_test' }, server.calling).history;
});

afterEach(() => server.close());

async function read(kind: HistoryKind, from: string | null = null): Promise<HistoryPage[]> {
  const pages: HistoryPage[] = [];
  for (let cursor: string | null = from, first = true; first || cursor !== null; first = false) {
    const page = await history.page(kind, cursor, 'shop');
    pages.push(page);
    cursor = page.next;
  }
  return pages;
}

const ids = (pages: readonly HistoryPage[]) =>
  pages.flatMap(({ events }) => events.map(({ sourceId }) => sourceId));

/** As they are taken in: each fact as it was told first. */
const once = (events: readonly ShopEvent[]): ShopEvent[] =>
  events.filter(({ sourceId }, at) => events.findIndex((one) => one.sourceId === sourceId) === at);

const customer = (number: number) => ({
  id: `cus_${number}`,
  email: `c${number}@example.com`,
  first_name: 'Ann',
  has_account: true,
  created_at: '2026-03-01T00:00:00.000Z',
  updated_at: '2026-03-01T00:00:00.000Z',
});

const order = {
  id: 'order_1',
  email: 'ann@example.com',
  currency_code: 'eur',
  total: 41.8,
  summary: { original_order_total: 51.8 },
  created_at: '2026-03-02T09:00:00.000Z',
  canceled_at: '2026-03-05T09:00:00.000Z',
  customer: { id: 'cus_1', email: 'ann@example.com' },
  shipping_address: { country_code: 'de' },
  items: [{ product_id: 'prod_1', quantity: 1, total: 46.8, product: { categories: [{ name: 'Cups' }] } }],
  promotions: [{ code: 'HELLO10', is_automatic: false }],
  payment_collections: [
    {
      payments: [
        {
          currency_code: 'eur',
          captured_at: '2026-03-02T10:00:00.000Z',
          refunds: [{ id: 'ref_1', amount: 10, created_at: '2026-03-04T09:00:00.000Z' }],
        },
      ],
    },
  ],
};

test('customers come page by page, and reading goes on where it broke off', async () => {
  shop.lists['customers'] = Array.from({ length: 450 }, (_, i) => customer(i));
  const pages = await read('customers');

  expect(pages.map(({ events, next, total }) => [events.length, next, total])).toEqual([
    [200, '200', 450],
    [200, '400', 450],
    [50, null, 450],
  ]);
  expect(ids(await read('customers', '400'))).toEqual(ids(pages).slice(400));
  expect(server.asked[0]?.path).toContain('order=id');
});

test('an order tells what its webhooks told, by the same ids, and what it was worth before it was refunded', async () => {
  shop.lists['orders'] = [order];
  const [page] = await read('orders');
  const [payments] = order.payment_collections;
  const [payment] = payments?.payments ?? [];
  const told = (at: string, data: object) => ({ metadata: { created_at: at }, data });
  const webhooks = [
    parsed(medusa, 'order.placed', told(order.created_at, { ...order, total: 51.8 })),
    parsed(
      medusa,
      'payment.captured',
      told(order.created_at, { ...payment, order: { ...order, total: 51.8 } }),
    ),
    parsed(medusa, 'payment.refunded', told(order.created_at, { ...payment, order })),
    parsed(medusa, 'order.canceled', told(order.canceled_at, { ...order, total: 0 })),
  ].flatMap((events) => events ?? []);

  expect(once(page?.events ?? [])).toEqual(once(webhooks));
  expect(once(page?.events ?? []).map(({ sourceId }) => sourceId)).toEqual([
    'order_placed:order_1',
    'cart_updated:order_1:placed',
    'coupon_redeemed:order_1:HELLO10',
    'order_paid:order_1',
    'order_refunded:ref_1',
    'order_cancelled:order_1',
  ]);
});

test('products come with their lowest price in the currency of the store, and with their stock', async () => {
  const price = (amount: number, currency_code: string, rules = {}) => ({ amount, currency_code, rules });
  const items = (required_quantity: number, ...levels: number[]) => [
    {
      required_quantity,
      inventory: { location_levels: levels.map((available_quantity) => ({ available_quantity })) },
    },
  ];
  shop.lists['products'] = [
    {
      id: 'prod_1',
      title: 'Cup',
      updated_at: '2026-03-02T09:00:00.000Z',
      categories: [{ name: 'Kitchen' }],
      variants: [
        {
          manage_inventory: true,
          prices: [price(52.5, 'eur'), price(20, 'usd'), price(9, 'eur', { region_id: 'reg_1' })],
          inventory_items: items(2, 7, 4),
        },
        { manage_inventory: true, prices: [price(49.9, 'eur')], inventory_items: items(1, 3, -1) },
      ],
    },
    {
      id: 'prod_2',
      title: 'Voucher',
      updated_at: '2026-03-02T09:00:00.000Z',
      variants: [{ manage_inventory: false, prices: [] }],
    },
  ];

  const [page] = await read('products');
  expect(page?.products).toEqual([
    {
      id: 'prod_1',
      title: 'Cup',
      category: 'Kitchen',
      price: { amount: 4990, currency: 'EUR' },
      stock: 7,
      at: Date.parse('2026-03-02T09:00:00Z'),
    },
    { id: 'prod_2', title: 'Voucher', at: Date.parse('2026-03-02T09:00:00Z') },
  ]);
});

test('an order that is not understood is left out, said in the log, and keeps no other from being read', async () => {
  shop.lists['orders'] = [{ ...order, id: 'order_0', currency_code: 'points' }, { id: 'order_9' }, order];

  expect(ids(await read('orders'))).toContain('order_placed:order_1');
  expect(server.warnings).toEqual([
    expect.stringMatching(/An order of Medusa is left out: .*POINTS|points/),
    expect.stringMatching(/An order of Medusa is left out: .*required/),
  ]);
});

test('a Medusa that is busy for a while is read on', async () => {
  shop.lists['customers'] = [customer(1)];
  server.mishaps = [
    { status: 503, body: '' },
    { status: 429, headers: { 'retry-after': '1' }, body: {} },
  ];

  expect(ids(await read('customers'))).toEqual(['customer_registered:cus_1']);
  expect(server.pauses).toHaveLength(2);
});
