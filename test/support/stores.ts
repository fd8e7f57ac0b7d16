import { copyFileSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { openStore, type Store } from '../../core/store';

/** Where a test's own empty store lies, and how it goes away. */
export interface StorePlace {
  place: string;
  remove(): Promise<void>;
}

export function sqlitePlace(): StorePlace {
  const folder = mkdtempSync(join(tmpdir(), 'journeys-store-'));
  return {
    place: join(folder, 'journeys.sqlite'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function administer(sql: string): Promise<void> {
  const client = new Client(process.env['JOURNEYS_TEST_POSTGRES']);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export const postgresPlace = (): Promise<StorePlace> => postgresCopy('template1');

async function postgresCopy(original: string): Promise<StorePlace> {
  const name = `journeys_${randomUUID().replaceAll('-', '')}`;
  await administer(`create database ${name} template ${original}`);
  const address = new URL(process.env['JOURNEYS_TEST_POSTGRES'] ?? '');
  address.pathname = `/${name}`;
  return { place: address.href, remove: () => administer(`drop database ${name} with (force)`) };
}

function sqliteCopy(original: string): StorePlace {
  const copy = sqlitePlace();
  copyFileSync(original, copy.place);
  return copy;
}

/** Runs the same tests on both stores, each with an empty store of its own for every test. */
export function describeOnStores(
  name: string,
  tests: (store: () => Store, place: () => string, makePlace: () => Promise<StorePlace>) => void,
): void {
  describe.each([
    ['SQLite', () => Promise.resolve(sqlitePlace()), (place: string) => Promise.resolve(sqliteCopy(place))],
    ['PostgreSQL', postgresPlace, (place: string) => postgresCopy(new URL(place).pathname.slice(1))],
  ])(`${name} on %s`, (_, makePlace, copyOf) => {
    let empty: StorePlace;
    let at: StorePlace;
    let store: Store;
    // Its tables are made once: a copy takes a fraction of the time.
    beforeAll(async () => {
      empty = await makePlace();
      await (await openStore(empty.place)).close();
    });
    afterAll(() => empty.remove());
    beforeEach(async () => {
      at = await copyOf(empty.place);
      store = await openStore(at.place);
    });
    afterEach(async () => {
      await store.close();
      await at.remove();
    });
    tests(
      () => store,
      () => at.place,
      () => copyOf(empty.place),
    );
  });
}
