import fc from 'fast-check';
import type { HistoryKind } from '../../core/shops/account';
import { magento } from '../../core/shops/magento';
import { magentoApi } from '../../core/shops/magento/account';
import type { JsonObject } from '../../core/steps';
import { parsed } from './support/deliver';
import { MagentoShop } from './support/magento-shop';
import { callingTo } from './support/stand-in';

let shop: MagentoShop;

beforeEach(async () => {
  shop = await MagentoShop.open();
});
afterEach(() => shop.server.close());

const customer = (number: number): JsonObject => ({
  id: number,
  email: `p${number}@shop.example`,
  created_at: '2026-03-01 09:00:00',
  updated_at: '2026-03-01 09:00:00',
});

const order = (number: number, change: JsonObject = {}): JsonObject => ({
  entity_id: number,
  state: 'new',
  created_at: '2026-03-02 09:00:00',
  updated_at: '2026-03-02 09:00:00',
  order_currency_code: 'EUR',
  grand_total: 10,
  customer_email: 'ann@shop.example',
  items: [],
  ...change,
});

async function readAll(kind: HistoryKind, between: () => void = () => undefined) {
  const { history } = magentoApi.open(shop.values, callingTo(shop.server));
  const told: string[] = [];
  for (let cursor: string | null = null; ;) {
    const { events, next } = await history.page(kind, cursor, 'shop');
    told.push(...events.map(({ sourceId }) => sourceId));
    if (next === null) return told;
    cursor = next;
    between();
  }
}

describe('History', () => {
  test('tells the same events as Adobe Commerce does, refunds behind the orders', async () => {
    shop.tables.orders.push(order(5, { total_paid: 10 }));
    const memo = {
      entity_id: 3,
      order_id: 5,
      created_at: '2026-03-03 09:00:00',
      order_currency_code: 'EUR',
      grand_total: 4,
    };
    shop.tables.creditmemos.push(memo);
    const { history } = magentoApi.open(shop.values, callingTo(shop.server));
    const orders = await history.page('orders', null, 'shop');
    expect(orders).toEqual({
      events: parsed(magento, 'order', order(5, { total_paid: 10 })),
      products: [],
      next: 'refunds:0',
      total: 1,
    });
    const refunds = await history.page('orders', orders.next, 'shop');
    expect(refunds).toEqual({ events: parsed(magento, 'creditmemo', memo), products: [], next: null });
    expect(shop.server.asked[0]?.query.get('fields')).toContain('items[product_id,');
  });

  test('is read to the end, whatever comes and goes meanwhile', async () => {
    for (let i = 1; i <= 250; i += 1) shop.tables.customers.push(customer(i));
    let lastId = 250;
    const told = await readAll('customers', () => {
      shop.tables.customers.splice(0, 30);
      for (let i = 0; i < 20; i += 1) shop.tables.customers.push(customer((lastId += 1)));
    });
    expect(new Set(told).size).toBe(told.length);
    expect(told).toEqual(
      expect.arrayContaining(shop.tables.customers.map(({ id }) => `customer_registered:${String(id)}`)),
    );
  });

  test('tells products with their price and their path through the tree', async () => {
    shop.tables.categories.push(
      { id: 2, name: 'Default', path: '1/2' },
      { id: 3, name: 'Home', path: '1/2/3' },
      { id: 4, name: 'Lamps', path: '1/2/3/4' },
    );
    shop.tables.products.push(
      {
        id: 7,
        name: 'Lamp',
        price: 9.95,
        updated_at: '2026-03-02 09:00:00',
        extension_attributes: { category_links: [{ category_id: '3' }, { category_id: '4' }] },
      },
      { id: 8, name: 'Set', price: 0, updated_at: '2026-03-02 09:00:00' },
    );
    const at = Date.parse('2026-03-02T09:00:00Z');
    const { history } = magentoApi.open(shop.values, callingTo(shop.server));
    expect((await history.page('products', null, 'shop')).products).toEqual([
      { id: '7', title: 'Lamp', at, category: 'Home > Lamps', price: { amount: 995, currency: 'EUR' } },
      { id: '8', title: 'Set', at },
    ]);
    await expect(history.page('products', 'orders:3', 'shop')).rejects.toMatchObject({ fault: 'refused' });
  });
});

