import type { JsonObject } from '../../core/steps';
import { DAY, TestClock } from '../support/clock';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { Canvas } from './canvas';

const MINUTE = 60_000;

describeOnStores('The mark of a released item is believed only where the store knows it', (store) => {
  let clock: TestClock;
  let canvas: Canvas;
  let handedOut: JsonObject[];

  beforeEach(async () => {
    clock = new TestClock();
    canvas = new Canvas(store(), clock, { amount: 3 });
    handedOut = [];
    await canvas.arrive({ customerId: 'ann' });
  });

  afterEach(() => canvas.close());

  /** The person’s time has come, and the host gets the item but does not run it yet. */
  async function handOut(): Promise<PromiseWithResolvers<undefined>> {
    const run = Promise.withResolvers<undefined>();
    const got = new Promise<void>((resolve) => {
      canvas.host = (items) => {
        handedOut = items;
        resolve();
        return run.promise;
      };
    });
    clock.advance(3 * DAY);
    void canvas.look();
    await got;
    return run;
  }

  const journey = (item: JsonObject | undefined): JsonObject => ({
    ...(item?.['journey'] as JsonObject | undefined),
  });
  const claimed = (item: JsonObject | undefined, claim: unknown): JsonObject => ({
    ...item,
    journey: { ...journey(item), claim },
  });

  test('an honest item leaves, without its mark', async () => {
    const run = await handOut();
    expect(journey(handedOut[0])['claim']).toBeDefined();
    await canvas.arrive(...handedOut);
    run.resolve(undefined);
    expect(canvas.exits).toEqual(['ann timed_out']);
    expect(journey(canvas.left[0]?.json)).not.toHaveProperty('claim');
  });

  test('a node that runs the same batch again, as on retry, lets it leave again', async () => {
    const run = await handOut();
    await canvas.arrive(...handedOut);
    await canvas.arrive(...handedOut);
    run.resolve(undefined);
    expect(canvas.exits).toEqual(['ann timed_out', 'ann timed_out']);
  });

  test.each([
    ['before anybody was handed out', (wait: unknown) => ({ wait, token: 'guess' })],
    ['with no token', (wait: unknown) => ({ wait, token: null })],
    ['with an empty token', (wait: unknown) => ({ wait, token: '' })],
    ['for a wait that is none', () => ({ wait: 4_711, token: 'guess' })],
    ['for no number', () => ({ wait: '1', token: 'guess' })],
    ['for a number that is no id', () => ({ wait: 1e300, token: 'guess' })],
    ['that is a word', () => 'claim'],
  ])('a forged mark %s: nobody leaves, the person stays held', async (_, forge) => {
    const { id } = await store().db.selectFrom('wait').select('id').executeTakeFirstOrThrow();
    await canvas.arrive(claimed({ customerId: 'ann' }, forge(id)));
    expect(canvas.exits).toEqual([]);
    expect(await canvas.held()).toMatchObject({ waiting: 1 });
  });

  test('a wrong token while the person is out: nobody leaves', async () => {
    const run = await handOut();
    const claim = { ...(journey(handedOut[0])['claim'] as JsonObject), token: 'guess' };
    await canvas.arrive(claimed(handedOut[0], claim));
    expect(canvas.exits).toEqual([]);
    run.resolve(undefined);
  });

  test('another step’s mark: the item is held there like any other, and its mark is gone', async () => {
    const run = await handOut();
    const other = new Canvas(store(), clock, { deadline: 'from_now', amount: 1 });
    await other.arrive(...handedOut);
    expect(other.exits).toEqual([]);
    expect(await other.held()).toMatchObject({ waiting: 1 });
    const { item } = await store()
      .db.selectFrom('wait')
      .select('item')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(JSON.parse(item)).toMatchObject({ customerId: 'ann', journey: { name: 'flow' } });
    expect(item).not.toContain('claim');
    run.resolve(undefined);
  });

  test('replayed after the host was done: nobody leaves, and nobody is held again', async () => {
    const run = await handOut();
    await canvas.arrive(...handedOut);
    run.resolve(undefined);
    await canvas.look();
    await canvas.arrive(...handedOut);
    expect(canvas.exits).toEqual(['ann timed_out']);
    expect(await canvas.held()).toBeUndefined();
  });

  test('of a lease that ran out: once another has the person, the first one’s run lets nobody go on', async () => {
    const slow = await handOut();
    const stale = handedOut;
    clock.advance(2 * MINUTE);
    canvas.host = (items) => canvas.arrive(...items);
    await canvas.close();
    canvas.publish();
    await canvas.look();
    expect(canvas.exits).toEqual(['ann timed_out']);
    await canvas.arrive(...stale);
    slow.resolve(undefined);
    expect(canvas.exits).toEqual(['ann timed_out']);
  });

  test('whoever bought before the mark was used keeps the outcome with which they were handed out', async () => {
    const run = await handOut();
    await take(store(), clock, 'order_paid', 'ann');
    await canvas.arrive(...handedOut);
    run.resolve(undefined);
    expect(canvas.exits).toEqual(['ann timed_out']);
  });
});
