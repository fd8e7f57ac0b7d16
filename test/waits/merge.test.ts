import { sql } from 'kysely';
import { type JsonObject, lifecycleSegment } from '../../core/steps';
import { takeEvents } from '../../core/ingest';
import { openStore } from '../../core/store';
import { DAY, TestClock } from '../support/clock';
import { happened, take } from '../support/people';
import { leaving, runStep } from '../support/steps';
import { describeOnStores, postgresPlace } from '../support/stores';
import { Canvas } from './canvas';

const MAIL = 'ann@example.com';

describeOnStores('Two contacts that turn out to be one', (store) => {
  let clock: TestClock;
  let canvas: Canvas;

  beforeEach(() => {
    clock = new TestClock();
    canvas = new Canvas(store(), clock, { amount: 1 });
  });

  afterEach(() => canvas.close());

  const turnOutToBeOne = () => take(store(), clock, 'customer_registered', ['ann', MAIL]);

  test('go on as one: a purchase of either lets the person go on once', async () => {
    await canvas.arrive({ customerId: 'ann' }, { customerId: '', email: MAIL });
    await turnOutToBeOne();
    expect(await canvas.held()).toMatchObject({ waiting: 1 });
    await take(store(), clock, 'order_paid', MAIL);
    await canvas.look();
    clock.advance(2 * DAY);
    await canvas.look();
    expect(canvas.exits).toEqual(['ann settled']);
  });

  test('a purchase of one answers the wait of the other, made before they were known to be one', async () => {
    await canvas.arrive({ customerId: 'ann' });
    clock.advance(1);
    await take(store(), clock, 'order_paid', MAIL);
    await canvas.look();
    expect(canvas.exits).toEqual([]);
    await turnOutToBeOne();
    await canvas.look();
    expect(canvas.exits).toEqual(['ann settled']);
  });

  test('go on as one though both had their outcome already and nobody was handed out yet', async () => {
    await canvas.arrive({ customerId: 'ann' }, { customerId: '', email: MAIL });
    await take(store(), clock, 'order_paid', 'ann');
    await take(store(), clock, 'order_paid', MAIL);
    await turnOutToBeOne();
    await canvas.look();
    expect(canvas.exits).toEqual(['ann settled']);
  });

  test('the one of the two who was on the way already goes no further than the next wait', async () => {
    await canvas.arrive({ customerId: 'ann' }, { customerId: '', email: MAIL });
    clock.advance(DAY);
    await canvas.look();
    expect(canvas.left).toHaveLength(2);
    await turnOutToBeOne();
    const next = new Canvas(store(), clock, { deadline: 'after_last_step', amount: 1 });
    await next.arrive(...canvas.left.map(({ json }) => json));
    expect(await next.held()).toMatchObject({ waiting: 1 });
    clock.advance(DAY);
    await next.look();
    await next.close();
    expect(next.exits).toEqual(['ann timed_out']);
  });

  test('whoever the host has in hand at that moment is not torn out of the run', async () => {
    await canvas.arrive({ customerId: 'ann' }, { customerId: '', email: MAIL });
    clock.advance(DAY);
    canvas.host = async (items) => {
      await turnOutToBeOne();
      await canvas.arrive(...items);
    };
    await canvas.look();
    expect(canvas.exits).toEqual(['ann timed_out', ' timed_out']);
    expect(await canvas.held()).toBeUndefined();
  });

  test('an item that still carries the ended passage’s number is told of the one who goes on', async () => {
    await canvas.arrive({ customerId: 'ann' }, { customerId: '', email: MAIL });
    clock.advance(DAY);
    await canvas.look();
    await turnOutToBeOne();
    const ids: JsonObject[] = [];
    for (const { json } of canvas.left) {
      ids.push(leaving(await runStep(lifecycleSegment, {}, canvas.context, [json])).json);
    }
    expect(ids.map(({ contact }) => contact)).toEqual([
      { id: 1, stage: 'registered' },
      { id: 1, stage: 'registered' },
    ]);
  });
});

test('a person who comes to a wait while a merge is under way on PostgreSQL is held as the one who goes on', async () => {
  const at = await postgresPlace();
  const [store, other] = await Promise.all([openStore(at.place), openStore(at.place)]);
  const clock = new TestClock();
  const canvas = new Canvas(store, clock, { amount: 1 });
  await take(store, clock, 'customer_registered', 'ann');
  await take(store, clock, 'customer_registered', MAIL);
  const merged = Promise.withResolvers<undefined>();
  const commit = Promise.withResolvers<undefined>();
  const merging = other.write(async (work) => {
    await takeEvents(work, other, clock, [happened('customer_registered', ['ann', MAIL], clock.now())]);
    merged.resolve(undefined);
    await commit.promise;
  });
  await merged.promise;
  const arriving = canvas.arrive({ customerId: '', email: MAIL });
  const waiting = async () =>
    (
      await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        other.db,
      )
    ).rows.length > 0;
  while (!(await waiting())) await new Promise((resolve) => setImmediate(resolve));
  commit.resolve(undefined);
  await Promise.all([merging, arriving]);
  await take(store, clock, 'order_paid', 'ann');
  await canvas.look();
  expect(canvas.left.map(({ output }) => output)).toEqual(['settled']);
  await canvas.close();
  await Promise.all([store.close(), other.close()]);
  await at.remove();
});
