import fc from 'fast-check';
import { scaled } from '../../core/money';
import type { ShopCoupon, ShopCoupons } from '../../core/shops/account';
import { medusaApi } from '../../core/shops/medusa/api';
import { promotionOf } from '../../core/shops/medusa/promotion';
import { MedusaServer } from './support/medusa-server';
import { FaultyServer } from './support/faulty-server';

const DAY = 86_400_000;
const START = Date.parse('2026-03-02T09:00:00Z');

const coupon: ShopCoupon = {
  code: 'HELLO-7KQ4',
  title: 'Welcome',
  customer: { id: 'cus_ann', email: 'ann@example.com' },
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

let shop: MedusaServer;
let server: FaultyServer;
let coupons: ShopCoupons;

beforeEach(async () => {
  shop = new MedusaServer();
  server = await FaultyServer.open(shop.answer);
  coupons = medusaApi.open({ address: `${server.address}/`, secretKey: 'sk_test' }, server.calling).coupons;
});

afterEach(() => server.close());

describe('A coupon', () => {
  test('is an active promotion with a campaign of its own, for one customer', async () => {
    const { id } = await coupons.create(coupon);

    expect(id).toBe('promo_1');
    expect(server.asked.map(({ method, path, json }) => ({ method, path, json }))).toEqual([
      {
        method: 'POST',
        path: '/admin/promotions',
        json: {
          code: 'HELLO-7KQ4',
          type: 'standard',
          status: 'active',
          is_automatic: false,
          limit: 1,
          application_method: { type: 'percentage', value: 12.5, target_type: 'order', allocation: 'across' },
          rules: [{ attribute: 'customer.id', operator: 'eq', values: ['cus_ann'] }],
          campaign: {
            name: 'Welcome',
            campaign_identifier: 'shop-journeys-HELLO-7KQ4',
            starts_at: '2026-03-02T09:00:00.000Z',
            ends_at: '2026-03-09T09:00:00.000Z',
          },
        },
      },
    ]);
  });

  test.each<[string, Partial<ShopCoupon>, object]>([
    [
      'an amount off, from an amount on',
      { discount: { kind: 'fixed', value: 1_050 }, minimumSpend: 4_990 },
      {
        application_method: {
          type: 'fixed',
          value: 10.5,
          target_type: 'order',
          allocation: 'across',
          currency_code: 'eur',
        },
        rules: [{ attribute: 'original_item_total', operator: 'gte', values: ['49.90'] }],
      },
    ],
    [
      'a percentage off a category',
      { category: 'pcat_1' },
      {
        application_method: {
          type: 'percentage',
          value: 12.5,
          target_type: 'items',
          allocation: 'across',
          target_rules: [{ attribute: 'items.product.categories.id', operator: 'in', values: ['pcat_1'] }],
        },
      },
    ],
    [
      'free shipping',
      { discount: { kind: 'free_shipping' } },
      {
        application_method: {
          type: 'percentage',
          value: 100,
          target_type: 'shipping_methods',
          allocation: 'across',
        },
      },
    ],
    [
      'a gift: one piece in all, and not one of each product',
      { discount: { kind: 'gift' }, category: 'pcat_1' },
      {
        application_method: {
          type: 'percentage',
          value: 100,
          target_type: 'items',
          allocation: 'once',
          max_quantity: 1,
          target_rules: [{ attribute: 'items.product.categories.id', operator: 'in', values: ['pcat_1'] }],
        },
      },
    ],
    [
      'a guest, who is known by the address',
      { customer: { id: null, email: 'ann@example.com' } },
      { rules: [{ attribute: 'email', operator: 'eq', values: ['ann@example.com'] }] },
    ],
    [
      'no end and no limit',
      { expiresAt: null, usageLimit: null },
      { campaign: { ends_at: null }, limit: null },
    ],
  ])('may give %s', async (_, change, made) => {
    await coupons.create({ ...coupon, customer: null, ...change });

    expect(shop.promotions.get(coupon.code)).toMatchObject(made);
  });

  test.each<[string, number, number]>([
    ['JPY', 1_980, 1980],
    ['KWD', 1_234, 1.234],
    ['EUR', 7, 0.07],
  ])('of an amount in %s has the places of its currency: %d is %d', async (currency, minor, value) => {
    await coupons.create({
      ...coupon,
      currency,
      discount: { kind: 'fixed', value: minor },
      minimumSpend: minor,
    });

    const made = shop.promotions.get(coupon.code);
    expect(made?.application_method).toMatchObject({ value, currency_code: currency.toLowerCase() });
  });

  test('of any amount goes out as the very same decimal', () => {
    const places = { EUR: 2, JPY: 0, KWD: 3 };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000_000_000 }),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        (minor, currency) => {
          const sent = JSON.stringify(
            promotionOf({ ...coupon, currency, discount: { kind: 'fixed', value: minor } }),
          );
          const [, decimal = ''] = /"value":([\d.]+)/.exec(sent) ?? [];
          expect(scaled(decimal, places[currency])).toBe(minor);
        },
      ),
    );
  });

  test.each<[RegExp, Partial<ShopCoupon>]>([
    [/cannot give a gift of no category/, { discount: { kind: 'gift' } }],
    [/cannot ship one category for free/, { discount: { kind: 'free_shipping' }, category: 'pcat_1' }],
    [/somebody without customer id and e-mail/, { customer: { id: null, email: null } }],
  ])('is refused in words before anybody is called: %s', (words, change) => {
    expect(coupons.refusalOf({ ...coupon, ...change })).toMatch(words);
    expect(coupons.refusalOf(coupon)).toBeUndefined();
    expect(server.asked).toEqual([]);
  });

  test('made again is the same', async () => {
    const { id } = await coupons.create(coupon);

    expect(await coupons.create(coupon)).toEqual({ id });
    expect(shop.promotions.size).toBe(1);
  });

  test('made by many at once is one', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => coupons.create(coupon)));

    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(shop.promotions.size).toBe(1);
  });

  test('whose answer got lost may have been made, and is found again', async () => {
    server.mishaps = ['lost'];
    await expect(coupons.create(coupon)).rejects.toMatchObject({ fault: 'unknown' });

    expect(await coupons.create(coupon)).toEqual({ id: 'promo_1' });
    expect(shop.promotions.size).toBe(1);
  });

  test('whose code belongs to somebody else is refused', async () => {
    await coupons.create(coupon);
    const theirs = shop.promotions.get(coupon.code);
    if (theirs) theirs.campaign = null;

    await expect(coupons.create(coupon)).rejects.toMatchObject({
      fault: 'refused',
      message: expect.stringContaining('belongs to another promotion'),
    });
  });

  test('that Medusa does not take is refused in its words', async () => {
    await expect(
      coupons.create({ ...coupon, discount: { kind: 'percentage', value: 15_000 } }),
    ).rejects.toMatchObject({ fault: 'refused', message: expect.stringContaining('between 0 and 100') });
  });

  test('is found with what became of it, extended, and revoked', async () => {
    const { id } = await coupons.create(coupon);
    const made = shop.promotions.get(coupon.code);
    if (made) made.used = 1;
    expect(await coupons.find(coupon.code)).toEqual({
      id,
      used: 1,
      expiresAt: START + 7 * DAY,
      active: true,
    });

    await coupons.extend(id, START + 30 * DAY, 'Europe/Berlin');
    await coupons.revoke(id);

    expect(await coupons.find(coupon.code)).toMatchObject({ expiresAt: START + 30 * DAY, active: false });
    expect(await coupons.find('NOBODY-HAS-THIS')).toBeUndefined();
  });

  test('that is gone cannot be extended, and revoking it is no fault', async () => {
    await expect(coupons.extend('promo_9', START, 'UTC')).rejects.toMatchObject({ fault: 'refused' });
    await expect(coupons.revoke('promo_9')).resolves.toBeUndefined();
  });
});

