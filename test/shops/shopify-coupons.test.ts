import fc from 'fast-check';
import type { BatchAnswer, CouponTerms, ShopCoupon } from '../../core/shops/account';
import { inputOf } from '../../core/shops/shopify/coupon-input';
import { describeShopify, faultOf } from './support/shopify-account';

const terms: CouponTerms = {
  title: 'Welcome',
  discount: { kind: 'percentage', value: 1_250 },
  currency: 'EUR',
  minimumSpend: 5_000,
  category: '55',
  usageLimit: 1,
  startsAt: Date.parse('2026-03-02T00:00:00Z'),
  expiresAt: Date.parse('2026-04-01T00:00:00Z'),
  timeZone: 'Europe/Berlin',
  combinable: false,
};
const coupon: ShopCoupon = { ...terms, code: 'HELLO-1', customer: { id: '7', email: null } };

describe('The input of a coupon', () => {
  test.each<[string, Partial<CouponTerms>, object]>([
    [
      'a percentage of a collection',
      {},
      { value: { percentage: 0.125 }, items: { collections: { add: ['gid://shopify/Collection/55'] } } },
    ],
    [
      'an amount of the order',
      { discount: { kind: 'fixed', value: 1_005 }, category: null },
      { value: { discountAmount: { amount: '10.05', appliesOnEachItem: false } }, items: { all: true } },
    ],
    [
      'yen',
      { discount: { kind: 'fixed', value: 1_005 }, currency: 'JPY', category: null },
      { value: { discountAmount: { amount: '1005', appliesOnEachItem: false } }, items: { all: true } },
    ],
    [
      'dinars',
      { discount: { kind: 'fixed', value: 1_005 }, currency: 'KWD', category: null },
      { value: { discountAmount: { amount: '1.005', appliesOnEachItem: false } }, items: { all: true } },
    ],
  ])('takes off %s', (_, different, customerGets) => {
    expect(inputOf({ ...terms, ...different }, 'A', null)).toMatchObject({ customerGets });
  });

  test('writes every percentage to its last place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (value) => {
        const json = JSON.stringify(
          inputOf({ ...terms, discount: { kind: 'percentage', value } }, 'A', null),
        );
        const [, written = ''] = /"percentage":([\d.]+)/.exec(json) ?? [];
        const [whole = '', fraction = ''] = written.split('.');
        expect(fraction.length).toBeLessThanOrEqual(4);
        expect(Number(whole + fraction.padEnd(4, '0'))).toBe(value);
      }),
    );
  });
});

