import { wallClock } from '../../core/clock';
import { openHttp } from '../../core/http';
import { takeEvents } from '../../core/ingest';
import { callingOf, type ShopAccount } from '../../core/shops/account';
import { vendureApi } from '../../core/shops/vendure/account';
import { quiet } from '../support/context';
import { couponFor } from './support/coupon';
import { wholeHistory } from './support/history';
import { type Intake, openIntake } from './support/intake';
import { openVendure, type VendureShop } from './support/vendure';
import type { VendureShopper } from './support/vendure/people';

const [TEAPOT, MUG, ATLAS] = [1, 2, 3];
/** Facet values; of the last, the shop has nothing. */
const [KITCHEN, GARDEN] = ['1', '3'];
const DAY = 86_400_000;

let shop: VendureShop;
let intake: Intake;
let account: ShopAccount;

beforeAll(async () => {
  intake = await openIntake('vendure');
  shop = await openVendure(intake);
  account = open();
});
afterAll(async () => {
  await shop.close();
  await intake.close();
});

function open(access: Partial<VendureShop['access']> = {}): ShopAccount {
  const http = openHttp({ allow: new URL(shop.access.address).host });
  return vendureApi.open({ ...shop.access, ...access }, callingOf({ http, clock: wallClock, log: quiet }));
}

describe('A coupon', () => {
  let ann: VendureShopper;
  let ben: VendureShopper;
  beforeAll(async () => {
    [ann, ben] = [await shop.register('Ann'), await shop.register('Ben')];
    for (const shopper of [ann, ben]) await shopper.begin([TEAPOT, MUG, ATLAS]);
  });

  test.each([
    ['a percentage', { discount: { kind: 'percentage', value: 1_250 } }, 1_500],
    [
      'a percentage of a category',
      { discount: { kind: 'percentage', value: 5_000 }, category: KITCHEN },
      3_000,
    ],
    // This shop's prices are without tax, and so are the amounts of its coupons.
    ['a fixed amount', { discount: { kind: 'fixed', value: 500 } }, 600],
    [
      'an amount from a minimum spend',
      { discount: { kind: 'fixed', value: 500 }, minimumSpend: 10_000 },
      600,
    ],
    ['one that stands alone', { combinable: false }, 1_200],
    ['free shipping', { discount: { kind: 'free_shipping' } }, 500],
    ['free shipping of a category', { discount: { kind: 'free_shipping' }, category: KITCHEN }, 500],
  ] as const)('of %s counts for its customer alone', async (_, changes, cents) => {
    const made = couponFor(ann, changes);
    await account.coupons.create(made);

    expect([await ann.try(made.code), await ben.try(made.code)]).toEqual([cents, 0]);
  });

  test.each([
    ['below its minimum spend', { minimumSpend: 10_001 }],
    ['without its category', { category: GARDEN, discount: { kind: 'percentage', value: 1_000 } }],
    ['before it begins', { startsAt: Date.now() + DAY }],
  ] as const)('takes off nothing %s', async (_, changes) => {
    const made = couponFor(ann, changes);
    await account.coupons.create(made);

    expect(await ann.try(made.code)).toBe(0);
  });

  test('that is not combinable takes off nothing beside another code', async () => {
    const alone = couponFor(ben, { combinable: false });
    const other = couponFor(ben, { discount: { kind: 'percentage', value: 500 } });
    for (const one of [alone, other]) await account.coupons.create(one);

    await ben.enter(alone.code);
    expect((await ben.cart()).discounts).toEqual([-1_200]);
    await ben.enter(other.code);
    expect((await ben.cart()).discounts).toEqual([-600]);

    for (const { code } of [alone, other]) await ben.remove(code);
  });

  test('is used once, and once more when that order is cancelled', async () => {
    const dan = await shop.register('Dan');
    await dan.begin([TEAPOT]);
    const made = couponFor(dan);
    await account.coupons.create(made);
    expect(await account.coupons.find(made.code)).toMatchObject({ used: 0, active: true });

    await dan.enter(made.code);
    const order = await dan.buy();
    await dan.begin([MUG]);
    expect(await dan.enter(made.code)).toBe('COUPON_CODE_LIMIT_ERROR');
    expect(await account.coupons.find(made.code)).toMatchObject({ used: 1 });

    await shop.admin.cancel(order);
    expect(await dan.try(made.code)).toBe(120);
    expect(await account.coupons.find(made.code)).toMatchObject({ used: 0 });
  });

  test('is refused after its expiry until it is extended', async () => {
    const made = couponFor(ann, { expiresAt: Date.now() - 1_000 });
    const { id } = await account.coupons.create(made);
    expect(await ann.enter(made.code)).toBe('COUPON_CODE_EXPIRED_ERROR');

    const later = Date.now() + DAY;
    await account.coupons.extend(id, later, made.timeZone);

    expect(await account.coupons.find(made.code)).toEqual({ id, used: 0, expiresAt: later, active: true });
    expect(await ann.try(made.code)).toBe(1_200);
  });

  test('is refused once it is revoked, even if it is made again', async () => {
    const eve = await shop.register('Eve');
    await eve.begin([ATLAS]);
    const made = couponFor(eve);
    const { id } = await account.coupons.create(made);
    await eve.enter(made.code);
    expect((await eve.cart()).discounts).toEqual([-600]);

    await account.coupons.revoke(id);
    await account.coupons.revoke(id);

    await eve.add(MUG);
    expect((await eve.cart()).discounts).toEqual([]);
    expect(await account.coupons.create(made)).toEqual({ id });
    expect(await ann.enter(made.code)).toBe('COUPON_CODE_INVALID_ERROR');
    expect(await account.coupons.find(made.code)).toMatchObject({ active: false });
    expect(await shop.admin.groups()).not.toContainEqual(expect.stringContaining(made.code));
    await account.coupons.revoke('999999');
  });

  test('made twice, and by two at once, is one promotion', async () => {
    const made = couponFor(ann);
    const others = [open(), open(), open()];
    const ids = await Promise.all(others.map(({ coupons }) => coupons.create(made)));
    ids.push(await account.coupons.create({ ...made, code: made.code.toLowerCase() }));

    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
    expect(await shop.admin.promotions(made.code)).toBe(1);
    expect(await ann.try(made.code)).toBe(1_200);
  });

  test.each([
    ['a gift', { discount: { kind: 'gift' }, category: KITCHEN }, /cannot give away/],
    [
      'an amount off a category',
      { discount: { kind: 'fixed', value: 1 }, category: KITCHEN },
      /cannot take a fixed/,
    ],
    ['a category that is none', { category: '4711' }, /no facet value/],
    ['another currency', { currency: 'EUR', minimumSpend: 1 }, /cannot tie/],
    ['a stranger', { customer: { id: '4711', email: 'stranger@shop.example' } }, /no such customer/],
    ['nobody', { customer: { id: null, email: null } }, /cannot keep/],
  ] as const)('for %s is refused, and nothing is made', async (_, changes, reason) => {
    const groups = await shop.admin.groups();
    const made = couponFor(ann, changes);

    await expect(account.coupons.create(made)).rejects.toMatchObject({
      fault: 'refused',
      message: expect.stringMatching(reason),
    });

    expect(await account.coupons.find(made.code)).toBeUndefined();
    expect(await shop.admin.groups()).toEqual(groups);
  });

  test('for whoever has the code is made in batches, beside codes of the shop’s own', async () => {
    const { customer: _, code: first, ...terms } = couponFor(null, { usageLimit: 1 });
    const [second, own] = [`${first}-B`, `${first}-C`];
    await shop.admin.promote(own);
    const batch = { terms, codes: [first, second, own], reference: null };

    const answers = [await account.coupons.createBatch(batch), await account.coupons.createBatch(batch)];

    expect(answers).toEqual(
      Array(2).fill({
        reference: null,
        created: [first, second],
        refused: [{ code: own, reason: expect.stringContaining('not made here') }],
      }),
    );
    expect(await Promise.all([first, second, own].map((code) => shop.admin.promotions(code)))).toEqual([
      1, 1, 1,
    ]);
    expect([await ann.try(first), await ben.try(second)]).toEqual([1_200, 1_200]);
  });
});

