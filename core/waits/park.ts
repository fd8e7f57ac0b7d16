import type { JsonObject, Place } from '../steps/define';
import { insertRows, type Store, type Work } from '../store';
import { contactsWithHistory, settleFromHistory } from './settle';

/** A person to hold. */
export interface Parking {
  enrolment: number;
  contact: number;
  /** The wait passed before; 0 at first. */
  leg: number;
  /** The event that settles the wait; null when only time does. */
  event: string | null;
  /** What the event must be about; '' for anything. */
  about: string;
  /** Contact's time, ms UTC. */
  since: number;
  /** Contact's time, ms UTC. */
  due: number;
  /** When the deadline is reached; wall, ms UTC. */
  wakeAt: number;
  /** A run of the host waits with the person: if several come by, the latest. */
  inRun?: boolean;
  json: JsonObject;
}

/** The id of a step's row; the row comes into being with its first use. `now`: wall, ms UTC. */
export async function stepId(work: Work, key: string, place: Place, now: number): Promise<number> {
  const { host, workflow, title } = place;
  const known = await work.selectFrom('step').where('key', '=', key).select('id').executeTakeFirst();
  if (known) return known.id;
  const { id } = await work
    .insertInto('step')
    .values({ key, host, workflow, title, seen_at: now })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ host, workflow, title }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Of a wait that is written. */
export const waitColumns = {
  step_id: 'integer',
  enrolment_id: 'integer',
  leg: 'integer',
  contact_id: 'integer',
  event: 'text',
  about: 'text',
  since: 'integer',
  due_at: 'integer',
  ready_at: 'integer',
  item: 'text',
} as const;

/**
 * Holds people at a step, within the caller's transaction, which holds their contacts' rows. Somebody who comes by
 * again on the same leg is held already: nothing changes, unless a run waits. An event since `since` settles the
 * wait at once. Answers how many are held from now on. `now`: wall, ms UTC.
 */
export async function park(
  work: Work,
  store: Store,
  step: number,
  parkings: readonly Parking[],
  now: number,
): Promise<number> {
  if (parkings.length === 0) return 0;
  const rows = parkings.map(({ enrolment, contact, leg, event, about, since, due, wakeAt, json }) => ({
    step_id: step,
    enrolment_id: enrolment,
    leg,
    contact_id: contact,
    event,
    about,
    since,
    due_at: due,
    ready_at: wakeAt,
    item: JSON.stringify(json),
  }));
  const inRun = parkings.some((parking) => parking.inRun);
  const [inserted] = await insertRows(work, store, 'wait', waitColumns, rows)
    .onConflict((conflict) => {
      const known = conflict.columns(['enrolment_id', 'step_id', 'leg']);
      if (!inRun) return known.doNothing();
      // What was handed to an earlier run, which may be gone, is not acknowledged but handed out again.
      return known
        .doUpdateSet((eb) => ({ item: eb.ref('excluded.item'), claim: null }))
        .where('wait.ready_at', 'is not', null);
    })
    .execute();
  const expected = parkings.flatMap(({ contact, event, since }) =>
    event === null ? [] : [{ contact_id: contact, event, since }],
  );
  await settleFromHistory(work, store, { contacts: await contactsWithHistory(work, store, expected), now });
  return Number(inserted?.numInsertedOrUpdatedRows ?? 0n);
}
