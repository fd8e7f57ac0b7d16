import fc from 'fast-check';
import { activityScore, type PersonScores, readScores, runScoring, scores, tierOf } from '../../core/scores';
import type { ScoresAsked } from '../../core/scores';
import { DAY, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { happened, take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { send } from '../messages/people';
import { randomOf } from './support/random';
import { bought, buyers, contactOf, takeAll } from './support/shop';

const everything = scores.map(({ value }) => value);

describeOnStores('scores of people', (store) => {
  let clock: TestClock;
  beforeEach(() => {
    clock = new TestClock();
  });

  async function read(
    customer: string,
    asked: ScoresAsked = { scores: everything },
  ): Promise<Partial<PersonScores>> {
    const id = await contactOf(store(), customer);
    const found = await readScores(store().db, store(), [{ id, now: clock.now() }], asked);
    return found.get(id) ?? {};
  }

  const ago = (days: number) => clock.now() - days * DAY;
  const view = (customer: string, category: string, days: number) =>
    happened('product_viewed', customer, ago(days), { data: { product: { id: 'p', category } } });

  test('before the first run, what follows from the person alone', async () => {
    await takeAll(store(), clock, [
      bought('ann', { at: ago(60), amount: 5_000, category: 'Electronics > Phones', coupons: ['SPRING'] }),
      bought('ann', { at: ago(30), amount: 3_000, category: 'Electronics > Sound' }),
      bought('ann', { at: ago(0), amount: 2_000, category: 'Toys' }),
      view('ann', 'Toys > Trains', 0),
    ]);
    const ann = await read('ann');
    expect(ann).toMatchObject({
      rfm: null,
      tier: null,
      activity: 16 + 8 + 4 + 1,
      discountSensitivity: { orders: 3, withCoupon: 1 },
      channels: {},
      churn: {
        pAlive: null,
        expectedOrders: null,
        expectedSpend: null,
        currency: 'EUR',
        overdue: { days: 0, overdue: false },
      },
      likeness: {},
      preferences: { price: null },
    });
    expect(ann.preferences?.categories[0]).toMatchObject({ level: 1, category: 'electronics' });
    expect(ann.preferences?.categories.map(({ category }) => category)).toEqual(
      expect.arrayContaining(['toys', 'electronics > phones', 'toys > trains']),
    );
  });

  test('somebody who never bought, and somebody nobody knows', async () => {
    await take(store(), clock, 'customer_registered', 'new');
    expect(await read('new')).toEqual({
      rfm: null,
      tier: null,
      activity: 0,
      preferences: { categories: [], price: null, holidays: null },
      discountSensitivity: null,
      channels: {},
      churn: null,
      likeness: {},
    });
    const asked = [{ id: 4711, now: clock.now() }];
    const found = await readScores(store().db, store(), asked, { scores: ['churn', 'activity'] });
    expect(found.get(4711)).toEqual({ churn: null, activity: 0 });
    expect(await readScores(store().db, store(), [], { scores: everything })).toEqual(new Map());
  });

  test('names that mean something to a program are names as any other', async () => {
    await takeAll(
      store(),
      clock,
      [...Array(70).keys()].flatMap((i) =>
        ['constructor', '__proto__ > valueOf'].map((category) =>
          bought(`buyer ${i % 35}`, { at: ago(i), amount: 1_000 + i, category }),
        ),
      ),
    );
    await takeAll(store(), clock, [
      { ...happened('product_viewed', 'buyer 0', ago(0)), name: 'constructor' },
    ]);
    const { facts } = await runScoring(store(), clock);
    expect(Object.keys(facts.prices?.['EUR'] ?? {}).sort()).toEqual(
      ['', '__proto__', '__proto__ > valueof', 'constructor'].sort(),
    );
    const buyer = await read('buyer 0');
    expect(buyer.activity).toBeGreaterThan(0);
    expect(buyer.preferences?.categories.map(({ category }) => category)).toContain('__proto__');
    expect(buyer.preferences?.price?.pieces).toBe(4);
    expect(buyer.churn?.overdue?.usual).toBeGreaterThan(1);
  });

  test('only what is asked for, and each person once however often they come', async () => {
    await takeAll(store(), clock, [bought('ann', { at: ago(1), amount: 100 })]);
    expect(Object.keys(await read('ann', { scores: ['activity'] }))).toEqual(['activity']);
    const id = await contactOf(store(), 'ann');
    const twice = [id, id].map((one) => ({ id: one, now: clock.now() }));
    const found = await readScores(store().db, store(), twice, { scores: ['discountSensitivity'] });
    expect(found.get(id)).toMatchObject({ discountSensitivity: { orders: 1 } });
  });

  test('after a run, everybody’s facts', async () => {
    await takeAll(store(), clock, buyers(250, clock.now(), randomOf(1)));
    await takeAll(store(), clock, [
      ...[300, 240, 180, 120, 60, 2].map((days) =>
        bought('regular', { at: ago(days), amount: 90_000, category: 'home > kitchen', coupons: ['SPRING'] }),
      ),
      ...[280, 273, 266, 259, 252].map((days) =>
        bought('gone', { at: ago(days), amount: 1_000, category: 'toys' }),
      ),
    ]);
    await runScoring(store(), clock);
    const regular = await read('regular');
    expect(regular.rfm).toMatchObject({ f: 5, m: 5 });
    expect(regular.rfm && tierOf(regular.rfm)).toBe(regular.tier);
    expect(regular.discountSensitivity?.lift).toBeGreaterThan(2);
    expect(regular.preferences?.price).toMatchObject({ band: 'high', pieces: 6 });
    expect(regular.churn?.pAlive).toBeGreaterThan(0.8);
    expect(regular.churn?.expectedOrders).toBeGreaterThan(1);
    expect(regular.churn?.expectedSpend).toBeGreaterThan(60_000);
    expect(regular.churn?.overdue).toMatchObject({ days: 2, overdue: false });
    const gone = await read('gone');
    expect(gone.rfm).toMatchObject({ r: 1, f: 5 });
    expect(gone.churn?.pAlive).toBeLessThan(0.2);
    expect(gone.churn?.expectedOrders).toBeLessThan(0.3);
    expect(gone.churn?.overdue).toMatchObject({ days: 252, overdue: true });
    expect(gone.preferences?.price?.band).toBe('low');
  });

  test('how people answer on a channel, and who is left alone there', async () => {
    for (const customer of ['ann', 'bob']) {
      const profile = { email: `${customer}@example.com` };
      await take(store(), clock, 'customer_registered', customer, { profile });
    }
    const answer = { data: { message: { channel: 'outbox' } } };
    for (let week = 0; week < 5; week += 1) {
      const context = contextOf(store(), clock, { node: `week ${week}` });
      await send(context, { channel: 'outbox', subject: 'Hi', body: 'Hi' }, 'ann', 'bob');
      clock.advance(DAY);
      if (week === 2) await take(store(), clock, 'message_clicked', 'ann', answer);
      if (week === 2) await takeAll(store(), clock, [bought('ann', { at: clock.now(), amount: 500 })]);
      clock.advance(7 * DAY);
    }
    const [ann, bob] = [await read('ann'), await read('bob')];
    expect(ann.channels?.['outbox']).toMatchObject({ sent: 5, answered: 1, bought: 1, rested: false });
    expect(bob.channels?.['outbox']).toMatchObject({ sent: 5, answered: 0, bought: 0, rested: true });
    expect(ann.channels?.['outbox']?.answers).toBeGreaterThan(bob.channels?.['outbox']?.answers ?? 1);
  });

  test('who rehearses is scored in their own time', async () => {
    await take(store(), clock, 'product_viewed', 'ann', { speed: 43_200, data: { product: { id: 'p' } } });
    const id = await contactOf(store(), 'ann');
    const asked = [{ id, now: clock.now() + 30 * DAY }];
    const found = await readScores(store().db, store(), asked, { scores: ['activity'] });
    expect(found.get(id)).toEqual({ activity: 0.5 });
  });

  test('activity is that of the events, whatever sequence they come in', async () => {
    const events = fc.array(
      fc.record({
        name: fc.constantFrom('product_viewed', 'product_favourited', 'message_opened', 'order_paid'),
        days: fc.integer({ min: 0, max: 400 }),
      }),
      { maxLength: 12 },
    );
    let person = 0;
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        person += 1;
        const customer = `person ${person}`;
        await take(store(), clock, 'customer_registered', customer);
        await takeAll(
          store(),
          clock,
          all.map(({ name, days }) =>
            name === 'order_paid'
              ? bought(customer, { at: ago(days), amount: 100 })
              : happened(name, customer, ago(days)),
          ),
        );
        const doings = all.flatMap(({ name, days }) => [
          { name, at: ago(days) },
          ...(name === 'order_paid' ? [{ name: 'order_placed', at: ago(days) }] : []),
        ]);
        const { activity } = await read(customer, { scores: ['activity'] });
        expect(activity).toBe(activityScore(doings, clock.now()));
      }),
      { numRuns: 15 },
    );
  });
});
