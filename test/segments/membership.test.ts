import { sql } from 'kysely';
import type { Condition } from '../../core/segments/definition/types';
import { couponIssue } from '../../core/steps';
import { takeEvents } from '../../core/ingest';
import { park, stepId } from '../../core/waits';
import { DAY, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { happened, take } from '../support/people';
import { runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';
import { Base, buyers, order } from './membership';

const HOUR = 3_600_000;

describeOnStores('Memberships', (store) => {
  let clock: TestClock;
  let base: Base;

  beforeEach(() => {
    clock = new TestClock();
    base = new Base(store(), clock);
  });

  afterEach(() => base.stop());

  const pays = (who: string, id = `of ${who} at ${clock.now()}`) =>
    take(store(), clock, 'order_paid', who, { data: order(id) });

  test('an event brings its person in, and time takes them out at its exact instant', async () => {
    await base.build({ buyers });
    const paid = clock.now();
    await pays('ann');
    await take(store(), clock, 'customer_registered', 'bob');
    expect(await base.members('buyers')).toEqual(['ann']);
    await base.advance(30 * DAY - 1);
    expect(await base.members('buyers')).toEqual(['ann']);
    await base.advance(1);
    expect(await base.members('buyers')).toEqual([]);
    expect(await base.told()).toEqual([
      ['ann', 'entered buyers', paid],
      ['ann', 'left buyers', paid + 30 * DAY],
    ]);
  });

  test('somebody new is at once in what asks for nothing to have happened', async () => {
    await base.build({ quiet: { none: [buyers] } });
    await take(store(), clock, 'product_viewed', 'ann');
    const context = contextOf(store(), clock);
    await runStep(couponIssue, {}, context, [{ customerId: 'bob' }]);
    expect(await base.members('quiet')).toEqual(['ann', 'bob']);
    expect((await base.told()).map(([who, what]) => [who, what])).toEqual([
      ['ann', 'entered quiet'],
      ['bob', 'entered quiet'],
    ]);
  });

  test('only the person of an event is looked at, and only for what it can change', async () => {
    const viewers: Condition = { did: 'product_viewed' };
    await base.build({ buyers, viewers, germans: { attribute: 'country', is: { is: 'DE' } } });
    const said = { profile: { country: 'DE' }, data: order('1') };
    for (const who of ['ann', 'bob']) {
      await take(store(), clock, 'product_viewed', who);
      await take(store(), clock, 'order_paid', who, { ...said, data: order(`of ${who}`) });
    }
    // What is not looked at stays as wrong as it is made here.
    await sql`delete from membership`.execute(store().db);
    await pays('ann');
    expect(await base.members('buyers')).toEqual(['ann']);
    expect(await base.members('viewers')).toEqual([]);
    expect(await base.members('germans')).toEqual([]);
    await take(store(), clock, 'message_opened', 'bob', { profile: { country: 'AT' } });
    await take(store(), clock, 'message_opened', 'bob', { at: clock.now() + 1, profile: { country: 'DE' } });
    expect(await base.members('germans')).toEqual(['bob']);
    expect(await base.members('buyers')).toEqual(['ann']);
    await take(store(), clock, 'product_viewed', 'bob');
    expect(await base.members('viewers')).toEqual(['bob']);
  });

  test('an event that comes after a flip was due does not undo that the person was out', async () => {
    await base.build({ buyers });
    const paid = clock.now();
    await pays('ann');
    await base.stop();
    clock.advance(40 * DAY);
    await pays('ann');
    expect(await base.told()).toEqual([
      ['ann', 'entered buyers', paid],
      ['ann', 'left buyers', paid + 30 * DAY],
      ['ann', 'entered buyers', paid + 40 * DAY],
    ]);
  });

  test('after a while without anybody to keep them, all that was due happens, each at its own instant', async () => {
    const within = (days: number): Condition => ({ did: 'order_paid', when: { last: { days } } });
    await base.build({ days: within(1), week: within(7), month: within(30) });
    const paid = clock.now();
    await pays('ann');
    clock.advance(HOUR);
    await pays('bob');
    await base.stop();
    await base.advance(365 * DAY);
    const left = (await base.told()).filter(([, what]) => what.startsWith('left'));
    expect(left).toHaveLength(6);
    for (const [who, late] of [['ann', 0] as const, ['bob', HOUR] as const]) {
      expect(left.filter(([one]) => one === who)).toEqual([
        [who, 'left days', paid + late + DAY],
        [who, 'left week', paid + late + 7 * DAY],
        [who, 'left month', paid + late + 30 * DAY],
      ]);
    }
  });

  test('whoever rehearses leaves when their own time has come', async () => {
    await base.build({ buyers });
    const speed = (30 * DAY) / 60_000;
    const began = clock.now();
    await take(store(), clock, 'order_paid', 'ann', { data: order('1'), speed });
    await pays('bob');
    await base.advance(60_000 - 1);
    expect(await base.members('buyers')).toEqual(['ann', 'bob']);
    await base.advance(1);
    expect(await base.members('buyers')).toEqual(['bob']);
    expect((await base.told()).at(-1)).toEqual(['ann', 'left buyers', began + 30 * DAY]);
  });

  test('a coupon changes what asks for coupons: issued, and run out', async () => {
    await base.build({ holders: { coupon: 'unused' } });
    await pays('ann');
    const values = { validDays: 7 };
    await runStep(couponIssue, values, contextOf(store(), clock), [{ customerId: 'ann' }]);
    expect(await base.members('holders')).toEqual(['ann']);
    await base.advance(7 * DAY);
    expect(await base.members('holders')).toEqual([]);
  });

  test('two contacts that turn out to be one: who was in stays in and is not told of again', async () => {
    await base.build({ buyers, viewers: { did: 'product_viewed' } });
    await take(store(), clock, 'product_viewed', 'ann');
    clock.advance(1);
    await pays('ann@example.com');
    clock.advance(1);
    const before = await store().db.selectFrom('membership').select(['segment_id', 'since']).execute();
    await take(store(), clock, 'message_opened', ['ann', 'ann@example.com']);
    expect(await base.members('buyers')).toEqual(['ann']);
    expect(await base.members('viewers')).toEqual(['ann']);
    expect((await base.told()).map(([, what]) => what)).toEqual(['entered viewers', 'entered buyers']);
    const after = await store().db.selectFrom('membership').select(['segment_id', 'since']).execute();
    expect(new Set(after)).toEqual(new Set(before));
    await base.advance(30 * DAY);
    expect((await base.told()).at(-1)?.[1]).toBe('left buyers');
  });

  test('of two who become one, who is no longer in by what the other did, leaves', async () => {
    await base.build({ strangers: { none: [{ did: 'order_paid' }] } });
    await take(store(), clock, 'product_viewed', 'ann');
    await pays('ann@example.com');
    expect(await base.members('strangers')).toEqual(['ann']);
    await take(store(), clock, 'message_opened', ['ann', 'ann@example.com']);
    expect(await base.members('strangers')).toEqual([]);
    expect((await base.told()).map(([, what]) => what)).toEqual(['entered strangers', 'left strangers']);
  });

  test('entering is itself something that people do: other segments follow it at the same instant', async () => {
    await base.build({ buyers, veterans: { did: 'segment_left', times: { atLeast: 1 } } });
    const paid = clock.now();
    await pays('ann');
    await base.advance(31 * DAY);
    expect(await base.told()).toEqual([
      ['ann', 'entered buyers', paid],
      ['ann', 'left buyers', paid + 30 * DAY],
      ['ann', 'entered veterans', paid + 30 * DAY],
    ]);
  });

  test('a wait for entering a segment ends with it', async () => {
    await base.build({ buyers });
    await take(store(), clock, 'customer_registered', 'ann');
    const { contact_id: contact } = await store()
      .db.selectFrom('identity')
      .select('contact_id')
      .executeTakeFirstOrThrow();
    const { place } = contextOf(store(), clock);
    const parking = { enrolment: 1, contact, leg: 0, event: 'segment_entered', about: '', json: {} };
    await store().write(async (work) => {
      const step = await stepId(work, 'waiting', place, clock.now());
      const since = clock.now();
      await park(work, store(), step, [{ ...parking, since, due: since + DAY, wakeAt: since + DAY }], since);
    });
    clock.advance(HOUR);
    await pays('ann');
    const wait = await store()
      .db.selectFrom('wait as w')
      .innerJoin('event as e', 'e.id', 'w.event_id')
      .select(['w.outcome', 'w.ready_at', 'e.name'])
      .executeTakeFirst();
    expect(wait).toEqual({ outcome: 'settled', ready_at: clock.now(), name: 'segment_entered' });
  });

  test('a batch that cannot be kept leaves no membership and no news behind', async () => {
    await base.build({ buyers });
    const event = happened('order_paid', 'ann', clock.now(), { data: order('1') });
    const failing = store().write(async (work) => {
      await takeEvents(work, store(), clock, [event]);
      throw new Error('the disk is gone');
    });
    await expect(failing).rejects.toThrow('the disk is gone');
    expect(await base.told()).toEqual([]);
    await pays('bob');
    expect((await base.told()).map(([who]) => who)).toEqual(['bob']);
  });
});
