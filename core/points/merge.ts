import { sql } from 'kysely';
import type { Work } from '../store';

/** Adds what one contact has to what another has; the changes themselves are the other's already. */
export async function joinPoints(work: Work, from: number, into: number): Promise<void> {
  const gone = await work
    .deleteFrom('points_balance')
    .where('contact_id', '=', from)
    .returning('balance')
    .executeTakeFirst();
  if (!gone) return;
  await work
    .insertInto('points_balance')
    .values({ contact_id: into, balance: gone.balance })
    .onConflict((conflict) =>
      conflict.column('contact_id').doUpdateSet({ balance: sql`points_balance.balance + excluded.balance` }),
    )
    .execute();
}

/** What a passage got and gave, the passage that goes on in its place got and gave: it is not asked for again. */
export async function passOnPoints(work: Work, ended: number, going: number): Promise<void> {
  await work
    .updateTable('points_change')
    .set({ enrolment_id: going })
    .where('enrolment_id', '=', ended)
    .where('key', 'not in', (eb) =>
      eb
        .selectFrom('points_change')
        .where('enrolment_id', '=', going)
        .where('key', 'is not', null)
        .select((of) => of.ref('key').$notNull().as('key')),
    )
    .execute();
}
