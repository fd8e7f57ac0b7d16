import { setTimeout as pause } from 'node:timers/promises';

import { wallClock } from '../dist/core/clock.js';
import { countMembers } from '../dist/core/segments/compile/index.js';
import { startKeeper } from '../dist/core/segments/membership/index.js';
import type { Store } from '../dist/core/store/index.js';
import { fillBase, type LiveSegment } from './base.ts';
import { judged, type Measurement, progress } from './measurement.ts';
import { DAY } from './people.ts';
import { dialects, inStore } from './places.ts';

const FLIPS = 100_000;
const MINUTE = 60_000;
/** From the filling to the first flip. */
const HEAD_START = 10_000;
const DAYS = 30;

const lately: LiveSegment = {
  where: { did: 'order_paid', when: { last: { days: DAYS } } },
  filledBy: { since: 'o.paid_at', flipsAt: `o.paid_at + ${DAYS * DAY}` },
};

/** How late flips are told of that come evenly within one minute. */
export async function* segmentsFlip(): AsyncGenerator<Measurement> {
  for (const dialect of dialects) {
    progress(`segments-flip: ${FLIPS} flips within a minute on ${dialect}`);
    const { late, whole } = await inStore(dialect, async (store) => {
      const late = await lateness(store);
      return { late, whole: await askEverybody(store) };
    });
    yield judged({
      name: 'segments-flip',
      store: dialect,
      value: late / 1_000,
      unit: 's of lateness, 99 of 100 flips at most',
      versus: { name: 'asking everybody anew each minute', value: (0.99 * MINUTE + whole) / 1_000 },
      ratio: (0.99 * MINUTE + whole) / late,
      least: { most: 2 },
      limitedBy: 'evaluating and writing, batch after batch',
    });
  }
}

/** ms between the instant of a flip and the end of the transaction that tells of it, for 99 of 100 flips at most. */
async function lateness(store: Store): Promise<number> {
  const first = Date.now() + HEAD_START;
  const paidAt = `${first - DAYS * DAY} + i * ${MINUTE} / ${FLIPS}`;
  await fillBase(store, { people: FLIPS, buyerAmong: 1, paidAt, segments: [lately] });
  const ends: number[] = [];
  const watched: Store = {
    ...store,
    async write(work) {
      const result = await store.write(work);
      ends.push(Date.now());
      return result;
    },
  };
  const keeper = startKeeper({ store: watched, clock: wallClock, log: console });
  while (Date.now() < first + MINUTE) await pause(1_000);
  keeper.nudge();
  await keeper.settled();
  await keeper.stop();
  const told = await store.db
    .selectFrom('event')
    .where('source', '=', 'segments')
    .select(['at', 'received_at'])
    .orderBy('id')
    .execute();
  if (told.length !== FLIPS) throw new Error(`${told.length} flips were told of instead of ${FLIPS}`);
  let next = 0;
  const late = told.map(({ at, received_at }) => {
    while ((ends[next] ?? Infinity) < received_at) next += 1;
    return (ends[next] ?? Infinity) - at;
  });
  return late.sort((a, b) => a - b)[Math.floor(late.length * 0.99)] ?? NaN;
}

async function askEverybody(store: Store): Promise<number> {
  const began = performance.now();
  await countMembers(store, { version: 1, where: lately.where }, { now: Date.now(), scoring: {} });
  return performance.now() - began;
}
