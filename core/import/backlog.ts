import { sql } from 'kysely';
import type { Clock } from '../clock';
import { recountOrders } from '../ingest';
import { catchUp, reviewQuietly } from '../segments/membership';
import type { Store, Work } from '../store';
import { useIndexes } from './plans';

/** Remembers contacts whose rollups and segments do not show yet what was imported. */
export async function addToBacklog(work: Work, store: Store, contacts: readonly number[]): Promise<void> {
  if (contacts.length === 0) return;
  const rows = [...contacts].sort((a, b) => a - b).map((contact_id) => ({ contact_id }));
  // Most of them are there already: one statement takes half the time of one for each.
  await sql`
    insert into import_contact (contact_id)
    select told.contact_id from ${store.batch({ contact_id: 'integer' }, rows)} as told
    where true
    on conflict do nothing`.execute(work);
}

/** How many contacts are left to count. */
export async function sizeOfBacklog(store: Store): Promise<number> {
  const { count } = await store.db
    .selectFrom('import_contact')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * Counts the orders of the next contacts afresh and brings their segments up to date, in one transaction; nobody is told
 * that they enter or leave. Answers how many contacts there were.
 */
export async function countPage(store: Store, clock: Clock, size: number): Promise<number> {
  return store.write(async (work) => {
    await useIndexes(work, store);
    await store.lockIdentities(work);
    const rows = await work
      .selectFrom('import_contact')
      .select('contact_id')
      .orderBy('contact_id')
      .limit(size)
      .execute();
    const contacts = rows.map(({ contact_id }) => contact_id);
    if (contacts.length === 0) return 0;
    await store.lockContacts(work, contacts);
    await catchUp(work, store, clock, contacts);
    await recountOrders(work, store, contacts);
    await reviewQuietly(work, store, clock, contacts);
    const counted = store.batch(
      { id: 'integer' },
      contacts.map((id) => ({ id })),
    );
    await work
      .deleteFrom('import_contact')
      .where('contact_id', 'in', (eb) => eb.selectFrom(counted.as('counted')).select('counted.id'))
      .execute();
    return contacts.length;
  });
}
