import { type CouponTerms, type ShopCoupon, ShopError } from '../../core/shops/account';
import { magentoApi } from '../../core/shops/magento/account';
import { DAY } from '../support/clock';
import { MagentoShop } from './support/magento-shop';
import { callingTo } from './support/stand-in';

let shop: MagentoShop;

beforeEach(async () => {
  shop = await MagentoShop.open();
});
afterEach(() => shop.server.close());

const opened = () => magentoApi.open(shop.values, callingTo(shop.server)).coupons;

const terms: CouponTerms = {
  title: 'Welcome',
  discount: { kind: 'percentage', value: 1250 },
  currency: 'EUR',
  minimumSpend: null,
  category: null,
  usageLimit: 1,
  startsAt: Date.parse('2026-03-02T23:30:00Z'),
  expiresAt: null,
  timeZone: 'Europe/Berlin',
  combinable: false,
};
const coupon: ShopCoupon = { ...terms, code: 'ANN-7KX2', customer: null };

const faultOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no fault',
    (error: unknown) => (error instanceof ShopError ? error.fault : error),
  );

describe('A coupon', () => {
  test('is a rule with one code, from the day in the shop’s zone', async () => {
    const coupons = opened();
    const { id } = await coupons.create(coupon);
    expect(shop.tables.salesRules).toEqual([
      expect.objectContaining({
        name: 'Welcome',
        website_ids: [1],
        customer_group_ids: [0, 1],
        from_date: '2026-03-03',
        simple_action: 'by_percent',
        discount_amount: '12.50',
        uses_per_coupon: 1,
        stop_rules_processing: true,
        coupon_type: 'SPECIFIC_COUPON',
      }),
    ]);
    expect(await coupons.find('ann-7kx2')).toEqual({ id, used: 0, expiresAt: null, active: true });
    expect(await coupons.find('nobody')).toBeUndefined();
  });

  test.each([
    ['EUR', 500, '5.00', 10_000, '100.00'],
    ['JPY', 500, '500', 10_000, '10000'],
    ['KWD', 1_234, '1.234', 10_005, '10.005'],
  ])(
    'takes off exactly what it should in %s, of a category',
    async (currency, value, amount, minimumSpend, minimum) => {
      shop.websites.push({ website_id: 2, base_currency_code: currency, timezone: 'UTC' });
      shop.websites[0] = { website_id: 1, base_currency_code: 'USD', timezone: 'UTC' };
      await opened().create({
        ...coupon,
        currency,
        discount: { kind: 'fixed', value },
        minimumSpend,
        category: '15',
      });
      expect(shop.tables.salesRules[0]).toMatchObject({
        website_ids: [2],
        simple_action: 'cart_fixed',
        discount_amount: amount,
        condition: { conditions: [{ attribute_name: 'base_subtotal', operator: '>=', value: minimum }] },
        action_condition: { conditions: [{ attribute_name: 'category_ids', value: '15' }] },
      });
    },
  );

  test.each([
    ['2026-04-01T00:00:00+02:00', '2026-03-31', '2026-04-01T00:00:00+02:00'],
    ['2026-03-31T12:00:00+02:00', '2026-03-31', '2026-04-01T00:00:00+02:00'],
    ['2026-03-31T23:00:00Z', '2026-04-01', '2026-04-02T00:00:00+02:00'],
  ])('that expires at %s counts to the end of %s in the shop’s zone', async (said, lastDay, until) => {
    const coupons = opened();
    const { id } = await coupons.create({ ...coupon, expiresAt: Date.parse(said) });
    expect(shop.tables.salesRules[0]).toMatchObject({ to_date: lastDay });
    expect(await coupons.find(coupon.code)).toMatchObject({ expiresAt: Date.parse(until) });

    await coupons.extend(id, Date.parse(until) + 10 * DAY, 'Europe/Berlin');
    expect(await coupons.find(coupon.code)).toMatchObject({ expiresAt: Date.parse(until) + 10 * DAY });
  });

  test('is gone once it is revoked, its rule with it, and revoking it again is no fault', async () => {
    const coupons = opened();
    const { id } = await coupons.create(coupon);
    await coupons.revoke(id);
    await coupons.revoke(id);
    expect(shop.tables).toMatchObject({ coupons: [], salesRules: [] });
  });
});

