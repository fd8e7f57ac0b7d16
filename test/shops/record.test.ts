import type { JsonObject, Outcome } from '../../core/steps';
import { recordEvent } from '../../core/steps';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';

const viewed = { event: 'product_viewed', product: 'EP-7', category: 'Audio > Earphones' };
const at = '2026-11-22T10:30:00Z';

const told = (outcome: Outcome): string => {
  if ('error' in outcome) return `error: ${outcome.error.message}`;
  const { output, json } = outcome;
  return output === 'rejected' ? `rejected: ${String(json['reason'])}` : output;
};

describeOnStores('Record Event', (store) => {
  let clock: TestClock;

  beforeEach(() => {
    clock = new TestClock();
  });

  const record = (given: JsonObject, items: readonly JsonObject[]) =>
    runStep(recordEvent, given, contextOf(store(), clock), items);
  const events = () =>
    store()
      .db.selectFrom('event')
      .select(['name', 'product', 'category', 'channel', 'amount', 'at'])
      .execute();
  const profileOf = async () => {
    const { profile } = await store().db.selectFrom('contact').select('profile').executeTakeFirstOrThrow();
    return Object.fromEntries(
      Object.entries(JSON.parse(profile) as Record<string, [string, number]>).map(([field, [value]]) => [
        field,
        value,
      ]),
    );
  };

  test('what the fields say becomes an event of the item’s person', async () => {
    const [outcome] = await record({ ...viewed, when: at, amount: '49.90', currency: 'EUR' }, [
      { email: 'ann@example.com' },
    ]);
    expect(outcome).toMatchObject({
      output: 'recorded',
      json: { email: 'ann@example.com', recorded: { event: 'product_viewed', duplicate: false } },
    });
    expect(await events()).toEqual([
      {
        name: 'product_viewed',
        product: 'EP-7',
        category: 'audio > earphones',
        channel: null,
        amount: 4990,
        at: Date.parse(at),
      },
    ]);
  });

  test('an order with what it was made of', async () => {
    await record(
      {
        event: 'order_paid',
        when: at,
        orderId: '5001',
        amount: '80',
        currency: 'JPY',
        product: 'EP-7',
        category: 'Audio',
        quantity: '2',
        coupon: 'hello',
      },
      [{ email: 'ann@example.com' }],
    );
    const { db } = store();
    expect(await db.selectFrom('rollup').select(['orders_paid', 'spent', 'currency']).execute()).toEqual([
      { orders_paid: 1, spent: 80, currency: 'JPY' },
    ]);
    expect(
      await db.selectFrom('order_part').select(['kind', 'value', 'quantity']).orderBy('kind').execute(),
    ).toEqual([
      { kind: 'category', value: 'audio', quantity: 2 },
      { kind: 'coupon', value: 'HELLO', quantity: null },
      { kind: 'product', value: 'EP-7', quantity: 2 },
    ]);
  });

  test('recorded again, nothing changes and the item says so', async () => {
    const given = { ...viewed, when: at };
    const twice = [{ email: 'ann@example.com' }, { email: 'ann@example.com' }];
    const duplicates = async () =>
      (await record(given, twice)).map(
        (outcome) => 'json' in outcome && (outcome.json['recorded'] as JsonObject)['duplicate'],
      );
    expect(await duplicates()).toEqual([false, true]);
    expect(await duplicates()).toEqual([true, true]);
    expect(await events()).toHaveLength(1);
  });

  test('an ID of its own makes “now” safe to run again', async () => {
    const given = { event: 'own', ownName: 'webinar_attended', eventId: 'w1', contact: '+4930123456' };
    await record(given, [{}]);
    clock.advance(1000);
    await record(given, [{}]);
    expect(await events()).toMatchObject([{ name: 'webinar_attended' }]);
  });

  test('what is no event is rejected with the reason, and keeps nobody from being recorded', async () => {
    const outcomes = await record({ shape: 'event' }, [
      { type: 'product_viewed', timestamp: at, data: { customer: { id: 'ann' }, product: { id: 7 } } },
      { type: 'product_viewed', timestamp: 'yesterday', data: { customer: { id: 'ann' } } },
      { type: 'Order Payed!', timestamp: at, data: { customer: { id: 'ann' } } },
      { type: 'segment_entered', timestamp: at, data: { customer: { id: 'ann' } } },
      { type: 'product_viewed', timestamp: at, data: {} },
      { type: 'unsubscribed', timestamp: at, data: { customer: { id: 'ann' } } },
    ]);
    expect(outcomes.map(told)).toEqual([
      'recorded',
      expect.stringContaining('rejected: timestamp'),
      expect.stringContaining('unknown event name “Order Payed!”'),
      expect.stringContaining('unknown event name “segment_entered”'),
      expect.stringContaining('names nobody'),
      'recorded',
    ]);
    expect(await record(viewed, [{ email: 'ann@example.com' }])).toMatchObject([
      { output: 'rejected', json: { reason: expect.stringContaining('“Event ID” or “When”') } },
    ]);
  });

  test('tags, consent and attributes are known of the person from then on', async () => {
    await record({ shape: 'event' }, [
      {
        type: 'customer_registered',
        timestamp: at,
        data: {
          customer: {
            id: 'ann',
            firstName: 'Ann',
            tags: ['vip', ' gold '],
            consent: { email: 'granted', sms: 'withdrawn' },
            attributes: { city: 'Berlin', shoeSize: 41 },
          },
        },
      },
    ]);
    expect(await profileOf()).toEqual({
      firstName: 'Ann',
      tags: 'vip,gold',
      'consent.email': 'granted',
      'consent.sms': 'withdrawn',
      city: 'Berlin',
      shoeSize: '41',
    });
    const [refused] = await record({ ...viewed, when: at, attributes: [{ name: 'email', value: 'x' }] }, [
      { customerId: 'ann' },
    ]);
    expect(refused && told(refused)).toContain('data.customer.attributes.email has a place of its own');
  });

  test('many items: a page at a time, each once', async () => {
    const items = Array.from({ length: 1_201 }, (_, i) => ({ email: `p${i}@example.com` }));
    const outcomes = await record({ ...viewed, when: at }, items);
    expect(outcomes.every((outcome) => told(outcome) === 'recorded')).toBe(true);
    expect(await events()).toHaveLength(items.length);
  });

  test('a file of customers, and one of orders with a bad row', async () => {
    const customers = 'id,email,city\nann,ann@example.com,Berlin\n';
    expect(await record({ operation: 'import', file: customers }, [{}])).toMatchObject([
      {
        output: 'recorded',
        json: { imported: { subject: 'customers', rows: 1, rejected: 0, before: false } },
      },
    ]);
    const orders =
      'order_id,customer_id,placed_at,status,amount\n1,ann,2026-11-01T10:00:00Z,paid,20.00\n2,ann,never,paid,5\n';
    expect((await record({ operation: 'import', file: orders }, [{}])).map(told)).toEqual([
      'recorded',
      expect.stringContaining('never'),
    ]);
    expect(await store().db.selectFrom('rollup').select(['orders_paid', 'spent']).execute()).toEqual([
      { orders_paid: 1, spent: 2000 },
    ]);
    expect(await record({ operation: 'import', file: 'nonsense' }, [{}])).toMatchObject([
      { error: { advice: expect.any(String) } },
    ]);
  });
});
