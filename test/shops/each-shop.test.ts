import { sql } from 'kysely';
import { listIgnored, listRejections, readRejection, replayRejections, shops } from '../../core/shops';
import { LARGEST_BODY } from '../../core/shops/intake';
import { DAY, TestClock } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { contentOf } from './shop';
import { placedAndPaid } from './support/orders';
import { Sender, signingShops } from './support/senders';

const told = (shop: string) => {
  const found = placedAndPaid[shop];
  if (!found) throw new Error(`nothing is known of an order of ${shop}`);
  return found;
};

test('every shop of the trigger is tried here, beside those whose JSON is for any shop', () => {
  const names = shops.map(({ name }) => name);
  expect(names.toSorted()).toEqual(['generic', 'mapped', ...signingShops].toSorted());
});

describeOnStores('Shop Event Trigger', (store) => {
  let clock: TestClock;
  beforeEach(() => {
    clock = new TestClock();
  });

  const rows = (table: 'event' | 'contact' | 'rejection' | 'wait') =>
    store().db.selectFrom(table).selectAll().execute();

  describe.each(signingShops)('with %s', (name) => {
    test('takes an order in, once, and starts whom it brings', async () => {
      const sender = new Sender(name, store(), clock, { events: ['order_paid'] });
      const { topic, body } = told(name);
      const first = await sender.send(topic, body);
      expect(first).toMatchObject({ status: 200, body: { duplicates: 0, started: 1 } });
      expect(await sender.send(topic, body)).toMatchObject({
        status: 200,
        body: { taken: 0, duplicates: first.body['taken'], started: 0 },
      });
      const { db } = store();
      expect(await db.selectFrom('shop_order').selectAll().execute()).toMatchObject([
        {
          source: 'shop',
          order_id: '1',
          amount: 9050,
          currency: 'EUR',
          refunded: 0,
          paid_at: Date.parse('2026-03-02T09:00:00Z'),
          cancelled_at: null,
        },
      ]);
      const parts = await db
        .selectFrom('order_part')
        .select(['kind', 'value', 'quantity', 'amount'])
        .execute();
      expect(parts.toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual([
        { kind: 'coupon', value: 'HELLO10', quantity: null, amount: null },
        { kind: 'product', value: '77', quantity: 2, amount: 9050 },
      ]);
      expect(await rows('contact')).toHaveLength(1);
      expect(await rows('wait')).toHaveLength(1);
    });

    test('believes nobody else', async () => {
      const sender = new Sender(name, store(), clock);
      const { topic, body } = told(name);
      const before = await contentOf(store());
      const forged = sender.headers(topic, { ...body, changed: true });
      expect(await sender.send(topic, body, forged)).toMatchObject({ status: 401 });
      expect(await sender.send(topic, body, {})).toMatchObject({ status: 401 });
      expect(await sender.send(topic, ' '.repeat(LARGEST_BODY + 1))).toMatchObject({ status: 413 });
      expect(await contentOf(store())).toEqual(before);
    });

    test('counts a topic that tells nothing of anybody', async () => {
      const sender = new Sender(name, store(), clock);
      for (const _ of [1, 2])
        expect(await sender.send('weather.changed', {})).toMatchObject({
          status: 200,
          body: { taken: 0, ignored: 1 },
        });
      expect(await listIgnored(store())).toEqual([
        { source: 'shop', topic: 'weather.changed', shop: name, times: 2, lastAt: clock.now() },
      ]);
      expect(await rows('rejection')).toEqual([]);
    });

    test('keeps what it does not understand, once, and takes it in when it does', async () => {
      const sender = new Sender(name, store(), clock, { events: ['order_paid'] });
      const { topic, body } = told(name);
      const headers = sender.headers(topic, '{"id":1}');
      for (const _ of [1, 2])
        expect(await sender.send(topic, '{"id":1}', headers)).toMatchObject({
          status: 200,
          body: { taken: 0, rejected: 1 },
        });
      const [rejection, another] = await listRejections(store());
      expect(another).toBeUndefined();
      expect(rejection).toMatchObject({ shop: name, source: 'shop', topic, receivedAt: clock.now() });
      expect(rejection?.reason).toMatch(/required|needed/);
      const id = rejection?.id ?? 0;
      expect(await readRejection(store(), id)).toBe('{"id":1}');
      expect(await rows('event')).toEqual([]);

      expect(await replayRejections(store(), clock)).toEqual({ understood: 0, rejected: 1 });
      expect(await listRejections(store())).toHaveLength(1);

      // As if this version had not understood what the next one does.
      await sql`update rejection set body = ${JSON.stringify(body)}`.execute(store().db);
      expect(await replayRejections(store(), clock)).toEqual({ understood: 1, rejected: 0 });
      expect(await listRejections(store())).toEqual([]);
      expect(await rows('wait')).toHaveLength(1);
      expect(await sender.send(topic, body)).toMatchObject({ body: { taken: 0, started: 0 } });
    });

    test('starts nobody on what is old', async () => {
      clock.advance(4 * DAY);
      const sender = new Sender(name, store(), clock, { events: ['order_paid'] });
      const { topic, body } = told(name);
      expect(await sender.send(topic, body)).toMatchObject({ status: 200, body: { started: 0 } });
      expect(await rows('event')).not.toEqual([]);
    });
  });

  test('Adobe Commerce goes on only when it reads that it may', async () => {
    const sender = new Sender('magento', store(), clock);
    expect(await sender.send('order', told('magento').body)).toMatchObject({ body: { op: 'success' } });
    expect(await sender.send('weather', {})).toMatchObject({ body: { op: 'success' } });
  });

  test('orders/create of a paid order and orders/paid are one payment, and start once', async () => {
    const sender = new Sender('shopify', store(), clock, { events: ['order_paid'], reEntry: 'always' });
    const { body } = told('shopify');
    const answers = await Promise.all([
      sender.send('orders/create', body),
      sender.send('orders/paid', body),
      sender.send('orders/updated', body),
    ]);
    expect(answers.map(({ body: { started } }) => started).toSorted()).toEqual([0, 0, 1]);
    const names = (await rows('event')).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['coupon_redeemed', 'order_paid', 'order_placed']);
  });

  test('a refund that is told before its order finds its person afterwards', async () => {
    const sender = new Sender('shopify', store(), clock);
    const transactions = [{ kind: 'refund', status: 'success', amount: '10.00', currency: 'EUR' }];
    const refund = { id: 9, order_id: 1, created_at: '2026-03-02T09:30:00Z', transactions };
    await sender.send('refunds/create', refund);
    await sender.send('orders/create', told('shopify').body);
    const { db } = store();
    expect(await db.selectFrom('shop_order').select(['refunded', 'amount']).execute()).toEqual([
      { refunded: 1000, amount: 9050 },
    ]);
    const people = await db.selectFrom('contact').where('merged_into', 'is', null).selectAll().execute();
    expect(people).toHaveLength(1);
    const refunded = await db
      .selectFrom('event')
      .where('name', '=', 'order_refunded')
      .select('contact_id')
      .execute();
    expect(refunded).toEqual([{ contact_id: people[0]?.id }]);
  });

  test('two kinds of shops under two names are told apart, and share the person', async () => {
    await new Sender('shopify', store(), clock, { source: 'web' }).send(
      'orders/create',
      told('shopify').body,
    );
    await new Sender('woocommerce', store(), clock, { source: 'blog' }).send(
      'order.updated',
      told('woocommerce').body,
    );
    expect(await store().db.selectFrom('shop_order').select('source').execute()).toHaveLength(2);
    expect(await rows('contact')).toHaveLength(1);
  });

  test('a test from the editor shows what the shop told, and starts nobody', async () => {
    const byHand = new Sender('shopify', store(), clock, { events: ['order_paid'] }, { manual: true });
    const { body } = await byHand.send('orders/create', told('shopify').body);
    expect(body).toMatchObject({ taken: 3, started: 0 });
    expect(body['events']).toMatchObject([
      { contact: { firstName: 'Ann' }, event: { name: 'order_placed', order: { amount: 9050 } } },
      { event: { name: 'order_paid' } },
      { event: { name: 'coupon_redeemed' } },
    ]);
  });
});
