import { findDefinition } from '../../core/segments/membership';
import { type JsonObject, segmentEvent, stepValues } from '../../core/steps';
import { startReleaser } from '../../core/waits';
import { DAY, everythingButTimers, TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { take } from '../support/people';
import { failing, runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';
import { Base, buyers, order } from './membership';

const MINUTE = 60_000;

describeOnStores('Segment Trigger', (store) => {
  let clock: TestClock;
  let base: Base;

  beforeEach(() => {
    clock = new TestClock();
    base = new Base(store(), clock);
  });

  afterEach(async () => {
    await base.stop();
    jest.useRealTimers();
  });

  const pays = (who: string) =>
    take(store(), clock, 'order_paid', who, { data: order(`of ${who} at ${clock.now()}`) });

  const valuesOf = (given: JsonObject) => ({
    segment: 'by_name',
    segmentName: 'buyers',
    stepKey: 'start',
    journey: 'j',
    ...given,
  });

  /** The workflow is switched on; what comes back switches it off. */
  const activate = async (given: JsonObject = {}) => {
    const values = stepValues(segmentEvent.parameters, valuesOf(given));
    const deactivate = await segmentEvent.activate?.(values, contextOf(store(), clock));
    if (!deactivate) throw new Error('the trigger does nothing by itself');
    return deactivate;
  };

  /** The items of who starts now. */
  const started = async (given: JsonObject & { stepKey?: string } = {}): Promise<JsonObject[]> => {
    const context = contextOf(store(), clock);
    const left: JsonObject[] = [];
    const releaser = startReleaser({
      ...context,
      key: valuesOf(given).stepKey,
      async emit(items) {
        for (const outcome of await runStep(segmentEvent, valuesOf(given), context, items)) {
          if ('error' in outcome) throw outcome.error;
          left.push(outcome.json);
        }
      },
    });
    await releaser.settled();
    await releaser.stop();
    return left;
  };

  test('who enters starts once, with the person, the event and the segment in the item', async () => {
    await base.build({ buyers });
    await activate();
    await take(store(), clock, 'customer_registered', 'ann', { profile: { firstName: 'Ann' } });
    clock.advance(MINUTE);
    await pays('ann');
    const [item, another] = await started();
    expect(another).toBeUndefined();
    expect(item).toMatchObject({
      journey: { name: 'j', lastStepAt: clock.now() },
      contact: { firstName: 'Ann', rehearsal: false },
      event: { name: 'segment_entered', at: '2026-03-02T09:01:00.000Z', segment: { name: 'buyers' } },
      segment: { name: 'buyers', change: 'entered' },
    });
    await pays('ann');
    expect(await started()).toEqual([]);
  });

  test.each<[string, JsonObject, number]>([
    ['once', { reEntry: 'once' }, 1],
    ['again after 90 days', { reEntry: 'after', reEntryDays: 90 }, 2],
    ['every time', { reEntry: 'always' }, 3],
  ])('who enters every 60 days starts %s', async (_, given, times) => {
    await base.build({ buyers });
    await activate(given);
    for (const at of [0, 60, 120]) {
      clock.instant = Date.parse('2026-03-02T09:00:00Z') + at * DAY;
      await base.look();
      await pays('ann');
    }
    expect(await started(given)).toHaveLength(times);
  });

  test('who leaves as time passes starts as of the instant of leaving', async () => {
    await base.build({ buyers });
    await activate({ on: ['left'] });
    await pays('ann');
    expect(await started({ on: ['left'] })).toEqual([]);
    const left = clock.now() + 30 * DAY;
    await base.advance(45 * DAY);
    expect(await started({ on: ['left'] })).toMatchObject([
      { segment: { change: 'left' }, journey: { lastStepAt: left } },
    ]);
  });

  test('both changes start the same journey, every time', async () => {
    const given = { on: ['entered', 'left'], reEntry: 'always' };
    await base.build({ buyers });
    await activate(given);
    await pays('ann');
    await base.advance(30 * DAY);
    expect((await started(given)).map(({ segment }) => segment)).toEqual([
      { name: 'buyers', change: 'entered' },
      { name: 'buyers', change: 'left' },
    ]);
  });

  test('two triggers on one segment start their own journeys', async () => {
    await base.build({ buyers });
    await activate();
    await activate({ journey: 'k', stepKey: 'other' });
    await pays('ann');
    expect(await started()).toMatchObject([{ journey: { name: 'j' } }]);
    expect(await started({ stepKey: 'other' })).toMatchObject([{ journey: { name: 'k' } }]);
  });

  test('who was in already when the segment was built does not start, nor whoever a new definition brings in', async () => {
    await pays('ann');
    await take(store(), clock, 'product_viewed', 'bob');
    await base.build({ buyers });
    await activate();
    await base.build({ buyers: { did: 'product_viewed' } });
    expect(await base.members('buyers')).toEqual(['bob']);
    expect(await started()).toEqual([]);
  });

  test('a ready-made segment is kept from the moment it is asked for', async () => {
    await activate({ segment: 'repeat' });
    await base.look();
    await pays('ann');
    clock.advance(1);
    await pays('ann');
    expect(await started({ segment: 'repeat' })).toHaveLength(1);
    expect(await findDefinition(store().db, 'repeat')).toBeDefined();
  });

  test('a segment that is built in the trigger is kept under its name', async () => {
    const built = { segment: 'built_here', conditions: [{ what: 'orders', number: 2 }], saveAs: 'Fans' };
    await activate(built);
    await base.look();
    await pays('ann');
    clock.advance(1);
    await pays('ann');
    expect(await started(built)).toMatchObject([{ segment: { name: 'Fans', change: 'entered' } }]);
    await expect(activate({ ...built, saveAs: '' })).rejects.toThrow('no name');
    await expect(activate({ ...built, saveAs: 'repeat' })).rejects.toThrow('ready-made');
  });

  test('a segment that does not exist is refused', async () => {
    await expect(activate({ segmentName: 'nowhere' })).rejects.toThrow('There is no segment “nowhere”.');
  });

  test('another segment in the settings takes the place of the one before', async () => {
    await base.build({ buyers, viewers: { did: 'product_viewed' } });
    const deactivate = await activate();
    await deactivate();
    await activate({ segmentName: 'viewers' });
    await pays('ann');
    await take(store(), clock, 'product_viewed', 'bob');
    expect(await started()).toMatchObject([{ segment: { name: 'viewers' } }]);
  });

  test('a host that only restarts misses nobody, whom an event brings or time', async () => {
    const given = { on: ['entered', 'left'] };
    await base.build({ buyers });
    const deactivate = await activate({ ...given, reEntry: 'always' });
    await pays('ann');
    await deactivate();
    await base.stop();
    await pays('bob');
    clock.advance(31 * DAY);
    await activate({ ...given, reEntry: 'always' });
    await base.look();
    expect((await started(given)).map(({ segment }) => segment)).toEqual([
      { name: 'buyers', change: 'entered' },
      { name: 'buyers', change: 'entered' },
      { name: 'buyers', change: 'left' },
      { name: 'buyers', change: 'left' },
    ]);
  });

  describe('a minute after its workflow was switched off', () => {
    /** The timer of the process goes off, and what it does is done. */
    const minutePasses = async () => {
      clock.advance(MINUTE);
      jest.advanceTimersByTime(MINUTE);
      jest.useRealTimers();
      await store().write((work) => work.selectFrom('subscription').selectAll().execute());
    };

    test('nobody starts any more', async () => {
      await base.build({ buyers });
      const deactivate = await activate();
      await base.stop();
      jest.useFakeTimers({ doNotFake: [...everythingButTimers] });
      await deactivate();
      await minutePasses();
      await pays('ann');
      expect(await started()).toEqual([]);
    });

    test('people go on starting when it was only replaced', async () => {
      await base.build({ buyers });
      const deactivate = await activate();
      await base.stop();
      jest.useFakeTimers({ doNotFake: [...everythingButTimers] });
      await deactivate();
      clock.advance(1);
      await started();
      await activate();
      await minutePasses();
      await pays('ann');
      expect(await started()).toHaveLength(1);
    });
  });

  test('an item from elsewhere does not start, but by hand it does', async () => {
    const foreign = { customerId: 'ann' };
    const values = valuesOf({});
    const [outcome] = await runStep(segmentEvent, values, contextOf(store(), clock), [foreign]);
    expect(failing(outcome ? [outcome] : [])).toMatchObject({
      message: 'The item was not released by this trigger.',
    });
    const byHand = contextOf(store(), clock, { manual: true });
    expect(await runStep(segmentEvent, values, byHand, [foreign])).toMatchObject([{ output: 'started' }]);
  });
});
