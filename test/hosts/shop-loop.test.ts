import { wallClock } from '../../core/clock';
import { type ReportedPassage, reportJourney } from '../../core/report';
import { newSecret } from '../../scripts/demo/shop.ts';
import { eventually } from './support/reading';
import { openRelay, type Relay } from './support/relay';
import { LOOP, type LoopHost, openN8nForLoop, openNodeRedForLoop } from './support/shop-loop';
import { openVendure, type VendureShop } from './support/vendure';
import type { VendureShopper } from './support/vendure/people';

const [TEAPOT, MUG] = [1, 2];

const secret = newSecret();
/** From the shop to the host, and from the host to the shop. */
let webhooks: Relay;
let calls: Relay;
let shop: VendureShop;

beforeAll(async () => {
  webhooks = await openRelay();
  calls = await openRelay();
  shop = await openVendure({ address: webhooks.address, secret });
  calls.leadTo(shop.access.address);
});
afterAll(async () => {
  await shop.close();
  await calls.close();
  await webhooks.close();
});

describe.each([
  ['n8n', openN8nForLoop],
  ['Node-RED', openNodeRedForLoop],
])('A coupon on its way from %s to the shop and back', (_, open) => {
  let host: LoopHost;
  let close = () => Promise.resolve();
  let ann: VendureShopper;
  let ben: VendureShopper;
  let code: string;

  beforeAll(async () => {
    host = await open({ JOURNEYS_ALLOW_HOSTS: new URL(calls.address).host });
    close = host.close;
    webhooks.leadTo(await host.draw({ secret, account: { ...shop.access, address: calls.address } }));
    calls.loseAnswerTo('createPromotion');
    ann = await shop.register('Ann');
    code = await codeOf(ann);
    ben = await shop.register('Ben');
    for (const shopper of [ann, ben]) await shopper.begin([TEAPOT]);
  });
  afterAll(async () => close());

  /** Somebody's passage, once it is as far as this. */
  const passage = (of: VendureShopper, isThere: (passage: ReportedPassage) => boolean) =>
    eventually(async () => {
      const all = await reportJourney(host.store, wallClock, LOOP);
      return all.find((one) => one.customer === of.id && isThere(one));
    });

  /** The code of somebody who has got it and is waited for. */
  async function codeOf(shopper: VendureShopper): Promise<string> {
    const { coupon } = await passage(shopper, ({ waitingAt }) => waitingAt === 'Until They Buy');
    return String(coupon);
  }

  const couponIs = (state: string) =>
    eventually(() =>
      host.store.db
        .selectFrom('coupon')
        .where('code', '=', code)
        .where('state', '=', state)
        .select(['id', 'source'])
        .executeTakeFirst(),
    );

  const redemptions = () =>
    host.store.db
      .selectFrom('redemption')
      .innerJoin('coupon', 'coupon.id', 'redemption.coupon_id')
      .where('code', '=', code)
      .select(['redemption.source', 'order_id', 'own', 'given_back'])
      .execute();

  test('it is one promotion, for its customer alone, though the shop’s answer was lost and the step ran again', async () => {
    expect(await couponIs('issued')).toMatchObject({ source: 'shop:vendure' });
    const creations = calls.passed.filter(
      ({ body }) => body.includes('createPromotion') && body.includes(code),
    );
    expect(creations.map(({ answer }) => answer)).toEqual([null]);
    expect(await shop.admin.holders(code)).toEqual([[ann.id]]);
  });

  test('a registration that is delivered again starts nobody', async () => {
    const registration = webhooks.passed.find(
      ({ body, answer }) => body.includes(ann.email) && answer?.includes('"started":1'),
    );
    if (!registration) throw new Error('No webhook started Ann.');

    expect(JSON.parse(await webhooks.repeat(registration))).toMatchObject({ taken: 0, started: 0 });
    expect(await shop.admin.holders(code)).toEqual([[ann.id]]);
  });

  test('the checkout takes the discount off for its customer alone', async () => {
    expect([await ann.try(code), await ben.try(code)]).toEqual([480, 0]);
    expect(await ben.try(await codeOf(ben))).toBe(480);
  });

  test('its customer pays with it and leaves by Purchased, and gets it back with the order cancelled', async () => {
    await ann.enter(code);
    const order = await ann.buy();

    const { exit, messages } = await passage(ann, (one) => one.exit !== null && one.messages.length > 0);
    expect(exit).toBe('purchased');
    expect(messages).toMatchObject([
      { step: `${LOOP}/thanks`, state: 'sent', subject: `Thank you for using ${code}` },
    ]);
    await couponIs('redeemed');
    const redemption = { source: 'shop', order_id: order, own: 1 };
    expect(await redemptions()).toEqual([{ ...redemption, given_back: 0 }]);

    await shop.admin.cancel(order);

    await couponIs('issued');
    expect(await redemptions()).toEqual([{ ...redemption, given_back: 1 }]);
    await ann.begin([MUG]);
    expect(await ann.try(code)).toBe(120);
    expect(await shop.admin.holders(code)).toEqual([[ann.id]]);
  });
});
