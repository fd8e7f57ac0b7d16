import { type CouponTerms, type ShopCoupon, ShopError } from '../../core/shops/account';
import { woocommerceApi } from '../../core/shops/woocommerce/account';
import { DAY } from '../support/clock';
import { callingTo } from './support/stand-in';
import { WooCommerceShop } from './support/woocommerce-shop';

let shop: WooCommerceShop;

beforeEach(async () => {
  shop = await WooCommerceShop.open();
});
afterEach(() => shop.server.close());

function opened() {
  const calling = callingTo(shop.server);
  return { calling, coupons: woocommerceApi.open(shop.values, calling).coupons };
}

const now = Date.parse('2026-03-02T09:00:00Z');

const terms: CouponTerms = {
  title: 'Welcome',
  discount: { kind: 'percentage', value: 1250 },
  currency: 'EUR',
  minimumSpend: null,
  category: null,
  usageLimit: 1,
  startsAt: now,
  expiresAt: null,
  timeZone: 'Europe/Berlin',
  combinable: false,
};

const coupon: ShopCoupon = {
  ...terms,
  code: 'ANN-7KX2-9QMD',
  customer: { id: '7', email: 'Ann@Shop.example' },
};

const faultOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no fault',
    (error: unknown) => (error instanceof ShopError ? error.fault : error),
  );

describe('A coupon', () => {
  test('is for its person alone, and found by its code in any case', async () => {
    const { coupons } = opened();
    const { id } = await coupons.create(coupon);
    expect(shop.coupons).toEqual([
      expect.objectContaining({
        id: Number(id),
        code: 'ann-7kx2-9qmd',
        description: 'Welcome',
        discount_type: 'percent',
        amount: '12.50',
        individual_use: true,
        usage_limit: 1,
        email_restrictions: ['ann@shop.example'],
      }),
    ]);
    expect(await coupons.find('Ann-7kx2-9QMD')).toEqual({ id, used: 0, expiresAt: null, active: true });
    expect(await coupons.find('nobody')).toBeUndefined();
  });

  test.each([
    ['EUR', 500, '5.00', 10_000, '100.00'],
    ['JPY', 500, '500', 10_000, '10000'],
    ['KWD', 1_234, '1.234', 10_005, '10.005'],
  ])('takes off exactly what it should in %s', async (currency, value, amount, minimumSpend, minimum) => {
    shop.currency = currency;
    const { coupons } = opened();
    await coupons.create({ ...coupon, currency, discount: { kind: 'fixed', value }, minimumSpend });
    expect(shop.coupons[0]).toMatchObject({
      discount_type: 'fixed_cart',
      amount,
      minimum_amount: minimum,
    });
  });

  test.each([
    ['free shipping', { kind: 'free_shipping' }, { amount: '0', free_shipping: true }],
    [
      'one piece of a category',
      { kind: 'gift' },
      { discount_type: 'percent', amount: '100', limit_usage_to_x_items: 1, product_categories: [15] },
    ],
  ] as const)('gives %s', async (_, discount, told) => {
    await opened().coupons.create({ ...coupon, discount, category: '15' });
    expect(shop.coupons[0]).toMatchObject(told);
  });

  test.each([
    ['Europe/Berlin', '2026-03-29T01:30:00+01:00'],
    ['Europe/Berlin', '2026-03-29T03:30:00+02:00'],
    ['Asia/Shanghai', '2026-04-01T00:00:00+08:00'],
    ['UTC', '2026-04-01T00:00:00Z'],
  ])('ends at the instant, said in the time of %s: %s', async (timeZone, said) => {
    const { coupons } = opened();
    const expiresAt = Date.parse(said);
    const { id } = await coupons.create({ ...coupon, expiresAt, timeZone });
    expect(shop.coupons[0]).toMatchObject({ date_expires: said });
    expect(await coupons.find(coupon.code)).toMatchObject({ expiresAt });

    await coupons.extend(id, expiresAt + DAY, timeZone);
    expect(await coupons.find(coupon.code)).toMatchObject({ expiresAt: expiresAt + DAY });
  });

  test('is gone once it is revoked, and revoking it again is no fault', async () => {
    const { coupons } = opened();
    const { id } = await coupons.create(coupon);
    await coupons.revoke(id);
    await coupons.revoke(id);
    expect(await coupons.find(coupon.code)).toBeUndefined();
    expect(await faultOf(coupons.extend(id, now + DAY, 'UTC'))).toBe('refused');
  });
});

describe('What WooCommerce cannot do is refused in words, before it is called', () => {
  test.each([
    ['nobody’s address', { customer: { id: '7', email: null } }, /without an e-mail/],
    ['what is no address', { customer: { id: '7', email: 'ann' } }, /without an e-mail/],
    ['an address for everybody', { customer: { id: '7', email: '*@shop.example' } }, /any text/],
    ['a later start', { startsAt: now + 1 }, /start a coupon later/],
    ['a category by its name', { category: 'shoes' }, /category “shoes”/],
    [
      'a fixed amount off a category',
      { discount: { kind: 'fixed', value: 1 }, category: '15' },
      /whole cart/,
    ],
    ['a gift of anything', { discount: { kind: 'gift' } }, /gift/],
    ['more than all', { discount: { kind: 'percentage', value: 10_001 } }, /100 percent/],
    ['nothing off', { discount: { kind: 'fixed', value: 0 } }, /no amount/],
    ['a broken amount', { discount: { kind: 'fixed', value: 0.5 } }, /no amount/],
    ['no number', { minimumSpend: Number.NaN }, /no amount/],
  ] satisfies [string, Partial<ShopCoupon>, RegExp][])('%s', async (_, change, reason) => {
    const { coupons } = opened();
    const wanted = { ...coupon, ...change };
    expect(coupons.refusalOf(wanted)).toMatch(reason);
    await expect(coupons.create(wanted)).rejects.toMatchObject({
      fault: 'refused',
      message: expect.stringMatching(reason),
    });
    expect(shop.server.asked).toEqual([]);
  });

  test('money in another currency than the shop’s, before anything is made', async () => {
    shop.currency = 'USD';
    const wanted: ShopCoupon = { ...coupon, currency: 'JPY', discount: { kind: 'fixed', value: 500 } };
    await expect(opened().coupons.create(wanted)).rejects.toMatchObject({
      fault: 'refused',
      message: 'WooCommerce cannot make a coupon in JPY: this shop sells in USD.',
    });
    expect(shop.coupons).toEqual([]);
  });
});

