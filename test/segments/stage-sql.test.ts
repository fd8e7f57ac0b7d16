import fc from 'fast-check';
import { sql } from 'kysely';
import { type StageInputs, stageOf, stages, stageSql } from '../../core/segments/stages';
import { insertRows } from '../../core/store';
import { DAY } from '../support/clock';
import { describeOnStores } from '../support/stores';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const LAPSED_AFTER = 90;

const instants = [
  NOW - LAPSED_AFTER * DAY - 1,
  NOW - LAPSED_AFTER * DAY,
  NOW - LAPSED_AFTER * DAY + 1,
  NOW,
  NOW + DAY,
];
const inputs: fc.Arbitrary<StageInputs> = fc.record({
  registered_at: fc.constantFrom(null, 0, NOW),
  cart_items: fc.constantFrom(null, 0, 1, 5),
  orders_open: fc.nat({ max: 2 }),
  orders_paid: fc.nat({ max: 3 }),
  last_paid_at: fc.option(fc.constantFrom(...instants)),
});

const columns = {
  contact_id: 'integer',
  registered_at: 'integer',
  cart_items: 'integer',
  orders_open: 'integer',
  orders_paid: 'integer',
  last_paid_at: 'integer',
} as const;

describeOnStores('Stages in SQL', (store) => {
  const bothWays = fc.asyncProperty(fc.array(inputs, { maxLength: 200 }), async (everybody) => {
    const rows = everybody.map((row, id) => ({ contact_id: id, ...row }));
    await store().write(async (work) => {
      await work.deleteFrom('rollup').execute();
      await insertRows(work, store(), 'rollup', columns, rows).execute();
    });
    const told = await store()
      .db.selectFrom('rollup as r')
      .select(stageSql(sql<number>`${NOW}`, LAPSED_AFTER, 'r').as('stage'))
      .orderBy('contact_id')
      .execute();
    expect(told.map(({ stage }) => (stage === null ? undefined : stages[stage]?.value))).toEqual(
      everybody.map((row) => stageOf(row, NOW, LAPSED_AFTER)),
    );
  });

  test('are the stages of the definition', () => fc.assert(bothWays, { numRuns: 30 }));
});
