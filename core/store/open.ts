import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type MigrationResultSet, Migrator } from 'kysely/migration';
import { StoreError } from '../errors';
import { migrations } from './migrations';
import { postgresFault, postgresStore } from './postgres';
import { sqliteStore } from './sqlite';
import type { Store } from './store';

const BUSY_TIMEOUT = 5_000;

export interface OpenOptions {
  /** Milliseconds to wait for another process's write on the embedded store. */
  busyTimeout?: number;
  /** Keeps the embedded file from growing larger. */
  maximumBytes?: number;
}

/**
 * Opens a store and brings its tables up to date.
 * `place`: a file path, or a `postgres://` address. Throws `StoreError` when it cannot be used.
 */
export async function openStore(place: string, options: OpenOptions = {}): Promise<Store> {
  const postgres = /^postgres(ql)?:\/\//.test(place);
  const store = postgres ? postgresStore(place) : await embedded(place, options);
  const inWords = (error: unknown) => (postgres ? postgresFault(error) : error);
  try {
    await migrate(store, postgres ? 'PostgreSQL' : place, inWords);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function embedded(path: string, { busyTimeout = BUSY_TIMEOUT, ...rest }: OpenOptions): Promise<Store> {
  await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
    throw new StoreError(
      'unreachable',
      `The folder of the store ${path} cannot be made.`,
      'Set JOURNEYS_STORE to a file in a folder that can be written.',
      { cause },
    );
  });
  return sqliteStore({ path, busyTimeout, ...rest });
}

async function migrate(store: Store, name: string, inWords: (error: unknown) => unknown): Promise<void> {
  const known = migrations(store.dialect);
  const migrator = new Migrator({
    db: store.db,
    provider: { getMigrations: () => Promise.resolve(known) },
  });
  const { error }: MigrationResultSet = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (error instanceof Error && error.message.includes('is missing')) {
    throw new StoreError(
      'newer',
      `The store ${name} was written by a newer version of shop-journeys.`,
      'Update the package on this host.',
      { cause: error },
    );
  }
  throw inWords(error);
}

const shared = new Map<string, Promise<Store>>();

/** The process's one store at a place: opened at the first call, tried again after a failure. */
export function sharedStore(place: string): Promise<Store> {
  const kept = shared.get(place);
  if (kept) return kept;
  const opening = openStore(place);
  shared.set(place, opening);
  opening.catch(() => shared.delete(place));
  return opening;
}