const dateOf = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/** Somebody who asks for changes as the trigger does: until there is nothing more, and never from the start again. */
function watch() {
  const calling = callingTo(shop.server);
  const { changes } = magentoApi.open(shop.values, calling);
  const told = new Map<string, number>();
  let cursor: string | null = null;
  const poll = async () => {
    calling.clock.advance(60_000);
    for (;;) {
      const page = await changes?.since(cursor, 'shop');
      if (!page) throw new Error('Magento is watched');
      cursor = page.next;
      for (const { sourceId } of page.events) told.set(sourceId, (told.get(sourceId) ?? 0) + 1);
      if (page.events.length === 0) return;
    }
  };
  return { poll, told };
}

describe('Changes', () => {
  test('are told from now on', async () => {
    shop.tables.orders.push(order(1, { updated_at: '2026-03-02 08:59:59' }));
    const { poll, told } = watch();
    await poll();
    expect([...told]).toEqual([]);
    shop.now += 60_000;
    shop.tables.orders.push(order(2, { updated_at: dateOf(shop.now) }));
    await poll();
    expect([...told.keys()]).toEqual(['order_placed:2']);
  });

  test('of one second are all told, more than a page of them', async () => {
    const { poll, told } = watch();
    await poll();
    shop.now += 1_000;
    for (let i = 1; i <= 350; i += 1) shop.tables.orders.push(order(i, { updated_at: dateOf(shop.now) }));
    await poll();
    expect(told.size).toBe(350);
    shop.now += 600_000;
    await poll();
    const asked = shop.server.asked.length;
    await poll();
    expect(shop.server.asked.length - asked).toBe(4);
  });

  test('end in every order’s last state, whatever changes between the pages, and seen late', async () => {
    const change = fc.record({
      number: fc.integer({ min: 1, max: 12 }),
      to: fc.constantFrom('paid', 'canceled'),
      wait: fc.nat(90_000),
      late: fc.nat(100_000),
      isPolled: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 30 }), async (steps) => {
        shop.tables.orders.splice(0);
        const { poll, told } = watch();
        await poll();
        const pending: { at: number; row: JsonObject }[] = [];
        const commit = () => {
          for (const { row } of pending.filter(({ at }) => at <= shop.now)) {
            const known = shop.tables.orders.find((one) => one['entity_id'] === row['entity_id']);
            if (!known) shop.tables.orders.push(row);
            else if (String(known['updated_at']) <= String(row['updated_at'])) Object.assign(known, row);
          }
        };
        for (const { number, to, wait, late, isPolled } of steps) {
          shop.now += wait;
          const state = to === 'paid' ? { total_paid: 10 } : { state: 'canceled' };
          const row = order(number, { ...state, updated_at: dateOf(shop.now) });
          // The change is dated now, and seen when its transaction ends.
          pending.push({ at: shop.now + late, row });
          commit();
          if (isPolled) await poll();
        }
        shop.now += 100_000;
        commit();
        await poll();
        const states = shop.tables.orders.flatMap((row) => parsed(magento, 'order', row) ?? []);
        expect([...told.keys()]).toEqual(expect.arrayContaining(states.map(({ sourceId }) => sourceId)));
        const facts = /^order_(placed|paid|cancelled):([1-9]|1[0-2])$/;
        expect([...told.keys()].filter((sourceId) => !facts.test(sourceId))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test('cannot be followed from a place that is none', async () => {
    const { changes } = magentoApi.open(shop.values, callingTo(shop.server));
    await expect(changes?.since('{}', 'shop')).rejects.toMatchObject({ fault: 'refused' });
  });
});
