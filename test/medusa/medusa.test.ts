import { wallClock } from '../../core/clock';
import { openHttp } from '../../core/http';
import { takeEvents } from '../../core/ingest';
import { callingOf, type ShopAccount, type ShopCoupon } from '../../core/shops/account';
import { medusaApi } from '../../core/shops/medusa/api';
import { issueWith } from '../coupons/desk';
import { couponIssue } from '../../core/steps';
import { couponFor } from '../hosts/support/coupon';
import { wholeHistory } from '../hosts/support/history';
import { type Intake, openIntake } from '../hosts/support/intake';
import { eventually } from '../hosts/support/reading';
import { contextOf, quiet } from '../support/context';
import { type MedusaShop, openMedusa } from './support/medusa';
import type { MedusaShopper } from './support/people';

const DAY = 86_400_000;

let shop: MedusaShop;
let intake: Intake;
let account: ShopAccount;

beforeAll(async () => {
  intake = await openIntake('medusa');
  shop = await openMedusa(intake);
  account = open();
});
afterAll(async () => {
  await intake.close();
  await shop.close();
});

const http = () => openHttp({ allow: new URL(shop.access.address).host });

function open(access: Partial<MedusaShop['access']> = {}): ShopAccount {
  return medusaApi.open(
    { ...shop.access, ...access },
    callingOf({ http: http(), clock: wallClock, log: quiet }),
  );
}

const coupon = (shopper: MedusaShopper | null, changes: Partial<ShopCoupon> = {}): ShopCoupon =>
  couponFor(shopper, { currency: 'EUR', ...changes });