describeShopify('Coupons in Shopify', (stand) => {
  const inShop = () => [...stand().server.discounts.discounts.values()];

  test('are discounts with all their terms', async () => {
    const { id } = await stand().open().coupons.create(coupon);
    expect(inShop()).toMatchObject([
      {
        id,
        type: 'DiscountCodeBasic',
        codes: ['HELLO-1'],
        input: {
          title: 'Welcome',
          startsAt: '2026-03-02T00:00:00.000Z',
          endsAt: '2026-04-01T00:00:00.000Z',
          usageLimit: 1,
          appliesOncePerCustomer: true,
          context: { customers: { add: ['gid://shopify/Customer/7'] } },
          minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: '50.00' } },
          combinesWith: { orderDiscounts: false, productDiscounts: false, shippingDiscounts: false },
        },
      },
    ]);
  });

  test('for everybody, without end or limit, free of shipping', async () => {
    const shipping: ShopCoupon = {
      ...coupon,
      discount: { kind: 'free_shipping' },
      category: null,
      minimumSpend: null,
      usageLimit: null,
      expiresAt: null,
      customer: null,
      combinable: true,
    };
    await stand().open().coupons.create(shipping);
    expect(inShop()).toMatchObject([
      {
        type: 'DiscountCodeFreeShipping',
        input: {
          destination: { all: true },
          endsAt: null,
          usageLimit: null,
          context: { all: 'ALL' },
          combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: false },
        },
      },
    ]);
  });

  test.each<[string, Partial<ShopCoupon>]>([
    ['the same coupon', {}],
    ['an amount', { discount: { kind: 'fixed', value: 500 } }],
    ['free shipping', { discount: { kind: 'free_shipping' }, category: null }],
  ])('made twice, as after a crash, are one: %s', async (_, different) => {
    const one = { ...coupon, ...different };
    const first = await stand().open().coupons.create(one);
    const again = await stand().open().coupons.create(one);
    expect(again).toEqual(first);
    expect(inShop()).toHaveLength(1);
  });

  test('made by two at once are one', async () => {
    const both = await Promise.all([1, 2].map(() => stand().open().coupons.create(coupon)));
    expect(new Set(both.map(({ id }) => id)).size).toBe(1);
    expect(inShop()).toHaveLength(1);
  });

  test('made while the line broke are found by the next try', async () => {
    const { server, open } = stand();
    const { coupons } = open();
    await coupons.find('NOTHING');
    await coupons.create({ ...coupon, code: 'OTHER' });
    server.mishaps.push('lost');
    expect(await faultOf(coupons.create(coupon))).toMatch(/^unknown/);
    const { id } = await coupons.create(coupon);
    expect(inShop().filter(({ codes }) => codes.includes('HELLO-1'))).toMatchObject([{ id }]);
  });

  test.each<[string, Partial<ShopCoupon>]>([
    ['other terms', { discount: { kind: 'percentage', value: 1_251 } }],
    ['another kind', { discount: { kind: 'fixed', value: 1_250 } }],
    ['another title', { title: 'Goodbye' }],
    ['another customer', { customer: { id: '8', email: null } }],
    ['nobody in particular', { customer: null }],
    ['another limit', { usageLimit: null }],
  ])('whose code is taken by one with %s are refused', async (_, different) => {
    const { coupons } = stand().open();
    await coupons.create({ ...coupon, ...different });
    expect(await faultOf(coupons.create({ ...coupon, code: 'hello-1' }))).toMatch(
      /^refused: The code hello-1 is taken/,
    );
    expect(inShop()).toHaveLength(1);
  });

  test.each<[string, Partial<ShopCoupon>, RegExp]>([
    ['a gift', { discount: { kind: 'gift' } }, /^Shopify cannot give a piece of a category for nothing/],
    [
      'free shipping of a category',
      { discount: { kind: 'free_shipping' } },
      /^Shopify cannot give free shipping for one/,
    ],
    ['somebody unknown', { customer: { id: null, email: null } }, /^Shopify cannot restrict/],
  ])('that cannot be are refused before any call: %s', async (_, different, reason) => {
    const { server, open } = stand();
    const { coupons } = open();
    const impossible = { ...coupon, ...different };
    expect(coupons.refusalOf(impossible)).toMatch(reason);
    expect(await faultOf(coupons.create(impossible))).toMatch(/^refused/);
    expect([server.asked, server.tokens]).toEqual([[], []]);
  });

  test('in another currency than the shop’s are refused', async () => {
    const { coupons } = stand().open();
    expect(await faultOf(coupons.create({ ...coupon, currency: 'JPY' }))).toMatch(
      /^refused: .* currency, EUR/,
    );
    const free = { ...coupon, currency: 'JPY', minimumSpend: null };
    expect(await faultOf(coupons.create(free))).toBe('none');
  });

  test('for somebody who is known by address only are for the customer with it', async () => {
    const { server, open } = stand();
    server.customers.set('ann@example.com', 'gid://shopify/Customer/9');
    const { coupons } = open();
    await coupons.create({ ...coupon, customer: { id: null, email: 'ann@example.com' } });
    expect(inShop()).toMatchObject([
      { input: { context: { customers: { add: ['gid://shopify/Customer/9'] } } } },
    ]);
    const stranger = { ...coupon, code: 'B', customer: { id: null, email: 'bob@example.com' } };
    expect(await faultOf(coupons.create(stranger))).toMatch(/^refused: Shopify knows no customer/);
  });

  test('are found, extended and revoked', async () => {
    const { coupons } = stand().open();
    const { id } = await coupons.create(coupon);
    expect(await coupons.find('hello-1')).toEqual({ id, used: 0, expiresAt: coupon.expiresAt, active: true });
    const later = Date.parse('2026-05-01T00:00:00Z');
    await coupons.extend(id, later, 'Europe/Berlin');
    expect(await coupons.find('HELLO-1')).toMatchObject({ expiresAt: later });
    expect(await coupons.create(coupon)).toEqual({ id });
    await coupons.revoke(id);
    expect(await coupons.find('HELLO-1')).toMatchObject({ active: false });
    await coupons.revoke(id);
    await coupons.revoke('gid://shopify/DiscountCodeNode/404');
    expect(await faultOf(coupons.extend('gid://shopify/DiscountCodeNode/404', later, 'UTC'))).toMatch(
      /^refused/,
    );
    expect(await coupons.find('NOBODY')).toBeUndefined();
  });

  test('free of shipping are extended as such', async () => {
    const { coupons } = stand().open();
    const { id } = await coupons.create({ ...coupon, discount: { kind: 'free_shipping' }, category: null });
    await coupons.extend(id, Date.parse('2026-05-01T00:00:00Z'), 'UTC');
    expect(inShop()).toMatchObject([{ input: { endsAt: '2026-05-01T00:00:00.000Z' } }]);
  });

  describe('in bulk', () => {
    const codes = Array.from({ length: 600 }, (_, i) => `BULK-${i}`);
    const batches = [codes.slice(0, 250), codes.slice(250, 500), codes.slice(500)];
    const bulkTerms = { ...terms, usageLimit: 1 };
    const allCodes = () => inShop().flatMap((discount) => discount.codes);

    const make = (batch: readonly string[], reference: string | null) =>
      stand().open().coupons.createBatch({ terms: bulkTerms, codes: batch, reference });

    test('are codes of one discount, 600 by three calls, and none twice when a call is made again', async () => {
      let reference: string | null = null;
      for (const batch of batches) {
        const answer: BatchAnswer = await make(batch, reference);
        expect(answer).toMatchObject({ created: batch, refused: [] });
        reference = answer.reference;
      }
      expect(await make(codes.slice(0, 3), null)).toEqual({
        reference,
        created: codes.slice(0, 3),
        refused: [],
      });
      expect(await make(batches[2] ?? [], reference)).toEqual({
        reference,
        created: batches[2],
        refused: [],
      });
      expect(inShop()).toMatchObject([{ id: reference, codes }]);
      expect(stand().server.asked.filter((name) => name === 'AddCodes')).toHaveLength(5);
      expect(await stand().open().coupons.find('BULK-599')).toMatchObject({ id: reference, used: null });
    });

    test('say which code is taken by another discount', async () => {
      const { coupons } = stand().open();
      await coupons.create({ ...coupon, code: 'BULK-1' });
      const answer = await coupons.createBatch({
        terms: bulkTerms,
        codes: codes.slice(0, 3),
        reference: null,
      });
      expect(answer).toMatchObject({
        created: ['BULK-0', 'BULK-2'],
        refused: [{ code: 'BULK-1', reason: 'Code must be unique.' }],
      });
      expect(allCodes()).toHaveLength(3);
    });

    test('wait while Shopify still adds them', async () => {
      const { pauses, open } = stand();
      await open().coupons.createBatch({ terms: bulkTerms, codes: codes.slice(0, 2), reference: null });
      expect(pauses).toEqual([1_000]);
    });
  });
});
