import type { Clock } from '../../clock';
import type { ReEntry } from '../../enrolments/enrol';
import type { Place } from '../../steps/define';
import { insertRows, type Store } from '../../store';
import { stepId } from '../../waits';
import { type Change, renewLive } from './live';

/** Who is to start which journey at a step. */
export interface Subscription {
  segment: string;
  changes: readonly Change[];
  journey: string;
  reEntry: ReEntry;
}

/** From now on, people who enter or leave the segment start at the step `key`, in place of what it asked for before. */
export async function subscribe(
  store: Store,
  clock: Clock,
  place: Place,
  key: string,
  { segment, changes, journey, reEntry }: Subscription,
): Promise<void> {
  const enrols = JSON.stringify({ name: journey, reEntry });
  await store.write(async (work) => {
    const step_id = await stepId(work, key, place, clock.now());
    await work.deleteFrom('subscription').where('step_id', '=', step_id).execute();
    const rows = changes.map((change) => ({ step_id, change, segment, enrols }));
    const columns = { step_id: 'integer', change: 'text', segment: 'text', enrols: 'text' } as const;
    if (rows.length > 0) await insertRows(work, store, 'subscription', columns, rows).execute();
    await renewLive(work);
  });
}

/** Nobody starts at the step `key` any more, unless a running node has asked for its people after `stopped` (wall, ms UTC). */
export async function unsubscribe(store: Store, key: string, stopped: number): Promise<void> {
  await store.write(async (work) => {
    const gone = await work
      .deleteFrom('subscription')
      .where('step_id', 'in', (eb) =>
        eb.selectFrom('step').where('key', '=', key).where('seen_at', '<=', stopped).select('id'),
      )
      .returning('step_id')
      .execute();
    if (gone.length > 0) await renewLive(work);
  });
}
