import { ShopError } from '../../core/shops/account';
import { type LoadState, loadHistory } from '../../core/shops/backfill';
import { openStore, type Store } from '../../core/store';
import { TestClock } from '../support/clock';
import { Base, buyers } from '../segments/membership';
import { startScript } from '../support/process';
import { describeOnStores } from '../support/stores';
import { Shop } from './shop';
import { HistoryOfShop } from './support/history';

const COUNT = 25;

describeOnStores('The history of a shop', (store, place, makePlace) => {
  let clock: TestClock;
  let pauses: number[];
  beforeEach(() => {
    clock = new TestClock();
    pauses = [];
  });

  const load = (shop: HistoryOfShop, { again = false, states = [] as LoadState[], into = store() } = {}) =>
    loadHistory(
      shop,
      { store: into, clock, pause: async (ms) => void pauses.push(ms) },
      { api: 'test', source: 'shop', again, shared: true, onState: (state) => states.push(state) },
    );

  const content = async (of: Store) => ({
    events: await of.db
      .selectFrom('event')
      .select(['source_id', 'name', 'at', 'data'])
      .orderBy('source_id')
      .execute(),
    orders: await of.db
      .selectFrom('shop_order')
      .select(['order_id', 'placed_at', 'paid_at', 'amount', 'currency'])
      .orderBy('order_id')
      .execute(),
    parts: await of.db.selectFrom('order_part').selectAll().orderBy('order_id').orderBy('kind').execute(),
    products: await of.db.selectFrom('product').selectAll().orderBy('product_id').execute(),
    people: await of.db
      .selectFrom('contact')
      .innerJoin('rollup', 'rollup.contact_id', 'contact.id')
      .select(['profile', 'orders_paid', 'spent', 'registered_at'])
      .orderBy('profile')
      .execute(),
    progress: await of.db.selectFrom('shop_history').selectAll().orderBy('kind').execute(),
  });

  test('is loaded page by page: customers, products, then orders, whose products have their categories', async () => {
    const shop = new HistoryOfShop(COUNT);
    const states: LoadState[] = [];

    const loaded = await load(shop, { states });

    expect(shop.asked.map((asked) => asked.split(' ')[0])).toEqual(
      ['customers', 'products', 'orders'].flatMap((kind) => [kind, kind, kind]),
    );
    expect(loaded).toEqual(
      ['customers', 'products', 'orders'].map((kind) => ({
        kind,
        done: COUNT,
        total: COUNT,
        finishedBefore: null,
      })),
    );
    expect(states.filter(({ kind }) => kind === 'orders').map(({ done }) => done)).toEqual([0, 10, 20, 25]);
    const { people, parts, products } = await content(store());
    expect(people).toHaveLength(COUNT);
    expect(people.every(({ orders_paid }) => orders_paid === 1)).toBe(true);
    expect(products).toHaveLength(COUNT);
    expect(parts.filter(({ kind }) => kind === 'category')).toHaveLength(COUNT);
  });

  test('that is loaded already changes nothing, unless it is asked for once more', async () => {
    await load(new HistoryOfShop(COUNT));
    const before = await content(store());
    const shop = new HistoryOfShop(COUNT + 5);

    const loaded = await load(shop);

    expect(shop.asked).toEqual([]);
    expect(loaded.map(({ finishedBefore }) => finishedBefore)).toEqual(Array(3).fill(clock.now()));
    expect(await content(store())).toEqual(before);
    await load(shop, { again: true });
    expect((await content(store())).orders).toHaveLength(COUNT + 5);
  });

  test('starts nobody, neither by its events nor by segments; a webhook of the same fact is a duplicate', async () => {
    clock = new TestClock(Date.parse('2025-01-20T00:00:00Z'));
    const base = new Base(store(), clock);
    await base.build({ buyers });
    await load(new HistoryOfShop(3));
    await base.stop();
    const shop = new Shop(store(), clock);

    const answer = await shop.send({
      id: 'customer_registered:c1',
      type: 'customer_registered',
      timestamp: '2025-01-01T01:00:00Z',
      data: { customer: { id: 'c1' } },
    });

    expect(answer.body).toMatchObject({ duplicates: 1, started: 0 });
    const { events } = await content(store());
    expect(events.filter(({ name }) => name.startsWith('segment_'))).toEqual([]);
    const members = await store()
      .db.selectFrom('membership')
      .select('contact_id')
      .where('since', 'is not', null)
      .execute();
    expect(members).toHaveLength(3);
    expect(await store().db.selectFrom('enrolment').selectAll().execute()).toEqual([]);
  });

  test('ends where its loading began: what happens from then on is left to webhooks', async () => {
    clock = new TestClock(Date.parse('2025-01-01T05:30:00Z'));
    await load(new HistoryOfShop(10));

    const { events } = await content(store());
    expect(Math.max(...events.map(({ at }) => at))).toBe(Date.parse('2025-01-01T05:00:00Z'));
  });

  test('waits while the shop prepares, from the cursor that it gave', async () => {
    const shop = new HistoryOfShop(5);
    let preparing = 2;
    shop.before = (asked) =>
      asked.startsWith('orders') && preparing-- > 0
        ? { events: [], products: [], next: '0', waitFor: 5_000 }
        : undefined;

    await load(shop);

    expect(shop.asked.slice(2)).toEqual(['orders from the beginning', 'orders 0', 'orders 0']);
    expect(pauses).toEqual([5_000, 5_000]);
    expect((await content(store())).orders).toHaveLength(5);
  });

  test('leaves a busy shop alone for as long as it says, and goes on later where it stays so', async () => {
    const shop = new HistoryOfShop(COUNT);
    let busy = 1;
    shop.before = (asked) => {
      if (asked !== 'customers 10' || busy-- <= 0) return undefined;
      throw new ShopError('busy', 'The shop has too much to do.', { retryAfter: 90_000 });
    };
    await load(shop);
    expect(pauses).toEqual([90_000]);

    const other = new HistoryOfShop(COUNT);
    other.before = (asked) => {
      if (asked !== 'orders 10') return undefined;
      throw new ShopError('busy', 'The shop has too much to do.');
    };
    await expect(load(other, { again: true })).rejects.toMatchObject({ fault: 'busy' });
    other.before = () => undefined;
    other.asked.length = 0;
    await load(other);
    expect(other.asked).toEqual(['orders 10', 'orders 20']);
  });

  test.each([3, 5, 6, 9])(
    'killed after %d transactions and started again, it ends as in one go',
    async (writes) => {
      const args = [place(), String(COUNT), String(clock.now()), String(writes)];
      const script = startScript('shops/loading.ts', args);
      expect(await script.ended).toBeNull();

      const shop = new HistoryOfShop(COUNT);
      await load(shop);

      const whole = await makePlace();
      const other = await openStore(whole.place);
      await load(new HistoryOfShop(COUNT), { into: other });
      expect(shop.asked.length).toBeLessThan(9);
      expect(await content(store())).toEqual(await content(other));
      await other.close();
      await whole.remove();
    },
  );

  test('loaded by two at once, it is there once', async () => {
    const both = await Promise.allSettled([load(new HistoryOfShop(COUNT)), load(new HistoryOfShop(COUNT))]);
    await load(new HistoryOfShop(COUNT));

    const failed = both.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    for (const reason of failed) expect(reason).toContain('Another process is loading');
    const { orders, people } = await content(store());
    expect(orders).toHaveLength(COUNT);
    expect(people).toHaveLength(COUNT);
  });
});