describe('A coupon', () => {
  let ann: MedusaShopper;
  let ben: MedusaShopper;
  beforeAll(async () => {
    const { teapot, mug, atlas } = shop.goods;
    [ann, ben] = [await shop.register('Ann'), await shop.register('Ben')];
    for (const shopper of [ann, ben]) await shopper.begin([teapot, mug, atlas]);
  });

  /** With the id of the category that a coupon is for, by its name. */
  const named = (category: 'kitchen' | 'garden' | undefined) =>
    category === undefined ? {} : { category: shop.goods[category] };

  test.each([
    ['a percentage', { discount: { kind: 'percentage', value: 1_250 } }, undefined, 1_500],
    ['a percentage of a category', { discount: { kind: 'percentage', value: 5_000 } }, 'kitchen', 3_000],
    ['a fixed amount', { discount: { kind: 'fixed', value: 550 } }, undefined, 550],
    ['a fixed amount off a category', { discount: { kind: 'fixed', value: 550 } }, 'kitchen', 550],
    [
      'an amount from a minimum spend',
      { discount: { kind: 'fixed', value: 500 }, minimumSpend: 12_000 },
      undefined,
      500,
    ],
    ['free shipping', { discount: { kind: 'free_shipping' } }, undefined, 500],
    ['a gift, one piece of a category', { discount: { kind: 'gift' } }, 'kitchen', 1_200],
  ] as const)('of %s counts for its customer alone', async (_, changes, category, cents) => {
    const made = coupon(ann, { ...changes, ...named(category) });
    await account.coupons.create(made);

    expect([await ann.try(made.code), await ben.try(made.code)]).toEqual([cents, 0]);
  });

  test('for somebody who is known by e-mail alone counts for them alone', async () => {
    const made = coupon(ann, { customer: { id: null, email: ann.email } });
    await account.coupons.create(made);

    expect([await ann.try(made.code), await ben.try(made.code)]).toEqual([1_200, 0]);
  });

  test.each([
    ['below its minimum spend', { minimumSpend: 12_001 }, undefined],
    ['without its category', {}, 'garden'],
    ['before it begins', { startsAt: Date.now() + DAY }, undefined],
  ] as const)('takes off nothing %s', async (_, changes, category) => {
    const made = coupon(ann, { ...changes, ...named(category) });
    await account.coupons.create(made);

    expect(await ann.try(made.code)).toBe(0);
  });

  test('is used once, even if that order is cancelled', async () => {
    const dan = await shop.register('Dan');
    await dan.begin([shop.goods.teapot]);
    const made = coupon(dan);
    await account.coupons.create(made);
    expect(await account.coupons.find(made.code)).toMatchObject({ used: 0, active: true });

    await dan.enter(made.code);
    expect(await dan.cart()).toEqual({ total: 4_820, codes: [made.code] });
    const order = await dan.order();
    await dan.begin([shop.goods.mug]);
    expect(await dan.try(made.code)).toBe(0);

    await shop.staff.cancel(order);
    expect(await dan.try(made.code)).toBe(0);
    expect(await account.coupons.find(made.code)).toMatchObject({ used: 1 });
  });

  test('takes off nothing after its expiry until it is extended', async () => {
    const made = coupon(ann, { expiresAt: Date.now() - 1_000 });
    const { id } = await account.coupons.create(made);
    expect(await ann.try(made.code)).toBe(0);

    const later = Date.now() + DAY;
    await account.coupons.extend(id, later, made.timeZone);

    expect(await account.coupons.find(made.code)).toEqual({ id, used: 0, expiresAt: later, active: true });
    expect(await ann.try(made.code)).toBe(1_200);
  });

  test('counts no longer once it is revoked, even if it is made again', async () => {
    const eve = await shop.register('Eve');
    await eve.begin([shop.goods.atlas]);
    const made = coupon(eve);
    const { id } = await account.coupons.create(made);
    await eve.enter(made.code);
    expect(await eve.cart()).toMatchObject({ codes: [made.code] });

    await account.coupons.revoke(id);
    await account.coupons.revoke(id);

    await eve.add(shop.goods.mug);
    expect(await eve.cart()).toEqual({ total: 7_700, codes: [] });
    expect(await account.coupons.create(made)).toEqual({ id });
    expect(await eve.try(made.code)).toBe(0);
    expect(await account.coupons.find(made.code)).toMatchObject({ active: false });
    await account.coupons.revoke('promo_nobody');
  });

  test('made twice, and by many at once, is one promotion', async () => {
    const made = coupon(ann);
    const others = [open(), open(), open()];
    const ids = await Promise.all(others.map(({ coupons }) => coupons.create(made)));
    ids.push(await account.coupons.create(made));

    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
    expect(await shop.staff.promotions(made.code)).toBe(1);
    expect(await ann.try(made.code)).toBe(1_200);
  });

  test('that Medusa does not take is refused in its words, and nothing is made', async () => {
    const made = coupon(ann, { discount: { kind: 'percentage', value: 15_000 } });

    await expect(account.coupons.create(made)).rejects.toMatchObject({
      fault: 'refused',
      message: expect.stringMatching(/between 0 and 100/),
    });

    expect(await account.coupons.find(made.code)).toBeUndefined();
  });

  test('for whoever has the code is made in batches, beside codes of the shop’s own', async () => {
    const { customer: _, code: first, ...terms } = coupon(null);
    const [second, own] = [`${first}-B`, `${first}-C`];
    await shop.staff.promote(own);
    const batch = { terms, codes: [first, second, own], reference: null };

    const answers = [await account.coupons.createBatch(batch), await account.coupons.createBatch(batch)];

    expect(answers).toEqual(
      Array(2).fill({
        reference: null,
        created: [first, second],
        refused: [{ code: own, reason: expect.stringContaining('another promotion') }],
      }),
    );
    expect(await Promise.all([first, second, own].map((code) => shop.staff.promotions(code)))).toEqual([
      1, 1, 1,
    ]);
    expect([await ann.try(first), await ben.try(second)]).toEqual([1_200, 1_200]);
  });
});

test('an account with a wrong key is refused in words', async () => {
  await expect(open({ secretKey: 'sk_wrong' }).coupons.find('CODE')).rejects.toMatchObject({
    fault: 'refused',
    message: expect.stringMatching(/did not accept the account/),
  });
});

