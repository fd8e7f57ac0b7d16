import fc from 'fast-check';
import type { HistoryKind } from '../../core/shops/account';
import { woocommerce } from '../../core/shops/woocommerce';
import { woocommerceApi } from '../../core/shops/woocommerce/account';
import { woocommerceAccount } from '../../core/shops/woocommerce/connection';
import { parsed, parsedProducts } from './support/deliver';
import { callingTo } from './support/stand-in';
import { WooCommerceShop } from './support/woocommerce-shop';

let shop: WooCommerceShop;

beforeEach(async () => {
  shop = await WooCommerceShop.open();
});
afterEach(() => shop.server.close());

function opened(warnings: string[] = []) {
  const log = { debug: () => undefined, info: () => undefined, error: () => undefined };
  return woocommerceApi.open(
    shop.values,
    callingTo(shop.server, { log: { ...log, warn: (line) => warnings.push(line) } }),
  );
}

describe('The account', () => {
  const tried = (change: object = {}) => {
    process.env['JOURNEYS_ALLOW_HOSTS'] = new URL(shop.server.address).host;
    return woocommerceAccount.test({ ...shop.values, ...change });
  };
  afterEach(() => {
    delete process.env['JOURNEYS_ALLOW_HOSTS'];
  });

  test('works', () => expect(tried()).resolves.toBeUndefined());

  test('with a wrong key does not', () =>
    expect(tried({ consumerSecret: 'cs_wrong' })).rejects.toThrow(
      'WooCommerce did not accept the account (401).',
    ));

  test('with what is no web address does not', () =>
    expect(tried({ url: 'shop.example' })).rejects.toThrow('The address of WooCommerce is no web address.'));
});

describe('Webhooks', () => {
  const webhook = { topic: 'order.updated', address: 'https://here.example/hook', secret: 'whsec' };

  test('are registered once, with the secret of now', async () => {
    const { webhooks } = opened();
    const first = await webhooks?.register(webhook);
    expect(first).toEqual({
      id: expect.any(String),
      topic: webhook.topic,
      address: webhook.address,
      active: true,
    });
    expect(await webhooks?.register({ ...webhook, secret: 'another' })).toEqual(first);
    expect(shop.webhooks).toEqual([expect.objectContaining({ secret: 'another', status: 'active' })]);
  });

  test('that were switched off are made anew: they remember their failures', async () => {
    const { webhooks } = opened();
    const first = await webhooks?.register(webhook);
    Object.assign(shop.webhooks[0] ?? {}, { status: 'disabled' });
    expect(await webhooks?.list()).toEqual([{ ...first, active: false }]);
    const second = await webhooks?.register(webhook);
    expect(await webhooks?.list()).toEqual([second]);
    expect(second?.id).not.toBe(first?.id);
  });

  test('are listed to the last, and those that are gone are no fault', async () => {
    const { webhooks } = opened();
    for (let i = 0; i < 101; i += 1)
      shop.webhooks.push({
        id: shop.newId(),
        topic: 'order.updated',
        delivery_url: `https://${i}.example`,
        status: 'active',
      });
    const all = await webhooks?.list();
    expect(all?.map(({ address }) => address)).toContain('https://100.example');
    expect(all).toHaveLength(101);
    await webhooks?.remove(all?.[0]?.id ?? '');
    await webhooks?.remove(all?.[0]?.id ?? '');
    expect(shop.webhooks).toHaveLength(100);
  });

  test('are of the topics that are understood', () => {
    const { webhooks } = opened();
    expect(webhooks?.topics).toEqual([
      'customer.created',
      'customer.updated',
      'order.created',
      'order.updated',
      'product.created',
      'product.updated',
    ]);
    for (const topic of webhooks?.topics ?? [])
      expect(() => parsed(woocommerce, topic, {})).toThrow('must have required property');
  });

  test('ping the address unsigned as they are made, which is answered with 200', async () => {
    const request = { headers: {}, rawBody: Buffer.from('webhook_id=12') };
    const connect = () => Promise.reject(new Error('no secret is needed'));
    const { clock, http, log } = callingTo(shop.server);
    expect(await woocommerce.verify(request, { connect, clock, http, log })).toMatchObject({
      answer: { status: 200 },
    });
  });
});

const customer = (number: number) => ({
  id: number,
  date_created_gmt: '2026-03-01T09:00:00',
  email: `p${number}@shop.example`,
  avatar_url: 'https://never.read',
});

const order = (number: number) => ({
  id: number,
  status: 'processing',
  currency: 'EUR',
  total: '10.00',
  date_created_gmt: '2026-03-02T09:00:00',
  date_paid_gmt: '2026-03-02T09:05:00',
  customer_id: 7,
  billing: { email: 'ann@shop.example' },
  line_items: [{ product_id: 3, quantity: 1, total: '10.00' }],
  meta_data: 'never read',
});

/** Everything of a kind, page by page; `between` runs behind each page. */
async function readAll(kind: HistoryKind, between: () => void = () => undefined, warnings: string[] = []) {
  const { history } = opened(warnings);
  const read = { events: [] as string[], totals: [] as (number | undefined)[] };
  for (let cursor: string | null = null; ;) {
    const { events, next, total } = await history.page(kind, cursor, 'shop');
    read.events.push(...events.map(({ sourceId }) => sourceId));
    read.totals.push(total);
    if (next === null) return read;
    cursor = next;
    between();
  }
}

