import fc from 'fast-check';
import { openStore, type Store } from '../../core/store';
import { waitUntilPurchase } from '../../core/steps';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { failing, runStep } from '../support/steps';
import { describeOnStores, sqlitePlace, type StorePlace } from '../support/stores';
import { Canvas } from './canvas';

const at = (iso: string) => Date.parse(iso);

/** The instant at which the only person goes on by time: found by asking a millisecond earlier and then. */
async function goesOnAt(canvas: Canvas, clock: TestClock, expected: string): Promise<boolean> {
  clock.instant = Math.max(clock.instant, at(expected) - 1);
  await canvas.look();
  const early = canvas.left.length > 0;
  clock.instant = at(expected);
  await canvas.look();
  return !early && canvas.left.length === 1;
}

describe('Deadlines', () => {
  let place: StorePlace;
  let store: Store;
  let canvas: Canvas;

  beforeEach(async () => {
    place = sqlitePlace();
    store = await openStore(place.place);
  });

  afterEach(async () => {
    await canvas.close();
    await store.close();
    await place.remove();
  });

  const berlin = { timeZone: 'Europe/Berlin' };

  // In Berlin clocks went forward on 29 March 2026 at 01:00 UTC, and back on 25 October at 01:00 UTC.
  test.each([
    ['minutes', { amount: 90, unit: 'minutes' }, '2026-03-28T23:30:00Z', '2026-03-29T01:00:00Z'],
    [
      'hours are sixty minutes, whatever the clocks do',
      { amount: 24, unit: 'hours', ...berlin },
      '2026-03-28T12:00:00Z',
      '2026-03-29T12:00:00Z',
    ],
    [
      'days keep the time of day into summer time',
      { amount: 1, unit: 'days', ...berlin },
      '2026-03-28T12:00:00Z',
      '2026-03-29T11:00:00Z',
    ],
    [
      'days keep the time of day into winter time',
      { amount: 1, unit: 'days', ...berlin },
      '2026-10-24T12:00:00Z',
      '2026-10-25T13:00:00Z',
    ],
    [
      'days without a zone that changes',
      { amount: 30, unit: 'days' },
      '2026-03-15T12:00:00Z',
      '2026-04-14T12:00:00Z',
    ],
    ['weeks', { amount: 2, unit: 'weeks', ...berlin }, '2026-03-20T12:00:00Z', '2026-04-03T11:00:00Z'],
    [
      'a time of day later today',
      { deadline: 'local_time', localTime: '19:00', ...berlin },
      '2026-07-01T16:59:59Z',
      '2026-07-01T17:00:00Z',
    ],
    [
      'a time of day that is now is tomorrow’s',
      { deadline: 'local_time', localTime: '19:00', ...berlin },
      '2026-07-01T17:00:00Z',
      '2026-07-02T17:00:00Z',
    ],
    [
      'a time of day over the change of clocks',
      { deadline: 'local_time', localTime: '19:00', ...berlin },
      '2026-03-28T19:00:00Z',
      '2026-03-29T17:00:00Z',
    ],
    [
      'a time of day that the change leaves out',
      { deadline: 'local_time', localTime: '02:30', ...berlin },
      '2026-03-28T12:00:00Z',
      '2026-03-29T01:30:00Z',
    ],
    [
      'a time of day across midnight',
      { deadline: 'local_time', localTime: '7:05', timeZone: 'Asia/Shanghai' },
      '2026-07-01T17:00:00Z',
      '2026-07-01T23:05:00Z',
    ],
  ])('%s', async (_, values, from, due) => {
    const clock = new TestClock(at(from));
    canvas = new Canvas(store, clock, { deadline: 'from_now', ...values });
    await canvas.arrive({ customerId: 'ann' });
    expect(await goesOnAt(canvas, clock, due)).toBe(true);
  });

  test('a person’s own zone goes before the shop’s', async () => {
    const clock = new TestClock(at('2026-07-01T12:00:00Z'));
    await take(store, clock, 'customer_registered', 'ann', { profile: { timeZone: 'America/New_York' } });
    canvas = new Canvas(store, clock, { deadline: 'local_time', localTime: '19:00', ...berlin });
    await canvas.arrive({ customerId: 'ann' });
    expect(await goesOnAt(canvas, clock, '2026-07-01T23:00:00Z')).toBe(true);
  });

  test('after enrolment counts from the start, after the last step from the last wait, from now from now', async () => {
    const clock = new TestClock(at('2026-03-01T12:00:00Z'));
    const start = new Canvas(store, clock, { amount: 1, unit: 'days' });
    await start.arrive({ customerId: 'ann' });
    clock.instant = at('2026-03-02T12:00:00Z');
    await start.look();
    await start.close();
    clock.instant = at('2026-03-02T15:00:00Z');
    const [passed] = start.left;
    const due = async (deadline: string, expected: string) => {
      clock.instant = at('2026-03-02T15:00:00Z');
      canvas = new Canvas(store, clock, { deadline, amount: 3, unit: 'days' });
      await canvas.arrive(passed?.json ?? {});
      const found = await goesOnAt(canvas, clock, expected);
      await canvas.close();
      return found;
    };
    expect(await due('after_enrolment', '2026-03-04T12:00:00Z')).toBe(true);
    expect(await due('after_last_step', '2026-03-05T12:00:00Z')).toBe(true);
    expect(await due('from_now', '2026-03-05T15:00:00Z')).toBe(true);
  });

  test('a deadline in the past goes out at once by Timed Out', async () => {
    const clock = new TestClock(at('2026-03-01T12:00:00Z'));
    canvas = new Canvas(store, clock, { amount: 1, unit: 'hours' });
    await canvas.arrive({ customerId: 'ann' });
    clock.instant = at('2026-03-09T12:00:00Z');
    const late = new Canvas(store, clock, { amount: 1, unit: 'days' });
    await late.arrive({ customerId: 'ann' });
    await late.look();
    await late.close();
    expect(late.exits).toEqual(['ann timed_out']);
  });

  test.each([
    ['a zone that does not exist', { timeZone: 'Europe/Berlnn' }, 'timeZone', 'Berlnn'],
    ['no zone', { timeZone: '' }, 'timeZone', 'does not exist'],
    [
      'a time of day that does not exist',
      { deadline: 'local_time', localTime: '25:00' },
      'localTime',
      '25:00',
    ],
    ['a time of day in words', { deadline: 'local_time', localTime: 'noon' }, 'localTime', 'noon'],
  ])('%s is an error of the item, which is not held', async (_, values, parameter, words) => {
    const clock = new TestClock();
    canvas = new Canvas(store, clock, values);
    const error = failing(await runStep(waitUntilPurchase, values, canvas.context, [{ customerId: 'ann' }]));
    expect(error).toMatchObject({
      name: 'StepError',
      parameter,
      message: expect.stringContaining(words),
      advice: expect.any(String),
    });
    expect(await canvas.held()).toBeUndefined();
  });

  test('a person’s zone that does not exist falls back to the shop’s', async () => {
    const clock = new TestClock(at('2026-07-01T12:00:00Z'));
    await take(store, clock, 'customer_registered', 'ann', { profile: { timeZone: 'Mars/Olympus' } });
    canvas = new Canvas(store, clock, { deadline: 'local_time', localTime: '19:00', ...berlin });
    await canvas.arrive({ customerId: 'ann' });
    expect(await goesOnAt(canvas, clock, '2026-07-01T17:00:00Z')).toBe(true);
  });
});

describeOnStores('Any deadline that can be typed', (store) => {
  test('holds the person, fractions and thousands of years included', async () => {
    const clock = new TestClock();
    const context = contextOf(store(), clock);
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 100_000, noNaN: true }),
        fc.constantFrom('minutes', 'hours', 'days', 'weeks'),
        fc.constantFrom('after_enrolment', 'after_last_step', 'from_now'),
        async (amount, unit, deadline) => {
          count += 1;
          expect(
            await runStep(waitUntilPurchase, { amount, unit, deadline }, context, [
              { customerId: `c${count}` },
            ]),
          ).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
    const waits = await store().db.selectFrom('wait').select(['due_at', 'ready_at']).execute();
    expect(waits).toHaveLength(count);
    expect(
      waits.every(
        ({ due_at, ready_at }) =>
          Number.isSafeInteger(due_at) && due_at >= clock.now() && ready_at === due_at,
      ),
    ).toBe(true);
  });
});
