import { wallClock } from '../dist/core/clock.js';
import { takeEvents } from '../dist/core/ingest/index.js';
import type { Store } from '../dist/core/store/index.js';
import { park, type Parking, stepId } from '../dist/core/waits/index.js';
import { batches } from './measurement.ts';
import { BATCH, BEGAN, parkingOf, people, place, seedPeople } from './people.ts';
import { parsed } from './shop.ts';

/** Takes bodies of webhooks in, from bytes to rows; the next body is read while the one before is written. */
export async function ingest(store: Store, bodies: readonly Buffer[]): Promise<void> {
  let writing: Promise<unknown> = Promise.resolve();
  for (const body of bodies) {
    const events = parsed(body);
    await writing;
    writing = store.write((work) => takeEvents(work, store, wallClock, events));
  }
  await writing;
}

/** Holds people at the step `key`. */
export async function parkInBatches(
  store: Store,
  parkings: readonly Parking[],
  key = 'bench/wait',
): Promise<void> {
  const step = await store.write((work) => stepId(work, key, place, BEGAN));
  for (const some of batches(parkings, BATCH))
    await store.write((work) => park(work, store, step, some, BEGAN));
}

/** People each of whom waits for a purchase. */
export async function seedWaits(store: Store, count: number): Promise<void> {
  const all = people(count);
  await seedPeople(store, all);
  await parkInBatches(store, all.map(parkingOf));
}