describe('What Magento cannot do is refused in words, before it is called', () => {
  test.each([
    ['one customer', { customer: { id: '7', email: 'ann@shop.example' } }, /one customer alone/],
    ['a gift', { discount: { kind: 'gift' }, category: '15' }, /one piece/],
    ['a category by its name', { category: 'shoes' }, /category “shoes”/],
    ['more than all', { discount: { kind: 'percentage', value: 10_001 } }, /100 percent/],
    ['a broken amount', { discount: { kind: 'fixed', value: 0.5 } }, /no amount/],
  ] satisfies [string, Partial<ShopCoupon>, RegExp][])('%s', async (_, change, reason) => {
    const coupons = opened();
    expect(coupons.refusalOf({ ...coupon, ...change })).toMatch(reason);
    expect(await faultOf(coupons.create({ ...coupon, ...change }))).toBe('refused');
    expect(shop.server.asked).toEqual([]);
  });

  test('money in a currency that no website has, before anything is made', async () => {
    const wanted: ShopCoupon = { ...coupon, currency: 'JPY', discount: { kind: 'fixed', value: 500 } };
    await expect(opened().create(wanted)).rejects.toThrow('the base currency of this shop is EUR');
    expect(shop.tables.salesRules).toEqual([]);
  });
});

describe('One code is one coupon', () => {
  test.each(['salesRules', 'coupons'])('when the line breaks behind the making of %s', async (kind) => {
    const coupons = opened();
    shop.server.failNext('lost', ({ method, path }) => method === 'POST' && path.endsWith(kind));
    expect(await faultOf(coupons.create(coupon))).toBe('unknown');
    const first = await coupons.create(coupon);
    expect(await coupons.create(coupon)).toEqual(first);
    expect([shop.tables.salesRules, shop.tables.coupons].map((rows) => rows.length)).toEqual([1, 1]);
  });

  test('when two look before either writes', async () => {
    const both = Promise.withResolvers<undefined>();
    let waiting = 0;
    shop.beforeRule = () => {
      waiting += 1;
      if (waiting === 2) both.resolve(undefined);
      return both.promise;
    };
    const [one, other] = await Promise.all([opened().create(coupon), opened().create(coupon)]);
    expect(one).toEqual(other);
    expect([shop.tables.salesRules, shop.tables.coupons].map((rows) => rows.length)).toEqual([1, 1]);
  });

  test('and somebody else’s is not taken for it', async () => {
    const coupons = opened();
    await coupons.create(coupon);
    Object.assign(shop.tables.salesRules[0] ?? {}, { description: 'by hand' });
    await expect(coupons.create(coupon)).rejects.toThrow('somebody else');
  });
});

describe('A shop in trouble', () => {
  const answer = (status: number, headers: Record<string, string> = {}) => ({
    answer: { status, headers, json: { message: 'Sorry' } },
  });
  test.each([
    ['that asks for a long pause', answer(429, { 'retry-after': '3600' }), 'busy'],
    ['that fails', answer(500), 'unknown'],
    ['that does not know the token', answer(401), 'refused'],
    ['that goes away', 'lost' as const, 'unknown'],
  ])('%s is told as it is', async (_, fault, told) => {
    shop.server.failNext(fault, ({ method }) => method === 'POST');
    expect(await faultOf(opened().create(coupon))).toBe(told);
  });
});

describe('A batch', () => {
  const batch = { terms, codes: ['A-1', 'A-2', 'A-3'], reference: null };

  test('is one rule, and nothing twice when it is asked for again, with its reference or without', async () => {
    const coupons = opened();
    const first = await coupons.createBatch(batch);
    expect(first).toEqual({ reference: expect.any(String), created: batch.codes, refused: [] });
    expect(await coupons.createBatch(batch)).toEqual(first);
    const more = { ...batch, reference: first.reference, codes: ['A-3', 'A-4'] };
    expect(await coupons.createBatch(more)).toMatchObject({ created: ['A-3', 'A-4'] });
    expect([shop.tables.salesRules, shop.tables.coupons].map((rows) => rows.length)).toEqual([1, 4]);
  });

  test('that broke off goes on', async () => {
    const coupons = opened();
    shop.server.failNext('lost', ({ method, path }) => method === 'POST' && path.endsWith('coupons'));
    expect(await faultOf(coupons.createBatch(batch))).toBe('unknown');
    expect(await coupons.createBatch(batch)).toMatchObject({ created: batch.codes });
    expect(shop.tables.coupons).toHaveLength(3);
  });

  test('says which codes are somebody else’s, and which Magento does not take; a code of it dies alone', async () => {
    const coupons = opened();
    await coupons.create({ ...coupon, code: 'a-2' });
    expect(await coupons.createBatch({ ...batch, codes: ['A-1', 'A-2', 'A 3'] })).toMatchObject({
      created: ['A-1'],
      refused: [
        { code: 'A-2', reason: expect.stringContaining('somebody else') },
        { code: 'A 3', reason: 'That code is not allowed.' },
      ],
    });
    const found = await coupons.find('A-1');
    expect(await faultOf(coupons.extend(found?.id ?? '', terms.startsAt + DAY, 'UTC'))).toBe('refused');
    await coupons.revoke(found?.id ?? '');
    expect(await coupons.find('A-1')).toBeUndefined();
    expect(shop.tables.salesRules).toHaveLength(2);
  });
});
