import { contactClock } from '../clock';
import { loadContacts } from '../ingest';
import type { StepContext } from '../steps/define';
import type { Work } from '../store';
import { spend } from './limits';
import { returnPoints } from './price';
import type { CouponRow } from './rows';

/** Gives back what coupons took that nobody will use: their part of the limits, and the points that they cost. */
export async function giveBack(
  work: Work,
  context: Pick<StepContext, 'store' | 'clock'>,
  rows: readonly CouponRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await makeRoom(work, context, rows);
  const { store, clock } = context;
  const contacts = await loadContacts(
    work,
    store,
    rows.map(({ contact_id }) => contact_id),
  );
  await returnPoints(
    work,
    context,
    rows.flatMap(({ enrolment_id: enrolment, contact_id: id, purpose }) => {
      const contact = contacts.get(id);
      if (!contact) return [];
      return [{ passage: { enrolment, contact: { id, clock: contactClock(clock, contact) } }, purpose }];
    }),
  );
}

async function makeRoom(
  work: Work,
  { store }: Pick<StepContext, 'store'>,
  rows: readonly CouponRow[],
): Promise<void> {
  for (const { enrolment_id, counted_on, currency, liability } of rows) {
    if (counted_on === null || currency === null) continue;
    const { journey } = await work
      .selectFrom('enrolment')
      .where('id', '=', enrolment_id)
      .select('journey')
      .executeTakeFirstOrThrow();
    await spend(work, store, [{ journey, day: counted_on, currency, liability }], -1);
  }
}
