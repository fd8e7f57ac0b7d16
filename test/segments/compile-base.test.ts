import { sql } from 'kysely';
import {
  countMembers,
  estimateMembers,
  evaluate,
  explain,
  loadScoring,
  membersQuery,
} from '../../core/segments/compile';
import type { Condition, SegmentDefinition } from '../../core/segments/definition/types';
import { DAY } from '../support/clock';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { clock, NOW } from './ann';

const of = (where: Condition): SegmentDefinition => ({ version: 1, where });
const bought = of({ did: 'order_paid' });
const base = { now: NOW, scoring: {} };
const order = (id: string) => ({ data: { order: { id, amount: 1000, currency: 'EUR' } } });

describeOnStores('The whole base', (store) => {
  test('one query finds members, to be sorted and paged; people who rehearse are not among them', async () => {
    for (const who of ['a', 'b', 'c', 'd']) await take(store(), clock, 'order_paid', who, order(who));
    await take(store(), clock, 'order_paid', 'rehearsing', { ...order('r'), speed: 1000 });
    await take(store(), clock, 'customer_registered', 'e');
    const query = membersQuery(store(), bought, base);
    expect(await query.orderBy('r.contact_id', 'desc').limit(2).execute()).toEqual([
      { contact_id: 4 },
      { contact_id: 3 },
    ]);
    expect(await query.where('r.contact_id', '>', 2).orderBy('r.contact_id').execute()).toEqual([
      { contact_id: 3 },
      { contact_id: 4 },
    ]);
    expect(await countMembers(store(), bought, base)).toBe(4);
  });

  test('calendar periods are those of the one now', async () => {
    await take(store(), clock, 'order_paid', 'a', { ...order('1'), at: NOW - DAY });
    const thisMonth = of({ did: 'order_paid', when: { this: 'month', timeZone: 'Asia/Tokyo' } });
    expect(await countMembers(store(), thisMonth, base)).toBe(1);
    expect(await countMembers(store(), thisMonth, { ...base, now: NOW - 3 * DAY })).toBe(0);
    expect(await countMembers(store(), thisMonth, { ...base, now: NOW + 30 * DAY })).toBe(0);
  });

  test('an estimate counts few people, and looks at a spread sample of many', async () => {
    await take(store(), clock, 'order_paid', 'a', order('1'));
    expect(await estimateMembers(store(), bought, base)).toEqual({ members: 1, by: 'counted', sampled: 1 });
    const ids = sql<number>`(with recursive ids (id) as (select 2 union all select id + 1 from ids where id < 60000)
      select id from ids)`;
    await sql`insert into rollup (contact_id, last_paid_at) select id, case when id % 4 = 0 then 1 end
      from ${ids} as people`.execute(store().db);
    expect(await countMembers(store(), bought, base)).toBe(15_001);
    const { members, ...how } = await estimateMembers(store(), bought, base);
    expect(how).toEqual({ by: 'sampled', sampled: 20_000 });
    expect(members).toBeGreaterThan(14_000);
    expect(members).toBeLessThan(16_000);
  });

  test('scores are those of the last run', async () => {
    const rfm = { recency: [1, 2, 3, 4], frequency: [2, 3, 4, 5], monetary: { EUR: [1, 2, 3, 4] } };
    expect(await loadScoring(store().db)).toEqual({});
    await store()
      .db.insertInto('scoring')
      .values({ name: 'rfm', computed_at: NOW, value: JSON.stringify(rfm) })
      .execute();
    expect(await loadScoring(store().db)).toEqual({ rfm });
  });
});

describeOnStores('A page of contacts', (store) => {
  beforeEach(async () => {
    await take(store(), clock, 'order_paid', 'ann', order('1'));
    await take(store(), clock, 'customer_registered', 'bob');
  });

  test('each is asked at a now of their own, all segments at once, in the order of the asking', async () => {
    const today = of({ did: 'order_paid', when: { this: 'day' } });
    const registered = of({ stage: ['registered'] });
    const asked = [
      { id: 2, now: NOW },
      { id: 1, now: NOW },
      { id: 1, now: NOW + DAY },
      { id: 99, now: NOW },
    ];
    const verdicts = await evaluate(store().db, store(), [today, registered, bought], asked, {});
    expect(verdicts.map((those) => those.map(({ member }) => member))).toEqual([
      [false, true, false],
      [true, false, true],
      [false, false, true],
      [false, false, false],
    ]);
    expect(await evaluate(store().db, store(), [], asked, {})).toEqual([[], [], [], []]);
    expect(await evaluate(store().db, store(), [bought], [], {})).toEqual([]);
  });

  test('who is nobody any more is in no segment, not even in those of what somebody is not', async () => {
    await take(store(), clock, 'product_viewed', ['ann', 'bob']);
    const [, gone] = await evaluate(
      store().db,
      store(),
      [of({ none: [{ tag: 'vip' }] })],
      [
        { id: 1, now: NOW },
        { id: 2, now: NOW },
      ],
      {},
    );
    expect(gone).toEqual([{ member: false, flipsAt: null }]);
  });

  test('the conditions that held, each with its place', async () => {
    const definition = of({
      all: [{ did: 'order_paid' }, { any: [{ tag: 'vip' }, { none: [{ stage: ['lapsed'] }] }] }],
    });
    const reasons = await explain(store().db, store(), definition, [{ id: 1, now: NOW }], {});
    expect(reasons).toEqual([
      [
        { place: 'where.all[0]', condition: { did: 'order_paid' }, held: true },
        { place: 'where.all[1].any[0]', condition: { tag: 'vip' }, held: false },
        { place: 'where.all[1].any[1].none[0]', condition: { stage: ['lapsed'] }, held: false },
      ],
    ]);
  });
});
