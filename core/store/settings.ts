import { sql } from 'kysely';
import type { Work } from './store';

/** What this store settles for itself: the value that `make` gave at the first call, whoever called. */
export async function settingOf(work: Work, name: string, make: () => string): Promise<string> {
  const known = await work.selectFrom('setting').where('name', '=', name).select('value').executeTakeFirst();
  if (known) return known.value;
  const { value } = await work
    .insertInto('setting')
    .values({ name, value: make() })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql`setting.value` }))
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
}