describe('One code is one coupon', () => {
  test('when it is asked for again', async () => {
    const { coupons } = opened();
    const first = await coupons.create(coupon);
    expect(await coupons.create(coupon)).toEqual(first);
    expect(shop.coupons).toHaveLength(1);
  });

  test('when the line breaks behind the making of it', async () => {
    const { coupons } = opened();
    shop.server.failNext('lost', ({ method }) => method === 'POST');
    expect(await faultOf(coupons.create(coupon))).toBe('unknown');
    const { id } = await coupons.create(coupon);
    expect(shop.coupons.map((one) => String(one.id))).toEqual([id]);
  });

  test('when two look before either writes', async () => {
    const both = Promise.withResolvers<undefined>();
    let waiting = 0;
    shop.beforeWriting = () => {
      waiting += 1;
      if (waiting === 2) both.resolve(undefined);
      return both.promise;
    };
    const [one, other] = await Promise.all([
      opened().coupons.create(coupon),
      opened().coupons.create(coupon),
    ]);
    expect(one).toEqual(other);
    expect(shop.coupons.map(({ id }) => String(id))).toEqual([one.id]);
  });

  test.each([
    ['made by hand', { meta_data: [], email_restrictions: ['ann@shop.example'] }],
    ['made for somebody else', { email_restrictions: ['ben@shop.example'] }],
    ['made for everybody', { email_restrictions: [] }],
  ])('and one that was %s is not taken for it', async (_, change) => {
    const { coupons } = opened();
    await coupons.create(coupon);
    Object.assign(shop.coupons[0] ?? {}, change);
    await expect(coupons.create(coupon)).rejects.toMatchObject({
      fault: 'refused',
      message: expect.stringContaining('somebody else'),
    });
    expect(shop.coupons).toHaveLength(1);
  });
});

describe('A shop in trouble', () => {
  const busy = (status: number, headers: Record<string, string> = {}) => ({
    answer: { status, headers, json: { code: 'internal', message: 'Sorry' } },
  });

  test('is asked again after the pause that it asks for', async () => {
    const { coupons, calling } = opened();
    shop.server.failNext(busy(429, { 'retry-after': '7' }));
    await coupons.create(coupon);
    expect(calling.pauses).toEqual([7_000]);
    expect(shop.coupons).toHaveLength(1);
  });

  test.each([
    ['that asks for a long pause', busy(429, { 'retry-after': '3600' }), 'busy'],
    ['that fails', busy(500), 'unknown'],
    ['that does not know the key', busy(401), 'refused'],
    ['that goes away behind the request', 'lost' as const, 'unknown'],
    ['that says no', busy(400), 'refused'],
  ])('%s is told as it is', async (_, fault, told) => {
    shop.server.failNext(fault);
    expect(await faultOf(opened().coupons.create(coupon))).toBe(told);
  });

  test('keeps its key to itself: in no address, and in no error', async () => {
    const { coupons } = opened();
    shop.server.failNext(busy(400), ({ method }) => method === 'POST');
    const error = await coupons.create(coupon).catch((thrown: unknown) => thrown);
    expect(JSON.stringify([String(error), error, shop.server.lines])).not.toContain('cs_hidden');
    expect(shop.server.asked.some(({ query }) => query.size > 2)).toBe(false);
  });
});

describe('A batch', () => {
  const batch = { terms, codes: ['A-1', 'A-2', 'A-3'], reference: null };

  test('is one call, and nothing twice when it is asked for again', async () => {
    const { coupons } = opened();
    expect(coupons.largestBatch).toBe(100);
    expect(await coupons.createBatch(batch)).toEqual({ reference: null, created: batch.codes, refused: [] });
    expect(shop.server.lines).toEqual(['POST /wp-json/wc/v3/coupons/batch']);

    expect(await coupons.createBatch(batch)).toEqual({ reference: null, created: batch.codes, refused: [] });
    expect(shop.coupons.map((one) => one['code'])).toEqual(['a-1', 'a-2', 'a-3']);
  });

  test('whose answer got lost goes on where it was', async () => {
    const { coupons } = opened();
    shop.server.failNext('lost');
    expect(await faultOf(coupons.createBatch(batch))).toBe('unknown');
    expect(await coupons.createBatch({ ...batch, codes: ['A-3', 'A-4'] })).toMatchObject({
      created: ['A-3', 'A-4'],
    });
    expect(shop.coupons).toHaveLength(4);
  });

  test('says which codes are somebody else’s, and which WooCommerce does not take', async () => {
    const { coupons } = opened();
    await coupons.create({ ...coupon, code: 'a-2' });
    expect(await coupons.createBatch({ ...batch, codes: ['A-1', 'A-2', 'A<3'] })).toEqual({
      reference: null,
      created: ['A-1'],
      refused: [
        { code: 'A-2', reason: expect.stringContaining('somebody else') },
        { code: 'A<3', reason: 'That code is not allowed' },
      ],
    });
  });
});