describe('What happens in the shop', () => {
  /** Gives somebody a coupon as a journey does, and answers its code. */
  async function issueTo(shopper: MedusaShopper): Promise<string> {
    const context = contextOf(intake.store, wallClock, {
      http: http(),
      connections: { medusa: shop.access },
    });
    const values = { source: 'shop', shop: 'medusa' };
    const [answer] = await issueWith(couponIssue, context, values, [{ customerId: shopper.id }]);
    return String(answer?.coupon['code']);
  }

  const couponIs = (code: string, state: string) =>
    eventually(() =>
      intake.store.db
        .selectFrom('coupon')
        .where('code', '=', code)
        .where('state', '=', state)
        .select('id')
        .executeTakeFirst(),
    );

  test('reaches Shop Event Trigger, and history tells nothing else', async () => {
    const { teapot, mug } = shop.goods;
    const [cleo, dora] = [await shop.register('Cleo'), await shop.register('Dora')];
    await intake.arrived(`customer_registered:${cleo.id}`, `customer_registered:${dora.id}`);
    const [own, theirs] = [await issueTo(cleo), await issueTo(dora)];

    const cart = await cleo.begin([teapot, teapot, mug]);
    for (const code of [theirs, own]) await cleo.enter(code);
    const order = await cleo.order();
    const known = await intake.arrived(
      `checkout_started:${cart}`,
      `order_placed:${order}`,
      `cart_updated:${order}:placed`,
      `coupon_redeemed:${order}:${own}`,
    );
    // Entered, but somebody else's: it took nothing off.
    expect([...known].filter((id) => id.endsWith(theirs))).toEqual([]);
    await couponIs(own, 'redeemed');

    await shop.staff.capture(order);
    const refund = await shop.staff.refund(order, 1_050);
    await intake.arrived(`order_paid:${order}`, `order_refunded:${refund}`);
    await shop.staff.cancel(order);
    await intake.arrived(`order_cancelled:${order}`);
    await couponIs(own, 'issued');
    expect(new Set(intake.statuses)).toEqual(new Set([200]));

    const { history } = account;
    const told = [...(await wholeHistory(history, 'customers')), ...(await wholeHistory(history, 'orders'))];
    expect(told.map(({ sourceId }) => sourceId)).toEqual(
      expect.arrayContaining([
        `customer_registered:${cleo.id}`,
        ...['placed', 'paid', 'cancelled'].map((name) => `order_${name}:${order}`),
        `order_refunded:${refund}`,
        `coupon_redeemed:${order}:${own}`,
      ]),
    );
    await intake.arrived(...told.map(({ sourceId }) => sourceId));
    const taken = await intake.store.write((work) => takeEvents(work, intake.store, wallClock, told));
    expect(taken.filter(({ duplicate }) => !duplicate)).toEqual([]);
  });

  test('reaches the products, which history tells alike', async () => {
    const { teapot, mug, atlas, spade } = shop.goods;
    await shop.recount('Spade', 5);

    const { products, next, total } = await account.history.page('products', null, 'shop');

    expect({ next, total }).toEqual({ next: null, total: 4 });
    const price = (amount: number) => ({ amount, currency: 'EUR' });
    expect(products).toMatchObject([
      { id: teapot.id, title: 'Teapot', category: 'Kitchen', price: price(4_800) },
      { id: mug.id, title: 'Mug', category: 'Kitchen', price: price(1_200) },
      { id: atlas.id, title: 'Atlas', category: 'Books', price: price(6_000) },
      { id: spade.id, title: 'Spade', price: price(2_400), stock: 5 },
    ]);
    const inStore = () =>
      intake.store.db
        .selectFrom('product')
        .select(['product_id', 'title', 'category', 'price', 'currency', 'stock'])
        .orderBy('product_id')
        .execute();
    const known = await eventually(async () => {
      const rows = await inStore();
      return rows.length === products.length && rows.some(({ stock }) => stock === 5) ? rows : undefined;
    });
    expect(known).toEqual(
      products.map(({ id, title, category, price, stock }) => ({
        product_id: id,
        title,
        category: category ?? null,
        price: price?.amount,
        currency: price?.currency,
        stock: stock ?? null,
      })),
    );
  });
});
