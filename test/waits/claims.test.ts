import { sql } from 'kysely';
import { takeEvents } from '../../core/ingest';
import { acknowledge, type Claim, claimReady, giveBack, renew } from '../../core/waits';
import { openStore, type Store } from '../../core/store';
import { DAY, TestClock } from '../support/clock';
import { happened } from '../support/people';
import { describeOnStores, postgresPlace } from '../support/stores';
import { Canvas } from './canvas';

const LEASE = 60_000;

const wait = (store: Store) => store.db.selectFrom('wait').selectAll().executeTakeFirstOrThrow();

describeOnStores('A hand-out that was taken over by another', (store) => {
  const endings: [string, (claim: Claim, now: number) => Promise<void>][] = [
    ['acknowledge', (claim) => acknowledge(store(), claim)],
    ['give back', (claim, now) => giveBack(store(), claim, 'too late', now, 1)],
    ['prolong', (claim, now) => renew(store(), claim, now, 10 * LEASE)],
  ];

  test.each(endings)('can no longer %s', async (_, end) => {
    const clock = new TestClock();
    const canvas = new Canvas(store(), clock, { amount: 1 });
    await canvas.arrive({ customerId: 'ann' });
    clock.advance(DAY);
    const { step_id } = await wait(store());
    const claim = () => claimReady(store(), step_id, { now: clock.now(), lease: LEASE });
    const first = await claim();
    expect(await claim()).toBeUndefined();
    clock.advance(LEASE);
    const second = await claim();
    if (!first || !second) throw new Error('nobody was handed out');
    const before = await wait(store());
    await end(first, clock.now());
    expect(await wait(store())).toEqual(before);
    await end(second, clock.now());
    expect(await wait(store())).not.toEqual(before);
  });
});

test('a timeout that PostgreSQL decides while a purchase is under way stays one', async () => {
  const at = await postgresPlace();
  const [store, other] = await Promise.all([openStore(at.place), openStore(at.place)]);
  const clock = new TestClock();
  const canvas = new Canvas(store, clock, { amount: 1 });
  await canvas.arrive({ customerId: 'ann' });
  const held = Promise.withResolvers<undefined>();
  const decide = Promise.withResolvers<undefined>();
  // The very moment amid a hand-out: the row is held, its outcome not yet seen by others.
  const handingOut = other.write(async (work) => {
    await sql`select id from wait for update`.execute(work);
    held.resolve(undefined);
    await decide.promise;
    await work
      .updateTable('wait')
      .set({ outcome: 'timed_out', claim: 'other', ready_at: clock.now() + LEASE })
      .execute();
  });
  await held.promise;
  const buying = store.write((work) =>
    takeEvents(work, store, clock, [happened('order_paid', 'ann', clock.now())]),
  );
  const blocked = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await blocked.execute(other.db)).rows.length === 0)
    await new Promise((resolve) => setImmediate(resolve));
  decide.resolve(undefined);
  await Promise.all([handingOut, buying]);
  expect(await wait(store)).toMatchObject({
    outcome: 'timed_out',
    event_id: null,
    claim: 'other',
    ready_at: clock.now() + LEASE,
  });
  await Promise.all([store.close(), other.close()]);
  await at.remove();
});
