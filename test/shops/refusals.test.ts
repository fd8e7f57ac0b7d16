import { LARGEST_BODY } from '../../core/shops/intake';
import { openStore, type Store } from '../../core/store';
import { TestClock } from '../support/clock';
import { postgresPlace, sqlitePlace, type StorePlace } from '../support/stores';
import { contentOf, newSecret, Shop } from './shop';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const order = (facts: Record<string, unknown>) => ({
  data: { customer: { id: 'ann' }, order: { id: 'o', currency: 'EUR', ...facts } },
});

describe.each([
  ['SQLite', () => Promise.resolve(sqlitePlace())],
  ['PostgreSQL', postgresPlace],
])('On %s a request that is not to be believed or not understood changes nothing', (_, makePlace) => {
  let at: StorePlace;
  let store: Store;
  let clock: TestClock;
  let shop: Shop;
  let before: Record<string, unknown[]>;

  beforeAll(async () => {
    at = await makePlace();
    store = await openStore(at.place);
    clock = new TestClock();
    shop = new Shop(store, clock);
    await shop.send(shop.event('customer_registered', { id: 'known', email: 'known@example.com' }));
  });

  beforeEach(async () => {
    before = await contentOf(store);
  });

  afterAll(async () => {
    await store.close();
    await at.remove();
  });

  async function refused(
    answer: Promise<{ status: number; body: Record<string, unknown> }>,
    status: number,
    reason: RegExp,
  ): Promise<void> {
    expect(await answer).toEqual({ status, body: { error: expect.stringMatching(reason) } });
    expect(await contentOf(store)).toEqual(before);
  }

  const good = (more = {}) => shop.event('order_paid', { id: 'ann' }, more);

  test.each([
    ['no id', { 'webhook-id': undefined }, 401, /^unsigned/],
    ['no time', { 'webhook-timestamp': undefined }, 401, /^unsigned/],
    ['no signature', { 'webhook-signature': undefined }, 401, /^unsigned/],
    ['an empty signature', { 'webhook-signature': '' }, 401, /^unsigned/],
    [
      'another signature',
      { 'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}` },
      401,
      /signature/,
    ],
    ['another id than was signed', { 'webhook-id': 'msg_other' }, 401, /signature/],
    [
      'another time than was signed',
      { 'webhook-timestamp': String(Date.parse('2026-03-02T09:00:01Z') / 1000) },
      401,
      /signature/,
    ],
    ['a time that is none', { 'webhook-timestamp': 'today' }, 400, /seconds/],
    ['a time that is absurd', { 'webhook-timestamp': '9'.repeat(20) }, 400, /seconds/],
  ])('%s', async (_, headers, status, reason) => {
    await refused(shop.send(good(), { headers }), status, reason);
  });

  test('a body changed after signing', () =>
    refused(shop.send(good(), { body: JSON.stringify(good()) }), 401, /signature/));

  test('a secret of somebody else', () =>
    refused(shop.send(good(), { secret: newSecret() }), 401, /signature/));

  test.each([
    ['too old', -5 * MINUTE - SECOND],
    ['too new', 5 * MINUTE + SECOND],
  ])('%s', (_, offset) => refused(shop.send(good(), { at: clock.now() + offset }), 400, /^stale/));

  test.each([-5 * MINUTE, 5 * MINUTE])('%d ms off is still good', async (offset) => {
    expect((await shop.send(good(), { at: clock.now() + offset })).status).toBe(200);
  });

  test('larger than 1 MiB; the largest is still read', async () => {
    await refused(shop.send(' '.repeat(LARGEST_BODY + 1)), 413, /1 MiB/);
    await refused(shop.send(' '.repeat(LARGEST_BODY)), 400, /not JSON/);
  });

  test.each<[string, unknown, RegExp]>([
    ['nothing', '', /not JSON/],
    ['no JSON', '{"type":', /not JSON/],
    ['null', 'null', /object/],
    ['a list', '[]', /object/],
    ['an empty object', {}, /type/],
    ['no events', { events: [] }, /1 to 1000/],
    ['events that are no list', { events: {} }, /1 to 1000/],
    ['too many events', { events: Array.from({ length: 1001 }, () => ({})) }, /1 to 1000/],
  ])('%s', (_, body, reason) => refused(shop.send(body), 400, reason));

  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      'an unknown event name',
      { type: 'customer.vanished' },
      /unknown event name “customer.vanished”.*order_paid/,
    ],
    ['no time', { timestamp: undefined }, /timestamp/],
    ['a time that is none', { timestamp: 'yesterday' }, /timestamp/],
    ['a day that does not exist', { timestamp: '2026-02-30T09:00:00Z' }, /timestamp/],
    ['a leap second, which clocks here do not know', { timestamp: '2016-12-31T23:59:60Z' }, /timestamp/],
    ['no data', { data: undefined }, /data/],
    ['nobody', { data: {} }, /names nobody/],
    ['an address that is none', { data: { customer: { email: 'not an address' } } }, /names nobody/],
    ['a phone without country code', { data: { customer: { phone: '030 1234567' } } }, /names nobody/],
    ['an id that is an object', { data: { customer: { id: {} } } }, /customer/],
    ['an order without id', order({ id: undefined }), /order/],
    ['an order with an empty id', order({ id: '' }), /order/],
    ['a negative amount', order({ amount: '-1.00' }), /“-1.00” is not an amount in EUR/],
    ['a negative number', order({ amount: -1 }), /“-1” is not an amount/],
    ['an absurd amount', order({ amount: 1e15 }), /amount/],
    ['a hundredth of a yen', order({ amount: '1.50', currency: 'JPY' }), /JPY/],
    ['a negative refund', order({ refunded: -1 }), /refunded/],
    ['an amount without a currency', order({ amount: 1, currency: undefined }), /currency “”/],
    ['a currency that does not exist', order({ amount: 1, currency: 'EUX' }), /currency “EUX”/],
    [
      'a zone that does not exist',
      { data: { customer: { id: 'ann', timeZone: 'Mars/Olympus' } } },
      /timeZone “Mars\/Olympus”/,
    ],
    ['half a piece in the cart', { data: { customer: { id: 'ann' }, cart: { items: 0.5 } } }, /cart.items/],
    [
      'fewer than no pieces in the cart',
      { data: { customer: { id: 'ann' }, cart: { items: -1 } } },
      /cart.items/,
    ],
  ])('%s', async (_, fields, reason) => {
    await refused(shop.send({ ...good(), ...fields }), 400, reason);
    // The good ones beside it are not half-taken: the shop sends the batch again as a whole.
    await refused(
      shop.send({ events: [good(), { ...good(), ...fields }, good()] }),
      400,
      new RegExp(`events\\[1\\].*${reason.source}`),
    );
  });
});
