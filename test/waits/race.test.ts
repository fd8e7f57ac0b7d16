import fc from 'fast-check';
import { acknowledge, claimReady } from '../../core/waits';
import { openStore, type Store } from '../../core/store';
import { DAY, TestClock } from '../support/clock';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { Canvas } from './canvas';

const LEASE = 60_000;
const habit = fc.constantFrom('buys early', 'buys now', 'never buys');

describeOnStores('Purchase and timeout at one moment', (store, place) => {
  test('each person leaves once, by the outcome that the store keeps, whoever asks first', async () => {
    const clock = new TestClock();
    const other = await openStore(place());
    const canvas = new Canvas(store(), clock, { deadline: 'from_now', amount: 1 });
    const { node } = canvas.context.place;
    let people = 0;

    /** A process that asks for the step's people, runs them and acknowledges, until there is nobody. */
    const drain = async (at: Store) => {
      const process = new Canvas(at, clock, canvas.values, { node });
      const step = await at.db
        .selectFrom('step')
        .where('key', '=', canvas.key)
        .select('id')
        .executeTakeFirstOrThrow();
      for (;;) {
        const claim = await claimReady(at, step.id, { now: clock.now(), lease: LEASE });
        if (!claim) return process.left;
        await process.arrive(...claim.items);
        await acknowledge(at, claim);
      }
    };

    await fc.assert(
      fc.asyncProperty(fc.array(habit, { minLength: 1, maxLength: 8 }), async (habits) => {
        const names = habits.map((what) => `${what} ${(people += 1)}`);
        const buying = (what: string) =>
          names
            .filter((name) => name.startsWith(what))
            .map((name, i) => take(i % 2 ? store() : other, clock, 'order_paid', name));
        await canvas.arrive(...names.map((customerId) => ({ customerId })));
        await Promise.all(buying('buys early'));
        clock.advance(DAY);
        const [here, there] = await Promise.all([drain(store()), drain(other), ...buying('buys now')]);
        const left = [...here, ...there, ...(await drain(other))];
        expect(left.map(({ json }) => json['customerId']).toSorted()).toEqual(names.toSorted());
        for (const { output, json } of left) {
          const name = String(json['customerId']);
          if (name.startsWith('buys early')) expect(output).toBe('settled');
          if (name.startsWith('never')) expect(output).toBe('timed_out');
          expect('settledBy' in json).toBe(output === 'settled');
        }
      }),
      { numRuns: 15 },
    );

    const waits = await store().db.selectFrom('wait').select(['outcome', 'event_id', 'ready_at']).execute();
    expect(waits).toHaveLength(people);
    for (const { outcome, event_id, ready_at } of waits) {
      expect({ settled: outcome === 'settled', ready_at }).toEqual({
        settled: event_id !== null,
        ready_at: null,
      });
    }
    await other.close();
  });
});
