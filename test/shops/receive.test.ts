import { DAY, TestClock } from '../support/clock';
import { failing, leaving, runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';
import { openStore } from '../../core/store';
import { shopEvent } from '../../core/steps';
import { contentOf, Shop } from './shop';

const ann = {
  id: 'ann',
  email: 'Ann@Example.com',
  phone: '+49 30 1234567',
  firstName: 'Ann',
  locale: 'de_DE',
  timeZone: 'Europe/Berlin',
};

describeOnStores('Shop Event Trigger', (store, place) => {
  let clock: TestClock;
  let shop: Shop;

  beforeEach(() => {
    clock = new TestClock();
    shop = new Shop(store(), clock);
  });

  const rows = async (table: 'event' | 'contact' | 'enrolment') =>
    (await store().db.selectFrom(table).selectAll().execute()).length;

  test('takes a signed event in, and starts the person with what the shop told', async () => {
    expect(await shop.send(shop.event('customer_registered', ann))).toEqual({
      status: 200,
      body: { taken: 1, duplicates: 0, started: 1 },
    });
    await shop.look();
    expect(shop.started).toEqual([
      {
        journey: {
          enrolment: expect.any(Number),
          leg: expect.any(Number),
          lastStepAt: clock.now(),
          name: 'flow',
        },
        contact: {
          id: 1,
          email: 'Ann@Example.com',
          phone: '+49 30 1234567',
          firstName: 'Ann',
          locale: 'de-DE',
          timeZone: 'Europe/Berlin',
          rehearsal: false,
        },
        event: { name: 'customer_registered', at: '2026-03-02T09:00:00.000Z' },
      },
    ]);
    await shop.look();
    expect(shop.started).toHaveLength(1);
  });

  test('takes a batch in, and keeps what orders say in minor units', async () => {
    const order = {
      id: 4711,
      amount: '49.90',
      currency: 'eur',
      couponCodes: ['HI'],
      items: [{ product: 7, category: 'Shoes', quantity: 2, amount: '49.90' }, {}],
    };
    const events = [
      shop.event('customer.registered', { id: 'bob' }),
      shop.event('order.paid', { id: 'ann' }, { order }),
      shop.event('cart_updated', { id: 'cid' }, { cart: { items: 2 } }),
    ];
    expect((await shop.send({ events })).body).toEqual({ taken: 3, duplicates: 0, started: 1 });
    const paid = await store()
      .db.selectFrom('event')
      .where('name', '=', 'order_paid')
      .select('data')
      .executeTakeFirstOrThrow();
    expect(JSON.parse(paid.data)).toEqual({
      order: {
        id: '4711',
        amount: 4990,
        currency: 'EUR',
        items: [{ product: '7', category: 'Shoes', quantity: 2, amount: 4990 }],
        coupons: ['HI'],
      },
    });
  });

  test('an event without an id has the webhook’s', async () => {
    const { id: _id, ...event } = shop.event('cart_updated', ann, { cart: { items: 1 } });
    expect((await shop.send(event, { id: 'msg_1' })).body).toMatchObject({ taken: 1 });
    expect((await shop.send(event, { id: 'msg_1' })).body).toMatchObject({ taken: 0, duplicates: 1 });
    expect((await shop.send(event, { id: 'msg_2' })).body).toMatchObject({ taken: 1 });
    expect((await shop.send({ events: [event, event] }, { id: 'msg_3' })).body).toMatchObject({ taken: 2 });
  });

  test('delivered three times, also at once: taken in once, started once', async () => {
    const event = shop.event('customer_registered', ann);
    const answers = await Promise.all([shop.send(event), shop.send(event), shop.send(event)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const before = await contentOf(store());
    expect((await shop.send(event)).body).toEqual({ taken: 0, duplicates: 1, started: 0 });
    const after = await contentOf(store());
    expect({ ...after, counter: [] }).toEqual({ ...before, counter: [] });
    await shop.look();
    expect([shop.started.length, await rows('event'), await rows('contact')]).toEqual([1, 1, 1]);
  });

  test('a repeated delivery starts nobody again, though people may enter every time', async () => {
    const always = new Shop(store(), clock, { reEntry: 'always' });
    const event = always.event('customer_registered', ann);
    expect((await always.send(event)).body).toMatchObject({ started: 1 });
    expect((await always.send(event)).body).toMatchObject({ started: 0 });
    expect((await always.send(always.event('customer_registered', ann))).body).toMatchObject({ started: 1 });
  });

  test('registered twice: one start', async () => {
    const answers = await Promise.all([
      shop.send(shop.event('customer_registered', ann)),
      shop.send(shop.event('customer_registered', { email: 'ann@example.com' })),
    ]);
    expect(answers.map(({ body }) => body['started']).toSorted()).toEqual([0, 1]);
    expect(
      (
        await shop.send({
          events: [shop.event('customer_registered', ann), shop.event('customer_registered', ann)],
        })
      ).body,
    ).toMatchObject({ taken: 2, started: 0 });
    await shop.look();
    expect(shop.started).toHaveLength(1);
  });

  test('only the chosen events start anybody; all others are taken in', async () => {
    for (const type of ['product_viewed', 'order_paid', 'unsubscribed']) {
      expect((await shop.send(shop.event(type, ann, { order: { id: type } }))).body).toEqual({
        taken: 1,
        duplicates: 0,
        started: 0,
      });
    }
    await shop.look();
    expect([shop.started, await rows('event'), await rows('enrolment')]).toEqual([[], 3, 0]);
    const carts = new Shop(store(), clock, {
      events: ['cart_updated', 'checkout_started'],
      journey: 'carts',
    });
    expect((await carts.send(carts.event('checkout_started', ann))).body).toMatchObject({ started: 1 });
  });

  test.each([
    ['once', [1, 0, 0, 0]],
    ['after', [1, 0, 1, 0]],
    ['always', [1, 1, 1, 1]],
  ])('re-entry “%s”', async (reEntry, expected) => {
    const rule = new Shop(store(), clock, { reEntry, reEntryDays: 30 });
    const started: unknown[] = [];
    for (const days of [0, 29, 1, 29]) {
      clock.advance(days * DAY);
      started.push((await rule.send(rule.event('customer_registered', ann))).body['started']);
    }
    expect(started).toEqual(expected);
    await rule.look();
    expect(new Set(rule.started.map(({ journey }) => JSON.stringify(journey))).size).toBe(
      expected.filter(Boolean).length,
    );
  });

  test('a process that ends between taking in and starting loses nobody', async () => {
    const own = await openStore(place());
    const before = new Shop(own, clock);
    await before.send(before.event('customer_registered', ann));
    await own.close();
    clock.advance(3 * DAY);
    await shop.look();
    expect(shop.started).toMatchObject([
      { contact: { id: 1 }, journey: { lastStepAt: clock.now() - 3 * DAY } },
    ]);
  });

  test('a secret that is being replaced is still good', async () => {
    expect((await shop.send(shop.event('customer_registered'), { secret: shop.previousSecret })).status).toBe(
      200,
    );
  });

  test('of several signatures one is enough', async () => {
    const signatures = { 'webhook-signature': 'v1,AAAA v2,BBBB' };
    expect((await shop.send(shop.event('customer_registered'), { headers: signatures })).status).toBe(401);
    const other = new Shop(store(), clock);
    const body = JSON.stringify(other.event('customer_registered'));
    const { Webhook } = await import('standardwebhooks');
    const good = new Webhook(other.secret).sign('msg_1', new Date(clock.now()), body);
    expect(
      (await other.send(body, { id: 'msg_1', headers: { 'webhook-signature': `v1,AAAA ${good}` } })).status,
    ).toBe(200);
  });

  test('people who rehearse are told by address, number or customer id', async () => {
    const rule = new Shop(store(), clock, {
      rehearsalPeople: '*@rehearsal.example, test-7 , +4930*',
      rehearsalMonth: 'minute',
    });
    for (const customer of [
      { email: 'A.b@Rehearsal.example' },
      { id: 'test-7' },
      { phone: '+49 30 1234567' },
      { email: 'x@rehearsal.example.org' },
      { id: 'test-70' },
    ]) {
      await rule.send(rule.event('customer_registered', customer));
    }
    await rule.look();
    expect(rule.started.map(({ contact }) => contact)).toMatchObject([
      { rehearsal: true },
      { rehearsal: true },
      { rehearsal: true },
      { rehearsal: false },
      { rehearsal: false },
    ]);
  });

  test('guests whom the shop gives an empty id are not one person', async () => {
    await shop.send(shop.event('order_paid', { id: '', email: 'a@example.com' }, { order: { id: 'o1' } }));
    await shop.send(shop.event('order_paid', { id: ' ', email: 'b@example.com' }, { order: { id: 'o2' } }));
    expect(await rows('contact')).toBe(2);
    expect((await shop.send(shop.event('order_paid', { id: '' }))).status).toBe(400);
  });

  test('a test from the editor takes the event in, shows it and starts nobody', async () => {
    const byHand = new Shop(store(), clock, {}, { manual: true });
    const { body } = await byHand.send(byHand.event('customer_registered', { id: 'ann', firstName: 'Ann' }));
    expect(body).toEqual({
      taken: 1,
      duplicates: 0,
      started: 0,
      events: [
        {
          contact: { id: 1, firstName: 'Ann', rehearsal: false },
          event: { name: 'customer_registered', at: '2026-03-02T09:00:00.000Z' },
        },
      ],
    });
    expect(leaving(await runStep(shopEvent, {}, byHand.context, [{ contact: { id: 1 } }]))).toMatchObject({
      output: 'started',
    });
  });

  test('an item that the trigger did not release starts nobody', async () => {
    const forged = {
      contact: { id: 1 },
      journey: { enrolment: 1, leg: 0, claim: { wait: 1, token: 'guess' } },
    };
    expect(failing(await runStep(shopEvent, {}, shop.context, [forged]))).toMatchObject({
      name: 'StepError',
      advice: expect.any(String),
    });
  });
});
