import type { JsonObject } from '../steps/define';
import { insertRows, type Store, type Work } from '../store';
import { waitColumns } from './park';

/** Somebody who comes to a step again later. */
export interface Deferral {
  enrolment: number;
  contact: number;
  leg: number;
  /** Of several things that one step does for one person, this one. */
  about: string;
  /** Contact's time, ms UTC. */
  due: number;
  /** The same instant; wall, ms UTC. */
  wakeAt: number;
  /** What comes to the step again. */
  json: JsonObject;
}

/** A node that runs has asked for its people since; ms. */
const SEEN_WITHIN = 60_000;

/** The id of a step whose people a running node asks for; undefined where nobody would let them go on. `now`: wall, ms UTC. */
export async function servedStep(work: Work, key: string, now: number): Promise<number | undefined> {
  const row = await work
    .selectFrom('step')
    .where('key', '=', key)
    .where('seen_at', '>', now - SEEN_WITHIN)
    .select('id')
    .executeTakeFirst();
  return row?.id;
}

/** What tells the deferred of one step apart. */
export const deferralKey = ({ enrolment, leg }: Pick<Deferral, 'enrolment' | 'leg'>): string =>
  `${enrolment}/${leg}`;

/**
 * Lets people come to a step again, within the caller's transaction, as often as it takes: who was handed out for a run
 * that is under way is no longer that run's to acknowledge. Answers the keys of those who are held; not among them is
 * who waits there for something else already.
 */
export async function defer(
  work: Work,
  store: Store,
  step: number,
  deferrals: readonly Deferral[],
): Promise<Set<string>> {
  if (deferrals.length === 0) return new Set();
  const rows = deferrals.map(({ enrolment, contact, leg, about, due, wakeAt, json }) => ({
    step_id: step,
    enrolment_id: enrolment,
    leg,
    contact_id: contact,
    event: null,
    about,
    since: due,
    due_at: due,
    ready_at: wakeAt,
    item: JSON.stringify(json),
  }));
  const held = await insertRows(work, store, 'wait', waitColumns, rows)
    .onConflict((conflict) =>
      conflict
        .columns(['enrolment_id', 'step_id', 'leg'])
        .doUpdateSet((eb) => ({
          ready_at: eb.ref('excluded.ready_at'),
          item: eb.ref('excluded.item'),
          outcome: null,
          claim: null,
          attempts: 0,
          fault: null,
        }))
        .whereRef('wait.about', '=', 'excluded.about'),
    )
    .returning(['enrolment_id', 'leg'])
    .execute();
  return new Set(held.map(({ enrolment_id, leg }) => deferralKey({ enrolment: enrolment_id, leg })));
}