describe('An account', () => {
  test('signs in with an API key, too', async () => {
    const withKey = open({ apiKey: await shop.admin.newApiKey(), username: '', password: '' });
    expect(await withKey.coupons.find('NO-SUCH-CODE')).toBeUndefined();
  });

  test.each([
    ['a wrong password', { password: 'wrong' }, /does not let “superadmin” in/],
    ['a wrong key', { apiKey: 'wrong' }, /does not let this account/],
  ])('with %s is refused in words', async (_, access, message) => {
    await expect(open(access).coupons.find('CODE')).rejects.toMatchObject({
      fault: 'refused',
      message: expect.stringMatching(message),
    });
  });
});

test('what happens in the shop reaches Shop Event Trigger, and history tells nothing else', async () => {
  const cleo = await shop.register('Cleo');
  await intake.arrived(`customer_registered:${cleo.id}`);
  await cleo.begin([TEAPOT, TEAPOT, MUG]);
  const theirs = couponFor(await shop.register('Dora'));
  const own = couponFor(cleo);
  for (const made of [theirs, own]) await account.coupons.create(made);
  for (const { code } of [theirs, own]) await cleo.enter(code);
  const order = await cleo.buy();
  const known = await intake.arrived(
    `checkout_started:${order}`,
    `order_placed:${order}`,
    `cart_updated:${order}:placed`,
    `order_paid:${order}`,
    `coupon_redeemed:${order}:${own.code}`,
  );
  // Entered, but somebody else's: it took nothing off.
  expect([...known].filter((id) => id.endsWith(theirs.code))).toEqual([]);

  const refund = await shop.admin.refund(order, 1_000);
  await shop.admin.cancel(order);
  await intake.arrived(`order_refunded:${refund}`, `order_cancelled:${order}`);
  expect(new Set(intake.statuses)).toEqual(new Set([200]));

  const told = [
    ...(await wholeHistory(account.history, 'customers')),
    ...(await wholeHistory(account.history, 'orders')),
  ];
  await intake.arrived(...told.map(({ sourceId }) => sourceId));
  expect(told.map(({ sourceId }) => sourceId)).toEqual(
    expect.arrayContaining([
      `customer_registered:${cleo.id}`,
      ...['placed', 'paid', 'cancelled'].map((name) => `order_${name}:${order}`),
      `order_refunded:${refund}`,
      `coupon_redeemed:${order}:${own.code}`,
    ]),
  );
  const taken = await intake.store.write((work) => takeEvents(work, intake.store, wallClock, told));
  expect(taken.filter(({ duplicate }) => !duplicate)).toEqual([]);
});

test('products are told with their price and what is left of them', async () => {
  const { products, next, total } = await account.history.page('products', null, 'shop');

  expect({ next, total }).toEqual({ next: null, total: 4 });
  expect(products).toMatchObject([
    { id: '1', title: 'Teapot', price: { amount: 4_800, currency: 'USD' } },
    { id: '2', title: 'Mug', price: { amount: 1_200, currency: 'USD' } },
    { id: '3', title: 'Atlas', price: { amount: 6_000, currency: 'USD' }, stock: expect.any(Number) },
    { id: '4', title: 'Spade', price: { amount: 2_400, currency: 'USD' }, stock: 7 },
  ]);
});
