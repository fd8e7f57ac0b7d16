import { setTimeout as sleep } from 'node:timers/promises';

import { wallClock } from '../dist/core/clock.js';
import { type ShopEvent, takeEvents } from '../dist/core/ingest/index.js';
import type { Store } from '../dist/core/store/index.js';

/** Milliseconds between events. */
const EVERY = 10;

/**
 * Takes single events in, from the first of `events` on, one due every 10 ms until `work` has ended. The 99th
 * percentile of the milliseconds from when each was due until it was kept: one that keeps others waiting counts for
 * those too.
 */
export async function intakeMeanwhile(
  store: Store,
  events: ShopEvent[],
  work: () => Promise<unknown>,
): Promise<number> {
  const waits: number[] = [];
  const over = new AbortController();
  const working = work().finally(() => over.abort());
  const began = performance.now();
  while (!over.signal.aborted) {
    const due = began + waits.length * EVERY;
    await sleep(Math.max(0, due - performance.now()));
    await store.write((write) => takeEvents(write, store, wallClock, events.splice(0, 1)));
    waits.push(performance.now() - due);
  }
  await working;
  return percentile(waits, 0.99);
}

const percentile = (values: readonly number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? NaN;
