import { deepEqual } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { countStages } from '../dist/core/scores/index.js';
import type { Store } from '../dist/core/store/index.js';
import { inDuckDb, type Read } from './duckdb.ts';
import { intakeMeanwhile } from './intake-meanwhile.ts';
import { judged, type Measurement, progress, quickest } from './measurement.ts';
import { BEGAN, DAY } from './people.ts';
import { inDatabase, inStore, query } from './places.ts';
import { KNOWN, rollupsOf, seedRollups, series, traitsOf } from './rollups.ts';
import { parsed, webhookBodies } from './shop.ts';

const COUNT = 10_000_000;
const LAPSED_AFTER = 90;
const LAPSED = BEGAN - LAPSED_AFTER * DAY;
/** Milliseconds for which single events come in. */
const MEANWHILE = 15_000;
const EVENTS = 10_000;

/** Seconds in which ten million contacts are sorted into stages, and how long an event waits meanwhile. */
export async function* segmentsBulk(): AsyncGenerator<Measurement> {
  progress(`segments-bulk: ${COUNT} contacts in the embedded store`);
  const { own, meanwhile, alone } = await inStore('sqlite', measureOwn);
  progress('segments-bulk: the same in DuckDB');
  const duckDb = await inDuckDb(measureDuckDb);
  progress('segments-bulk: their orders in PostgreSQL');
  const groupBy = await inDatabase(measureGroupBy);
  deepEqual(duckDb.result, own.result);
  deepEqual({ ...own.result, ...groupBy.result }, own.result);
  const figure = { name: 'segments-bulk', store: 'sqlite', value: own.seconds } as const;
  yield judged({
    ...figure,
    unit: 's for 10 million contacts',
    versus: { name: 'DuckDB, the same columns', value: duckDb.seconds },
    ratio: duckDb.seconds / own.seconds,
    least: { most: 3, ratio: 1 / 20 },
    limitedBy: 'reading rows, where DuckDB reads columns',
  });
  yield judged({
    ...figure,
    unit: 's for 10 million contacts',
    versus: { name: 'PostgreSQL, GROUP BY over their orders', value: groupBy.seconds },
    ratio: groupBy.seconds / own.seconds,
    least: { ratio: 5 },
    limitedBy: 'two reading threads',
  });
  yield judged({
    name: 'segments-bulk',
    store: 'sqlite',
    value: meanwhile,
    unit: 'ms p99 until an event is kept meanwhile',
    versus: { name: 'without a bulk run', value: alone },
    ratio: alone / meanwhile,
    least: { most: 100 },
    limitedBy: 'the processors, which the reading threads share with the writer',
  });
}

async function measureOwn(store: Store) {
  await seedRollups(store, COUNT);
  const count = () => countStages(store, BEGAN, LAPSED_AFTER);
  const own = await quickest(count);
  progress('segments-bulk: single events, with and without a bulk run');
  const events = webhookBodies(EVENTS, KNOWN).flatMap(parsed);
  const meanwhile = await intakeMeanwhile(store, events, () => again(count));
  const alone = await intakeMeanwhile(store, events, () => sleep(MEANWHILE));
  return { own, meanwhile, alone };
}

async function again(work: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + MEANWHILE;
  while (performance.now() < until) await work();
}

async function measureDuckDb(read: Read) {
  await read(`create table rollup as ${rollupsOf(series(1, COUNT))}`);
  return quickest(async () =>
    counted(
      await read(`select stage, count(*) as people from (
        select case when orders_paid > 0 and last_paid_at is not null then ${bought('last_paid_at', 'orders_paid')}
          when orders_open > 0 then 'order_unpaid' when cart_items > 0 then 'cart'
          when registered_at is not null then 'registered' end as stage from rollup) as everybody group by stage`),
    ),
  );
}

/** Orders only: who registered or has a cart would take another table. */
async function measureGroupBy(address: string) {
  await query(
    address,
    `create table orders as select i as contact_id, placed_at, case when bought > 0 then placed_at end as paid_at
      from (${traitsOf(series(1, COUNT))}) as people
      cross join lateral (select ${BEGAN} - lately - (n - 1) * ${30 * DAY} as placed_at
        from generate_series(1, greatest(bought, case when kind between 45 and 49 then 1 else 0 end)) as n) as placed`,
  );
  await query(address, 'vacuum analyze orders');
  return quickest(async () =>
    counted(
      await query(
        address,
        `select stage, count(*) as people from (
          select case when count(paid_at) > 0 then ${bought('max(paid_at)', 'count(paid_at)')} else 'order_unpaid' end as stage
          from orders group by contact_id) as buyers group by stage`,
      ),
    ),
  );
}

/** The stage of somebody who bought. */
const bought = (last: string, orders: string) =>
  `case when ${last} <= ${LAPSED} then 'lapsed' when ${orders} = 1 then 'one_order' else 'repeat' end`;

const counted = (rows: readonly Record<string, unknown>[]) =>
  Object.fromEntries(rows.map(({ stage, people }) => [String(stage), Number(people)]));
