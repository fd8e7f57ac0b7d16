import { sql } from 'kysely';
import type { Store } from './store';

export interface Lease {
  /** The job. */
  name: string;
  holder: string;
  /** ms until another may take it. */
  span: number;
}

/** Takes a job that one process at a time may do, or keeps it. False while another has it. `now`: wall, ms UTC. */
export async function holdLease(store: Store, { name, holder, span }: Lease, now: number): Promise<boolean> {
  const held = await store.db.selectFrom('lease').where('name', '=', name).selectAll().executeTakeFirst();
  if (held && held.until > now) {
    if (held.holder !== holder) return false;
    if (held.until - now > span / 2) return true;
  }
  return store.write(async (work) => {
    const { rows } = await sql`
      insert into lease (name, holder, until) values (${name}, ${holder}, ${now + span})
      on conflict (name) do update set holder = excluded.holder, until = excluded.until
      where lease.holder = excluded.holder or lease.until <= ${now}
      returning holder`.execute(work);
    return rows.length > 0;
  });
}

/** Leaves a job to others. */
export async function dropLease(store: Store, { name, holder }: Lease): Promise<void> {
  await store.write((work) =>
    work.deleteFrom('lease').where('name', '=', name).where('holder', '=', holder).execute(),
  );
}
