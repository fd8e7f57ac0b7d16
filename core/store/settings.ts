import { sql } from 'kysely';
import type { Work } from './store';

/** What is kept under a name; undefined where nothing is. */
export async function readSetting(work: Work, name: string): Promise<string | undefined> {
  const row = await work.selectFrom('setting').where('name', '=', name).select('value').executeTakeFirst();
  return row?.value;
}

/** Keeps a value under a name, in place of any that is kept there. */
export async function keepSetting(work: Work, name: string, value: string): Promise<void> {
  await work
    .insertInto('setting')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

/** What this store settles for itself: the value that `make` gave at the first call, whoever called. */
export async function settingOf(work: Work, name: string, make: () => string): Promise<string> {
  const known = await readSetting(work, name);
  if (known !== undefined) return known;
  const { value } = await work
    .insertInto('setting')
    .values({ name, value: make() })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql`setting.value` }))
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
}