describe('History', () => {
  test('tells the same events as the webhooks', async () => {
    shop.lists['orders']?.push(order(5));
    shop.lists['customers']?.push(customer(7));
    const { history } = opened();
    expect(history.kinds).toEqual(['customers', 'products', 'orders']);
    const orders = await history.page('orders', null, 'shop');
    expect(orders).toEqual({
      events: parsed(woocommerce, 'order.updated', order(5)),
      products: [],
      next: null,
      total: 1,
    });
    const customers = await history.page('customers', null, 'shop');
    expect(customers.events).toEqual(parsed(woocommerce, 'customer.updated', customer(7)));
    expect(shop.server.asked.map(({ query }) => query.get('_fields'))).toEqual([
      expect.not.stringContaining('meta_data'),
      expect.not.stringContaining('avatar_url'),
    ]);
  });

  test('is read to the end in pages of a hundred', async () => {
    for (let i = 1; i <= 250; i += 1) shop.lists['customers']?.push(customer(i));
    const { events, totals } = await readAll('customers');
    expect(events).toHaveLength(250);
    expect(new Set(events).size).toBe(250);
    expect(totals).toEqual([250, 250, 250]);
  });

  test('misses nothing that stays, and tells nothing twice, whatever comes and goes meanwhile', async () => {
    const list = shop.lists['customers'] ?? [];
    const change = fc.record({ added: fc.nat(150), removed: fc.array(fc.nat(400), { maxLength: 220 }) });
    await fc.assert(
      fc.asyncProperty(fc.nat(320), fc.array(change, { maxLength: 3 }), async (size, changes) => {
        list.splice(0, list.length, ...Array.from({ length: size }, (_, i) => customer(i + 1)));
        let lastId = size;
        const left = [...changes];
        const { events } = await readAll('customers', () => {
          const { added = 0, removed = [] } = left.shift() ?? {};
          for (const at of removed) if (at < list.length) list.splice(at, 1);
          for (let i = 0; i < added; i += 1) list.push(customer((lastId += 1)));
        });
        expect(new Set(events).size).toBe(events.length);
        expect(events).toEqual(expect.arrayContaining(list.map(({ id }) => `customer_registered:${id}`)));
      }),
      { numRuns: 25 },
    );
  });

  test('goes on without what it does not understand, and says so', async () => {
    shop.lists['orders']?.push(order(5), { ...order(6), total: 'gratis' }, order(8));
    const warnings: string[] = [];
    const { events } = await readAll('orders', undefined, warnings);
    expect(events).toEqual(['order_placed:5', 'order_paid:5', 'order_placed:8', 'order_paid:8']);
    expect(warnings).toEqual([expect.stringContaining('total “gratis”')]);
  });

  test('tells products with their price in the shop’s currency and their path through its tree', async () => {
    shop.currency = 'KWD';
    shop.lists['products/categories']?.push(
      { id: 1, name: 'Home &amp; Garden', parent: 0 },
      { id: 2, name: 'Lamps', parent: 1 },
    );
    const product = {
      date_modified_gmt: '2026-03-02T09:00:00',
      price: '',
      manage_stock: false,
      categories: [],
    };
    shop.lists['products']?.push(
      {
        ...product,
        id: 3,
        name: 'Lamp',
        price: '1.5',
        manage_stock: true,
        stock_quantity: 4,
        categories: [{ id: 1 }, { id: 2 }],
      },
      { ...product, id: 4, name: 'Oil', stock_status: 'outofstock' },
      {
        ...product,
        id: 5,
        name: 'Wick',
        manage_stock: true,
        stock_quantity: -2,
        stock_status: 'onbackorder',
      },
    );
    const at = Date.parse('2026-03-02T09:00:00Z');
    expect((await opened().history.page('products', null, 'shop')).products).toEqual([
      {
        id: '3',
        title: 'Lamp',
        at,
        stock: 4,
        price: { amount: 1500, currency: 'KWD' },
        category: 'Home & Garden > Lamps',
      },
      { id: '4', title: 'Oil', at, stock: 0 },
      { id: '5', title: 'Wick', at, stock: 0 },
    ]);
  });

  test('and their webhooks tell what they can: the name and the stock', () => {
    const product = {
      id: 3,
      name: 'Lamp',
      date_modified_gmt: '2026-03-02T09:00:00',
      price: '1.5',
      manage_stock: true,
    };
    expect(
      parsedProducts(woocommerce, 'product.updated', {
        ...product,
        stock_quantity: 4,
        categories: [{ id: 1 }],
      }),
    ).toEqual([{ id: '3', title: 'Lamp', at: Date.parse('2026-03-02T09:00:00Z'), stock: 4 }]);
  });

  test('cannot go on from a place that is none', () =>
    expect(opened().history.page('orders', 'x', 'shop')).rejects.toMatchObject({ fault: 'refused' }));

  test('is read again where the shop failed for a moment', async () => {
    shop.lists['orders']?.push(order(5));
    shop.server.failNext('dead');
    shop.server.failNext({ answer: { status: 503, json: {} } });
    expect((await readAll('orders')).events).toHaveLength(2);
  });
});