describe('Codes of a batch', () => {
  const { code: _, customer: __, ...terms } = coupon;
  const codes = ['A', 'B', 'C', 'D'];

  test('are made one by one; those of others are set apart', async () => {
    await coupons.create({ ...coupon, code: 'B' });
    const theirs = shop.promotions.get('B');
    if (theirs) theirs.campaign = null;

    expect(await coupons.createBatch({ terms, codes, reference: null })).toEqual({
      reference: null,
      created: ['A', 'C', 'D'],
      refused: [{ code: 'B', reason: expect.stringContaining('another promotion') }],
    });
    expect(shop.promotions.get('D')?.rules).toEqual([]);
  });

  test('that broke off are gone on with, and none is made twice', async () => {
    server.mishaps = [undefined, 'lost'];
    await expect(coupons.createBatch({ terms, codes, reference: null })).rejects.toMatchObject({
      fault: 'unknown',
    });

    const answer = await coupons.createBatch({ terms, codes, reference: null });
    expect(answer).toEqual({ reference: null, created: codes, refused: [] });
    expect(shop.promotions.size).toBe(4);
  });
});

describe('A Medusa', () => {
  test('that asks for a pause gets it, and is asked again later when it is long', async () => {
    const busy = { status: 429, headers: { 'retry-after': '2' }, body: {} };
    server.mishaps = [busy];
    await coupons.create(coupon);
    expect(server.pauses).toEqual([2_000]);

    server.mishaps = [{ ...busy, headers: { 'retry-after': '600' } }];
    await expect(coupons.create(coupon)).rejects.toMatchObject({ fault: 'busy', retryAfter: 600_000 });
  });

  test('that fails while it makes something leaves open whether it did; reading goes out again', async () => {
    const broken = { status: 500, body: { type: 'unknown_error', message: 'An unknown error occurred.' } };
    server.mishaps = [broken];
    await expect(coupons.create(coupon)).rejects.toMatchObject({ fault: 'unknown' });
    expect(server.asked).toHaveLength(1);

    server.mishaps = [broken, broken];
    expect(await coupons.find(coupon.code)).toBeUndefined();
  });

  test('that does not let the key in is refused, without the key', async () => {
    const { coupons: strange } = medusaApi.open(
      { address: server.address, secretKey: 'sk_wrong' },
      server.calling,
    );
    const failed = strange.find('A').catch((error: unknown) => error);
    expect(await failed).toMatchObject({ fault: 'refused' });
    expect(JSON.stringify(await failed)).not.toContain('sk_wrong');
  });

  test('that is not there was not reached', async () => {
    const { calling, address } = server;
    await server.close();
    const { coupons: gone } = medusaApi.open({ address, secretKey: 'sk_test' }, calling);
    await expect(gone.create(coupon)).rejects.toMatchObject({ fault: 'away' });
    server = await FaultyServer.open(shop.answer);
  });

  test('whose answer looks otherwise says where', async () => {
    server.mishaps = [{ status: 200, body: { promotions: 'none' } }];
    await expect(coupons.find('A')).rejects.toMatchObject({ message: expect.stringContaining('promotions') });
  });

  test('at no web address is not called', () => {
    expect(() => medusaApi.open({ address: 'medusa', secretKey: 'sk' }, server.calling)).toThrow(
      /no web address/,
    );
  });
});
