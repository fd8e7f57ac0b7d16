import { setTimeout as pause } from 'node:timers/promises';
import { type EventData, aboutsOf } from '../ingest';
import type { StepContext } from '../steps/define';
import type { Parking } from './park';

/** A month in a minute, and never more than two minutes. */
const SPEED = 43_200;
const LONGEST = 120_000;
const LOOK_EVERY = 500;

/**
 * Rehearses waits in a run by hand, in compressed time: resolves with the outcome of each once all have one. An event
 * that comes in meanwhile settles a wait as it would in earnest.
 */
export async function rehearse(
  parkings: readonly Parking[],
  { store, clock, signal }: Pick<StepContext, 'store' | 'clock' | 'signal'>,
): Promise<('settled' | 'timed_out')[]> {
  const began = clock.now();
  const lengths = parkings.map(({ wakeAt }) => Math.min(Math.max(0, wakeAt - began) / SPEED, LONGEST));
  const settled = new Set<number>();
  for (let passed = 0; ;) {
    for (const index of await answered(store, parkings, began)) settled.add(index);
    const left = Math.max(
      0,
      ...lengths.filter((_, index) => !settled.has(index)).map((length) => length - passed),
    );
    if (left === 0) return parkings.map((_, index) => (settled.has(index) ? 'settled' : 'timed_out'));
    const step = Math.min(left, LOOK_EVERY);
    await pause(step, undefined, signal ? { signal } : {});
    passed += step;
  }
}

/** The waits that an event received since `began` (wall, ms UTC) answers, by index. */
async function answered(
  store: StepContext['store'],
  parkings: readonly Parking[],
  began: number,
): Promise<number[]> {
  const contacts = store.batch(
    { id: 'integer' },
    [...new Set(parkings.map(({ contact }) => contact))].map((id) => ({ id })),
  );
  const events = await store.db
    .selectFrom(contacts.as('asked'))
    .innerJoin('event', 'event.contact_id', 'asked.id')
    .where('event.received_at', '>=', began)
    .select(['event.contact_id', 'event.name', 'event.data'])
    .execute();
  return [...parkings.keys()].filter((index) => {
    const { contact, event, about } = parkings[index] ?? {};
    return events.some(
      ({ contact_id, name, data }) =>
        contact_id === contact &&
        name === event &&
        aboutsOf(JSON.parse(data) as EventData).includes(about ?? ''),
    );
  });
}
