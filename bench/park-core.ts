import { stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';

import { PgBoss } from 'pg-boss';

import type { Store } from '../dist/core/store/index.js';
import type { Parking } from '../dist/core/waits/index.js';
import { parkInBatches } from './bulk.ts';
import { batches, type Measurement, judged, progress, rateOf } from './measurement.ts';
import { BATCH, parkingOf, people, seedPeople } from './people.ts';
import { type Dialect, dialects, inDatabase, inStore, query } from './places.ts';

const COUNT = 100_000;

/** Waits a second parked, and what a wait takes beyond its item. */
export async function* parkCore(): AsyncGenerator<Measurement> {
  const parkings = people(COUNT).map(parkingOf);
  for (const dialect of dialects) {
    progress(`park-core: ${COUNT} waits on ${dialect}`);
    const { rate, bytes } = await inStore(dialect, (store, address) => parkAll(store, address, parkings));
    const versus =
      dialect === 'postgres' ? { versus: { name: 'pg-boss insert', value: await pgBoss(parkings) } } : {};
    yield judged({
      name: 'park-core',
      store: dialect,
      value: rate,
      unit: 'waits/s',
      ...versus,
      least: dialect === 'sqlite' ? { value: 100_000 } : { ratio: 1 },
      limitedBy:
        'the writer thread: the row, its three indexes and the look for a purchase since the journey began',
    });
    yield judged({
      name: 'park-core',
      store: dialect,
      value: bytes,
      unit: 'bytes a wait beyond its item',
      ...(dialect === 'sqlite' && { least: { most: 200 } }),
      limitedBy: 'the row and its three indexes',
    });
  }
}

async function parkAll(
  store: Store,
  address: string,
  parkings: readonly Parking[],
): Promise<{ rate: number; bytes: number }> {
  await seedPeople(store, people(parkings.length));
  const before = await sizeOf(store.dialect, address);
  const rate = await rateOf(parkings.length, () => parkInBatches(store, parkings));
  const items = parkings.reduce((sum, { json }) => sum + Buffer.byteLength(JSON.stringify(json)), 0);
  return { rate, bytes: ((await sizeOf(store.dialect, address)) - before - items) / parkings.length };
}

async function sizeOf(dialect: Dialect, address: string): Promise<number> {
  if (dialect === 'postgres') {
    const [row] = await query<{ size: string }>(address, `select pg_total_relation_size('wait') as size`);
    return Number(row?.size);
  }
  const other = new DatabaseSync(address);
  other.exec('pragma wal_checkpoint(truncate)');
  other.close();
  return (await stat(address)).size;
}

/** The same items as jobs that start at their deadline, in batches of the same size. */
function pgBoss(parkings: readonly Parking[]): Promise<number> {
  return inDatabase(async (address) => {
    const boss = new PgBoss({ connectionString: address, supervise: false, schedule: false });
    await boss.start();
    await boss.createQueue('waits');
    const rate = await rateOf(parkings.length, async () => {
      for (const some of batches(parkings, BATCH)) {
        await boss.insert(
          'waits',
          some.map(({ json, due }) => ({ data: json, startAfter: new Date(due) })),
        );
      }
    });
    await boss.stop({ graceful: false });
    return rate;
  });
}
