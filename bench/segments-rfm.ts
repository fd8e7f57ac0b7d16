import { deepEqual } from 'node:assert/strict';

import { rfmOfBase } from '../dist/core/scores/index.js';
import type { Store } from '../dist/core/store/index.js';
import { inDuckDb, type Read } from './duckdb.ts';
import { judged, type Measurement, progress, quickest } from './measurement.ts';
import { DAY } from './people.ts';
import { inStore } from './places.ts';
import { rollupsOf, seedRollups, series } from './rollups.ts';

const COUNT = 10_000_000;
const MEBIBYTE = 1024 * 1024;
const SAMPLED_EVERY = 20;

/** Seconds in which the buyers among ten million contacts get their RFM scores, and the memory that it takes. */
export async function* segmentsRfm(): AsyncGenerator<Measurement> {
  progress(`segments-rfm: ${COUNT} contacts in the embedded store`);
  const { own, bytes } = await inStore('sqlite', measureOwn);
  progress('segments-rfm: the same in DuckDB');
  const duckDb = await inDuckDb(measureDuckDb);
  deepEqual(duckDb.result, own.result);
  yield judged({
    name: 'segments-rfm',
    store: 'sqlite',
    value: own.seconds,
    unit: 's for 10 million contacts',
    versus: { name: 'DuckDB, rank() over the same columns', value: duckDb.seconds },
    ratio: duckDb.seconds / own.seconds,
    least: { most: 6 },
    limitedBy: 'reading rows, where DuckDB reads columns',
  });
  yield judged({
    name: 'segments-rfm',
    store: 'sqlite',
    value: bytes / MEBIBYTE,
    unit: 'MiB of arrays at most',
  });
}

async function measureOwn(store: Store) {
  await seedRollups(store, COUNT);
  const own = await quickest(async () => cellsOf((await rfmOfBase(store)).cells));
  return { own, bytes: await mostArrays(() => rfmOfBase(store)) };
}

/** The most bytes that arrays took during `work`. */
async function mostArrays(work: () => Promise<unknown>): Promise<number> {
  let most = 0;
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers);
  }, SAMPLED_EVERY);
  await work();
  clearInterval(sampling);
  return most;
}

/** By the definition of exact quintiles: 1 + floor(5 · people strictly below / people). */
async function measureDuckDb(read: Read) {
  await read(`create table rollup as ${rollupsOf(series(1, COUNT))}`);
  const score = (measure: string, among = '') =>
    `1 + 5 * (rank() over (${among} order by ${measure}) - 1) // count(*) over (${among})`;
  return quickest(async () =>
    cellsOf(
      await read(`select r, f, m, count(*) as people from (
        select ${score(`last_paid_at // ${DAY}`)} as r, ${score('orders_paid')} as f,
          ${score('spent', 'partition by currency')} as m
        from rollup where orders_paid > 0) as buyers group by all`),
    ),
  );
}

const cellsOf = (cells: readonly { r?: unknown; f?: unknown; m?: unknown; people?: unknown }[]) =>
  Object.fromEntries(cells.map(({ r, f, m, people }) => [[r, f, m].join('-'), Number(people)]));
