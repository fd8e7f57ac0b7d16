import type { Log } from '../../core/ports';
import { DAY, everythingButIntervals, TestClock } from '../support/clock';
import { quiet } from '../support/context';
import { startScript } from '../support/process';
import { describeOnStores } from '../support/stores';
import { openStore } from '../../core/store';
import { Canvas } from './canvas';

const SECOND = 1_000;
const MINUTE = 60_000;

const turn = () => new Promise((resolve) => setImmediate(resolve));

describeOnStores('Handing people back', (store, place) => {
  let clock: TestClock;
  let canvas: Canvas;

  beforeEach(async () => {
    clock = new TestClock();
    canvas = new Canvas(store(), clock, { amount: 1 });
    await canvas.arrive({ customerId: 'ann' });
    clock.advance(DAY);
  });

  afterEach(() => canvas.close());

  /** When the only person is to be handed out next; 0 for never. */
  const readyAt = async () =>
    (await store().db.selectFrom('wait').select('ready_at').executeTakeFirstOrThrow()).ready_at ?? 0;

  test('a run that fails is tried again later each time, and after five the person is kept aside and listed', async () => {
    canvas.host = () => Promise.reject(new Error('the mail server is away'));
    for (const tries of [1, 2, 3, 4]) {
      await canvas.look();
      expect(canvas.batches).toHaveLength(tries);
      clock.advance(30 * SECOND * tries * tries - 1);
      await canvas.look();
      expect(canvas.batches).toHaveLength(tries);
      clock.advance(1);
    }
    await canvas.look();
    clock.advance(365 * DAY);
    await canvas.look();
    expect(canvas.batches).toHaveLength(5);
    expect(await canvas.held()).toMatchObject({ waiting: 0, aside: 1, fault: 'the mail server is away' });
  });

  test('a run that fails once and then works lets the person go on once, and leaves no complaint', async () => {
    canvas.host = () => Promise.reject(new Error('hiccup'));
    await canvas.look();
    expect(await canvas.held()).toMatchObject({ waiting: 1, aside: 0, fault: 'hiccup' });
    canvas.host = (items) => canvas.arrive(...items);
    clock.advance(30 * SECOND);
    await canvas.look();
    clock.advance(DAY);
    await canvas.look();
    expect(canvas.exits).toEqual(['ann timed_out']);
    expect(await canvas.held()).toBeUndefined();
  });

  test('one bad item soon stands alone, and the others go on', async () => {
    await canvas.arrive(...['bob', 'bad', 'cid'].map((customerId) => ({ customerId })));
    canvas.host = (items) => {
      const bad = items.some(({ customerId }) => customerId === 'bad');
      return bad ? Promise.reject(new Error('no such field')) : canvas.arrive(...items);
    };
    for (let tries = 1; tries <= 5; tries += 1) {
      await canvas.look();
      clock.advance(DAY);
    }
    await canvas.look();
    expect(canvas.exits.toSorted()).toEqual(['ann timed_out', 'bob timed_out', 'cid timed_out']);
    expect(await canvas.held()).toMatchObject({ waiting: 0, aside: 1, fault: 'no such field' });
  });

  test('a process that dies with people in hand: after the lease the next one hands them out', async () => {
    const dying = startScript('waits/dying.ts', [place(), canvas.key, String(clock.now())]);
    expect(await dying.line()).toBe('ann');
    dying.child.kill('SIGKILL');
    expect(await dying.ended).toBeNull();
    const leaseEnds = await readyAt();
    clock.instant = leaseEnds - 1;
    await canvas.look();
    expect(canvas.exits).toEqual([]);
    clock.instant = leaseEnds;
    await canvas.look();
    expect(canvas.exits).toEqual(['ann timed_out']);
  });

  test('a slow run keeps its people: the lease is renewed, and the step is seen alive', async () => {
    jest.useFakeTimers({ doNotFake: [...everythingButIntervals] });
    try {
      const run = Promise.withResolvers<undefined>();
      canvas.host = () => run.promise;
      canvas.publish();
      while (canvas.batches.length === 0) await turn();
      const lease = (await readyAt()) - clock.now();
      for (let renewals = 1; renewals <= 3; renewals += 1) {
        const before = await readyAt();
        clock.advance(lease / 2);
        jest.advanceTimersToNextTimer();
        while ((await readyAt()) === before) await turn();
        expect(await readyAt()).toBe(clock.now() + lease);
        while ((await canvas.held())?.seenAt !== clock.now()) await turn();
      }
      run.resolve(undefined);
      await canvas.look();
      expect(canvas.batches).toHaveLength(1);
      expect(await readyAt()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  test('a run that is under way when the workflow is switched off is still acknowledged', async () => {
    const run = Promise.withResolvers<undefined>();
    canvas.host = async (items) => {
      await canvas.arrive(...items);
      await run.promise;
    };
    canvas.publish();
    const releaser = canvas.look();
    while (canvas.exits.length === 0) await turn();
    await canvas.close();
    run.resolve(undefined);
    await releaser;
    clock.advance(2 * MINUTE);
    await canvas.look();
    expect(canvas.exits).toEqual(['ann timed_out']);
  });

  test('thousands go out in batches, each person once, in the order of their times', async () => {
    const people = Array.from({ length: 2_500 }, (_, i) => ({ customerId: `${i}` }));
    clock.advance(DAY);
    await canvas.arrive(...people);
    clock.advance(DAY);
    await canvas.look();
    const batches = canvas.batches.map(({ length }) => length);
    expect(Math.max(...batches)).toBeLessThanOrEqual(1_000);
    expect(canvas.exits).toHaveLength(2_501);
    expect(new Set(canvas.exits).size).toBe(2_501);
    expect(canvas.batches[0]?.[0]).toMatchObject({ customerId: 'ann' });
  });

  test('a wait whose step is gone is listed with the last time that it was seen', async () => {
    await canvas.look();
    await canvas.arrive({ customerId: 'bob' });
    const seenAt = clock.now();
    await canvas.close();
    clock.advance(100 * DAY);
    expect(await canvas.held()).toEqual({
      key: canvas.key,
      host: 'n8n',
      workflow: 'flow',
      title: 'A step',
      waiting: 1,
      aside: 0,
      fault: null,
      seenAt,
    });
  });

  test('a store that is away is told once, not at every turn, and people go on when it is back', async () => {
    const errors: string[] = [];
    const log: Log = { ...quiet, error: (message) => errors.push(message) };
    const own = await openStore(place(), { busyTimeout: 10 });
    const apart = new Canvas(own, clock, { stepKey: 'apart', amount: 1 }, { log });
    await apart.arrive({ customerId: 'cid' });
    clock.advance(DAY);
    await own.write((work) => work.schema.alterTable('wait').renameTo('wait_away').execute());
    await apart.look();
    await apart.look();
    await apart.look();
    expect(errors).toEqual([expect.stringMatching(/A step: nobody can be released now.*wait/)]);
    await own.write((work) => work.schema.alterTable('wait_away').renameTo('wait').execute());
    await apart.look();
    expect(apart.exits).toEqual(['cid timed_out']);
    await apart.close();
    await own.close();
  });
});
