import { sql } from 'kysely';
import { insertRows } from '../../core/store';
import { describeOnStores } from '../support/stores';

const columns = {
  contact_id: 'integer',
  journey: 'text',
  occurrence: 'text',
  started_at: 'integer',
} as const;

/** What happened in which order: turns of the loop, and the end of the work. */
async function turnsAndEnd(work: Promise<unknown>): Promise<string[]> {
  const happened: string[] = [];
  const working = work.finally(() => happened.push('end'));
  while (!happened.includes('end')) {
    await new Promise((resolve) => setImmediate(resolve));
    happened.push('turn');
  }
  await working;
  return happened;
}

describeOnStores('The event loop turns', (store) => {
  test('while thousands of rows are written', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => ({
      contact_id: i,
      journey: 'loop',
      occurrence: '',
      started_at: i,
    }));
    const happened = await turnsAndEnd(
      store().write((work) => insertRows(work, store(), 'enrolment', columns, rows).execute()),
    );
    expect(happened.indexOf('end')).toBeGreaterThan(1);
    const { count } = await store()
      .db.selectFrom('enrolment')
      .select((eb) => eb.fn.countAll().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe(5_000);
  });

  test('while columns of a hundred thousand rows are read', async () => {
    const numbers = sql<{
      i: number;
    }>`with recursive numbers(i) as (select 1 union all select i + 1 from numbers where i < 100000)
      select i from numbers`;
    const happened = await turnsAndEnd(store().readColumns(numbers, ['i']));
    expect(happened.indexOf('end')).toBeGreaterThan(1);
  });
});
