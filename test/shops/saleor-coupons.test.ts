import type { ShopCoupon, ShopCoupons } from '../../core/shops/account';
import { saleorApi } from '../../core/shops/saleor/api';
import { SaleorServer } from './support/saleor-server';
import { FaultyServer } from './support/faulty-server';

const DAY = 86_400_000;
const START = Date.parse('2026-03-02T09:00:00Z');

const coupon: ShopCoupon = {
  code: 'HELLO-7KQ4',
  title: 'Welcome',
  customer: null,
  discount: { kind: 'percentage', value: 1_250 },
  currency: 'EUR',
  minimumSpend: null,
  category: null,
  usageLimit: 1,
  startsAt: START,
  expiresAt: START + 7 * DAY,
  timeZone: 'Europe/Berlin',
  combinable: false,
};

const { code: _, customer: __, ...terms } = coupon;

let shop: SaleorServer;
let server: FaultyServer;
let coupons: ShopCoupons;

const accountIn = (channel: string, token = 'app-token') =>
  saleorApi.open({ address: `${server.address}/graphql/`, token, channel }, server.calling).coupons;

beforeEach(async () => {
  shop = new SaleorServer();
  server = await FaultyServer.open(shop.answer);
  coupons = accountIn('de');
});

afterEach(() => server.close());

describe('A coupon', () => {
  test('is a voucher with one code, that has its value in the channel', async () => {
    expect(await coupons.create(coupon)).toEqual({ id: 'V1' });
    expect(shop.vouchers).toEqual([
      {
        id: 'V1',
        name: 'Welcome · Shop Journeys',
        codes: [expect.objectContaining({ code: 'HELLO-7KQ4' })],
        input: {
          type: 'ENTIRE_ORDER',
          discountValueType: 'PERCENTAGE',
          applyOncePerOrder: false,
          usageLimit: 1,
          startDate: '2026-03-02T09:00:00.000Z',
          endDate: '2026-03-09T09:00:00.000Z',
        },
        listings: [{ channelId: 'C1', discountValue: '12.50' }],
      },
    ]);
  });

  test.each<[string, Partial<ShopCoupon>, object, object]>([
    [
      'an amount off, from an amount on',
      { discount: { kind: 'fixed', value: 1_050 }, minimumSpend: 4_990 },
      { type: 'ENTIRE_ORDER', discountValueType: 'FIXED' },
      { discountValue: '10.50', minAmountSpent: '49.90' },
    ],
    [
      'a percentage off a category',
      { category: 'CAT1' },
      { type: 'SPECIFIC_PRODUCT', categories: ['CAT1'], applyOncePerOrder: false },
      { discountValue: '12.50' },
    ],
    [
      'free shipping',
      { discount: { kind: 'free_shipping' } },
      { type: 'SHIPPING', discountValueType: 'PERCENTAGE' },
      { discountValue: '100' },
    ],
    [
      'a gift: the cheapest piece of a category',
      { discount: { kind: 'gift' }, category: 'CAT1' },
      {
        type: 'SPECIFIC_PRODUCT',
        discountValueType: 'PERCENTAGE',
        categories: ['CAT1'],
        applyOncePerOrder: true,
      },
      { discountValue: '100' },
    ],
  ])('may give %s', async (_, change, voucher, listing) => {
    await coupons.create({ ...coupon, ...change });

    expect(shop.vouchers[0]?.input).toMatchObject(voucher);
    expect(shop.vouchers[0]?.listings).toEqual([{ channelId: 'C1', ...listing }]);
  });

  test.each<[RegExp, Partial<ShopCoupon>]>([
    [/cannot restrict a voucher to one customer/, { customer: { id: 'U1', email: null } }],
    [/cannot give a gift of no category/, { discount: { kind: 'gift' } }],
    [/cannot ship one category for free/, { discount: { kind: 'free_shipping' }, category: 'CAT1' }],
    [
      /cannot take an amount off a category once/,
      { discount: { kind: 'fixed', value: 1 }, category: 'CAT1' },
    ],
  ])('is refused in words before anybody is called: %s', (words, change) => {
    expect(coupons.refusalOf({ ...coupon, ...change })).toMatch(words);
    expect(coupons.refusalOf(coupon)).toBeUndefined();
    expect(server.asked).toEqual([]);
  });

  test('in another currency than the channel’s is refused, and nothing is made', async () => {
    await expect(coupons.create({ ...coupon, currency: 'USD', minimumSpend: 100 })).rejects.toMatchObject({
      fault: 'refused',
      message: expect.stringContaining('sells in EUR, and the coupon is in USD'),
    });
    await expect(accountIn('fr').create(coupon)).rejects.toThrow(/no channel “fr”/);
    expect(shop.vouchers).toEqual([]);
  });

  test('made again is the same', async () => {
    const { id } = await coupons.create(coupon);

    expect(await coupons.create(coupon)).toEqual({ id });
    expect(shop.vouchers).toHaveLength(1);
  });

  test('made by many at once is one', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => coupons.create(coupon)));

    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(shop.vouchers).toHaveLength(1);
  });

  test('whose answer got lost may have been made; made again it gets its value, too', async () => {
    server.mishaps = [undefined, 'lost'];
    await expect(coupons.create(coupon)).rejects.toMatchObject({ fault: 'unknown' });
    expect(shop.vouchers[0]?.listings).toEqual([]);

    expect(await coupons.create(coupon)).toEqual({ id: 'V1' });
    expect(shop.vouchers).toHaveLength(1);
    expect(shop.vouchers[0]?.listings).toEqual([{ channelId: 'C1', discountValue: '12.50' }]);
  });

  test('whose code belongs to somebody else is refused', async () => {
    await coupons.create(coupon);
    const [theirs] = shop.vouchers;
    if (theirs) theirs.name = 'Spring sale';

    await expect(coupons.create(coupon)).rejects.toMatchObject({
      fault: 'refused',
      message: expect.stringContaining('belongs to another voucher'),
    });
  });

  test('is found by its whole code, extended, and revoked', async () => {
    const { id } = await coupons.create(coupon);
    await coupons.create({ ...coupon, code: 'HELLO-7KQ4-MORE' });
    expect(await coupons.find('HELLO-7KQ4')).toEqual({
      id,
      used: 0,
      expiresAt: START + 7 * DAY,
      active: true,
    });

    await coupons.extend(id, START + 30 * DAY, 'Europe/Berlin');
    expect(await coupons.find('HELLO-7KQ4')).toMatchObject({ expiresAt: START + 30 * DAY });

    await coupons.revoke(id);
    await coupons.revoke(id);
    expect(await coupons.find('HELLO-7KQ4')).toBeUndefined();
    await expect(coupons.extend(id, START, 'UTC')).rejects.toMatchObject({ fault: 'refused' });
  });
});

