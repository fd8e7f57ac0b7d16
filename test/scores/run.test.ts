import { defineSegment, startKeeper } from '../../core/segments/membership';
import {
  aucOf,
  type BuyingHistory,
  cutsOf,
  fitBgNbd,
  readScores,
  runScoring,
  type ScoringPart,
} from '../../core/scores';
import type { ShopEvent } from '../../core/ingest';
import { DAY, TestClock } from '../support/clock';
import { quiet } from '../support/context';
import { happened, take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { randomOf } from './support/random';
import { bought, buyers, contactOf, takeAll } from './support/shop';

const dayOf = (at: number) => Math.floor(at / DAY);

/** The paid orders of each customer, by what the events say. */
function ordersOf(events: readonly ShopEvent[]) {
  return Map.groupBy(
    events.map(({ identities, at, data }) => ({
      customer: identities[0]?.value ?? '',
      at,
      order: data.order,
    })),
    ({ customer }) => customer,
  );
}

describeOnStores('a scoring run', (store) => {
  let clock: TestClock;
  beforeEach(() => {
    clock = new TestClock();
  });
  const ago = (days: number) => clock.now() - days * DAY;

  test('finds of everybody what their events say', async () => {
    const events = buyers(200, clock.now(), randomOf(2));
    await takeAll(store(), clock, events);
    const { facts, computedAt } = await runScoring(store(), clock);
    const people = [...ordersOf(events).values()];
    expect(computedAt).toBe(clock.now());
    expect(facts.rfm).toEqual(
      cutsOf(
        people.map((orders) => ({
          lastPaidAt: Math.max(...orders.map(({ at }) => at)),
          orders: orders.length,
          spent: orders.reduce((sum, { order }) => sum + (order?.amount ?? 0), 0),
          currency: 'EUR',
        })),
      ),
    );
    const histories = people.map((orders): BuyingHistory => {
      const days = [...new Set(orders.map(({ at }) => dayOf(at)))].sort((a, b) => a - b);
      const first = days[0] ?? 0;
      return {
        repeats: days.length - 1,
        lastAfter: ((days.at(-1) ?? first) - first) / 7,
        age: (dayOf(clock.now()) - first) / 7,
      };
    });
    const direct = await fitBgNbd(histories.map((history) => ({ ...history, count: 1 })));
    for (const name of ['r', 'alpha', 'a', 'b'] as const) {
      expect(facts.buying?.[name]).toBeCloseTo(direct?.[name] ?? 0, 3);
    }
    expect(Object.keys(facts.spending ?? {})).toEqual(['EUR']);
    expect(facts.coupons).toEqual({
      orders: events.length,
      withCoupon: events.filter(({ data }) => data.order?.coupons?.length).length,
    });
    const gaps = histories.reduce((sum, { repeats }) => sum + repeats, 0);
    expect(facts.rhythms?.['']?.gaps).toBe(gaps);
    const kitchen = facts.rhythms?.['home > kitchen'];
    expect(facts.rhythms?.['home']).toEqual(kitchen);
    expect((kitchen?.gaps ?? 0) + (facts.rhythms?.['toys']?.gaps ?? 0)).toBe(gaps);
    const prices = events.map(({ data }) => data.order?.amount ?? 0).sort((a, b) => a - b);
    expect(facts.prices?.['EUR']?.['']).toEqual({
      low: prices[Math.ceil(prices.length / 4) - 1],
      high: prices[Math.ceil((3 * prices.length) / 4) - 1],
    });
  });

  test('can be run at any time, and tells how far it is', async () => {
    await takeAll(store(), clock, buyers(50, clock.now(), randomOf(3)));
    const told = new Map<ScoringPart, number>();
    const first = await runScoring(store(), clock, {
      onProgress: (part, done, of) => told.set(part, done / of),
    });
    expect(Object.fromEntries(told)).toEqual({ rfm: 1, buying: 1, orders: 1, channels: 1, favourites: 1 });
    expect((await runScoring(store(), clock)).facts).toEqual(first.facts);
    await expect(runScoring(store(), clock)).resolves.toMatchObject({ refused: [] });
  });

  test('an empty shop has no facts to speak of', async () => {
    const { facts } = await runScoring(store(), clock);
    expect(facts.buying).toBeUndefined();
    expect(facts).toMatchObject({ spending: {}, rhythms: {}, prices: {}, channels: {} });
  });

  test('broken off, it leaves what was known', async () => {
    await takeAll(store(), clock, buyers(50, clock.now(), randomOf(4)));
    await runScoring(store(), clock);
    const scoring = () => store().db.selectFrom('scoring').selectAll().orderBy('name').execute();
    const before = await scoring();
    await takeAll(store(), clock, buyers(60, clock.now(), randomOf(5)));
    clock.advance(DAY);
    const abort = new AbortController();
    const broken = runScoring(store(), clock, {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('enough')),
    });
    await expect(broken).rejects.toThrow('enough');
    expect(await scoring()).toEqual(before);
    const unsaved = runScoring(store(), clock, { whenSaved: () => Promise.reject(new Error('not now')) });
    await expect(unsaved).rejects.toThrow('not now');
    expect(await scoring()).toEqual(before);
    await runScoring(store(), clock);
    expect(await scoring()).not.toEqual(before);
  });

  test('who rehearses counts for nobody', async () => {
    const rehearsal = { speed: 43_200, data: { order: { id: 'r1', amount: 900, currency: 'EUR' } } };
    await take(store(), clock, 'order_paid', 'rehearser', rehearsal);
    await take(store(), clock, 'product_favourited', 'rehearser', { data: { product: { id: 'p' } } });
    const { facts } = await runScoring(store(), clock);
    expect(facts).toMatchObject({ coupons: { orders: 0 }, rfm: { monetary: {} } });
    expect(await store().db.selectFrom('product_popularity').selectAll().execute()).toEqual([]);
  });

  test('counts by how many people products are favoured', async () => {
    const favour = (customer: string, product: string) =>
      happened('product_favourited', customer, ago(1), { data: { product: { id: product } } });
    await takeAll(store(), clock, [
      favour('ann', 'cup'),
      favour('ann', 'cup'),
      favour('bob', 'cup'),
      favour('bob', 'pan'),
    ]);
    await runScoring(store(), clock);
    const popular = () =>
      store()
        .db.selectFrom('product_popularity')
        .select(['product', 'contacts'])
        .orderBy('product')
        .execute();
    expect(await popular()).toEqual([
      { product: 'cup', contacts: 2 },
      { product: 'pan', contacts: 1 },
    ]);
    await store().write((work) => work.deleteFrom('event').where('product', '=', 'pan').execute());
    await takeAll(store(), clock, [favour('cee', 'cup')]);
    await runScoring(store(), clock);
    expect(await popular()).toEqual([{ product: 'cup', contacts: 3 }]);
  });

  test('counts how people answer on a channel', async () => {
    for (const customer of ['ann', 'bob']) await take(store(), clock, 'customer_registered', customer);
    const [ann, bob] = [await contactOf(store(), 'ann'), await contactOf(store(), 'bob')];
    const message = (contact_id: number, step: string, state: string, days: number) => ({
      enrolment_id: contact_id,
      step,
      leg: 0,
      channel: 'sms',
      contact_id,
      address: '+4930123456',
      state,
      at: ago(days),
    });
    await store().write((work) =>
      work
        .insertInto('message')
        .values([
          message(ann, 'a', 'sent', 20),
          message(ann, 'b', 'sent', 10),
          message(bob, 'a', 'sent', 20),
          message(bob, 'b', 'not_sent', 10),
          message(bob, 'c', 'sent', 400),
        ])
        .execute(),
    );
    await takeAll(store(), clock, [
      happened('message_replied', 'ann', ago(9), { data: { message: { channel: 'sms' } } }),
      happened('message_opened', 'bob', ago(19), { data: { message: { channel: 'email' } } }),
      bought('bob', { at: ago(14), amount: 100 }),
    ]);
    const { facts } = await runScoring(store(), clock);
    expect(facts.channels).toEqual({ sms: { sent: 3, answered: 1, bought: 1 } });
  });

  test('learns the likeness to a segment’s members, and says where it cannot', async () => {
    const random = randomOf(6);
    const events = Array.from({ length: 400 }, (_, i) => {
      const likesTrains = random.uniform() < 0.4;
      const buys = random.uniform() < (likesTrains ? 0.7 : 0.15);
      const category = likesTrains ? 'toys > trains' : 'home';
      return [
        happened('product_viewed', `person ${i}`, ago(3), { data: { product: { id: 'p', category } } }),
        ...(buys ? [bought(`person ${i}`, { at: ago(2), amount: 1_000 })] : []),
      ];
    }).flat();
    await takeAll(store(), clock, events);
    await defineSegment(store(), clock, 'Buyers', { version: 1, where: { did: 'order_paid' } });
    await defineSegment(store(), clock, 'Nobody', { version: 1, where: { did: 'points_earned' } });
    const keeper = startKeeper({ store: store(), clock, log: quiet });
    keeper.nudge();
    await keeper.settled();
    await keeper.stop();

    const { likenesses, refused } = await runScoring(store(), clock);
    const buyersAlike = likenesses.get('Buyers');
    expect(buyersAlike?.beatsChance).toBe(true);
    expect(buyersAlike?.leftOut).toEqual(expect.arrayContaining(['paid orders', 'spent', 'bought']));
    expect(refused).toMatchObject([{ segment: 'Nobody', error: { name: 'StepError' } }]);

    const everybody = Array.from({ length: 400 }, (_, i) => ({ id: i + 1, now: clock.now() }));
    const found = await readScores(store().db, store(), everybody, { scores: ['likeness'] });
    const members = await store()
      .db.selectFrom('membership')
      .where('since', 'is not', null)
      .select('contact_id')
      .execute();
    const inside = new Set(members.map(({ contact_id }) => contact_id));
    const scored = everybody.map(({ id }) => ({
      score: found.get(id)?.likeness?.['Buyers'] ?? NaN,
      member: inside.has(id),
    }));
    expect(aucOf(scored).auc).toBeGreaterThan(0.65);

    const unknown = await runScoring(store(), clock, { likeTo: ['No such'] });
    expect(unknown.refused[0]?.error.message).toContain('No such');
  });
});
