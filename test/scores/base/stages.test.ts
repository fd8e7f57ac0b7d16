import fc from 'fast-check';
import { contactClock, type Pace } from '../../../core/clock';
import { countStages } from '../../../core/scores';
import { type StageInputs, stageOf, stages } from '../../../core/segments/stages';
import { insertRows, type Store } from '../../../core/store';
import { DAY, TestClock } from '../../support/clock';
import { describeOnStores } from '../../support/stores';

const clock = new TestClock();
const LAPSED_AFTER = 90;

const ordinary = { rehearsalSince: null, rehearsalSpeed: null };
const person = fc.record({
  // On both sides of where one range of ids ends and the next begins.
  id: fc.oneof(fc.integer({ min: 1, max: 300_000 }), fc.constantFrom(100_000, 100_001, 200_000)),
  registered_at: fc.constantFrom(null, 0, clock.now()),
  cart_items: fc.constantFrom(null, 0, 3),
  orders_open: fc.nat({ max: 1 }),
  orders_paid: fc.nat({ max: 3 }),
  last_paid_at: fc.option(fc.integer({ min: -100, max: 10 }).map((days) => clock.now() + days * DAY)),
  pace: fc.oneof(
    { weight: 2, arbitrary: fc.constant(ordinary) },
    fc.record({
      rehearsalSince: fc.integer({ min: 0, max: 600_000 }).map((ms) => clock.now() - ms),
      rehearsalSpeed: fc.constantFrom(60, 43_200),
    }),
  ),
});
interface Person extends StageInputs {
  id: number;
  pace: Pace;
}

const rollup = {
  contact_id: 'integer',
  rehearsing: 'integer',
  registered_at: 'integer',
  cart_items: 'integer',
  orders_open: 'integer',
  orders_paid: 'integer',
  last_paid_at: 'integer',
} as const;

async function save(store: Store, people: readonly Person[]): Promise<void> {
  await store.write(async (work) => {
    await work.deleteFrom('rollup').execute();
    await work.deleteFrom('contact').execute();
    for (const { id, pace } of people) {
      const { rehearsalSince: rehearsal_since, rehearsalSpeed: rehearsal_speed } = pace;
      await work
        .insertInto('contact')
        .values({ id, created_at: 0, profile: '{}', rehearsal_since, rehearsal_speed })
        .execute();
    }
    const rows = people.map(({ id, pace, ...inputs }) => ({
      contact_id: id,
      rehearsing: pace.rehearsalSince === null ? 0 : 1,
      ...inputs,
    }));
    await insertRows(work, store, 'rollup', rollup, rows).execute();
  });
}

function counted(people: readonly Person[]): Record<string, number> {
  const found = people.map((one) => stageOf(one, contactClock(clock, one.pace).now(), LAPSED_AFTER));
  return Object.fromEntries(
    stages.map(({ value }) => [value, found.filter((stage) => stage === value).length]),
  );
}

describeOnStores('The stages of a whole base', (store) => {
  test('are those of each contact by their own clock', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(person, { maxLength: 60, selector: ({ id }) => id }),
        async (people) => {
          await save(store(), people);
          expect(await countStages(store(), clock.now(), LAPSED_AFTER)).toEqual(counted(people));
        },
      ),
      { numRuns: 15 },
    );
  });
});