describe('Codes of a batch', () => {
  const many = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `CODE-${from + i}`);

  test('go into one voucher, batch after batch', async () => {
    const first = await coupons.createBatch({ terms, codes: many(0, 250), reference: null });
    const second = await coupons.createBatch({ terms, codes: many(250, 500), reference: first.reference });

    expect(first).toEqual({ reference: 'V1', created: many(0, 250), refused: [] });
    expect(second).toEqual({ reference: 'V1', created: many(250, 500), refused: [] });
    expect(shop.vouchers[0]?.codes).toHaveLength(500);
  });

  test('that broke off are gone on with, and none is made twice', async () => {
    server.mishaps = [undefined, 'lost'];
    await expect(coupons.createBatch({ terms, codes: many(0, 250), reference: null })).rejects.toMatchObject({
      fault: 'unknown',
    });

    const again = await coupons.createBatch({ terms, codes: many(0, 250), reference: null });
    expect({ ...again, created: again.created.toSorted() }).toEqual({
      reference: 'V1',
      created: many(0, 250).toSorted(),
      refused: [],
    });
    expect(shop.vouchers).toHaveLength(1);
    expect(shop.vouchers[0]?.codes).toHaveLength(250);
  });

  test('that others have are set apart', async () => {
    await coupons.create({ ...coupon, code: 'CODE-1' });
    const [theirs] = shop.vouchers;
    if (theirs) theirs.name = 'Spring sale';

    expect(await coupons.createBatch({ terms, codes: many(0, 3), reference: null })).toEqual({
      reference: 'V2',
      created: ['CODE-0', 'CODE-2'],
      refused: [{ code: 'CODE-1', reason: expect.stringContaining('another voucher') }],
    });
  });

  test('are found and revoked one by one, and expire together', async () => {
    await coupons.createBatch({ terms, codes: many(0, 250), reference: null });
    const found = await coupons.find('CODE-249');
    expect(found).toMatchObject({ id: expect.stringMatching(/^V1\/K\d+$/), active: true });

    await expect(coupons.extend(found?.id ?? '', START, 'UTC')).rejects.toThrow(/expire together/);
    await coupons.revoke(found?.id ?? '');
    expect(await coupons.find('CODE-249')).toBeUndefined();
    expect(shop.vouchers[0]?.codes).toHaveLength(249);
  });
});

describe('A Saleor', () => {
  test('that asks for a pause gets it; what only reads goes out again', async () => {
    server.mishaps = [
      { status: 429, headers: { 'retry-after': '3' }, body: {} },
      { status: 502, body: '' },
    ];
    expect(await coupons.find('A')).toBeUndefined();
    expect(server.pauses).toHaveLength(2);
    expect(server.pauses[0]).toBe(3_000);
  });

  test('that fails while it makes something leaves open whether it did', async () => {
    server.mishaps = [undefined, { status: 500, body: '' }];
    await expect(coupons.create(coupon)).rejects.toMatchObject({ fault: 'unknown' });
    server.mishaps = [
      undefined,
      { status: 200, body: { data: null, errors: [{ message: 'Internal Server Error' }] } },
    ];
    await expect(coupons.create(coupon)).rejects.toMatchObject({ fault: 'unknown' });
  });

  test('that does not know the token is refused, without the token', async () => {
    const failed = await accountIn('de', 'strange-token')
      .find('A')
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({
      fault: 'refused',
      message: expect.stringContaining('does not let this app'),
    });
    expect(JSON.stringify(failed)).not.toContain('strange-token');
  });

  test('that refuses a rule is quoted', async () => {
    const errors = [{ code: 'INVALID', message: 'Invalid category.' }];
    server.mishaps = [undefined, { status: 200, body: { data: { made: { voucher: null, errors } } } }];
    await expect(coupons.create(coupon)).rejects.toThrow('Saleor refused: Invalid category.');
  });

  test('at no web address is not called', () => {
    expect(() => saleorApi.open({ address: 'saleor', token: 't', channel: 'de' }, server.calling)).toThrow(
      /no web address/,
    );
  });
});
