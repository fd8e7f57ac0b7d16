import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';

import { openStore, type Store } from '../dist/core/store/index.js';
import { start } from '../test/support/postgres.mjs';

export type Dialect = Store['dialect'];
export const dialects: readonly Dialect[] = ['sqlite', 'postgres'];

/** An empty folder that goes away after `use`. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'journeys-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An empty database of PostgreSQL that goes away after `use`; gives its address. */
export async function inDatabase<T>(use: (address: string) => Promise<T>): Promise<T> {
  await start();
  const server = process.env['JOURNEYS_TEST_POSTGRES'] ?? '';
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  await query(server, `create database ${name}`);
  try {
    return await use(Object.assign(new URL(server), { pathname: `/${name}` }).href);
  } finally {
    await query(server, `drop database ${name} with (force)`);
  }
}

/** Where an empty store may lie: a file, or an empty database. */
export function inPlace<T>(dialect: Dialect, use: (place: string) => Promise<T>): Promise<T> {
  return dialect === 'sqlite' ? inFolder((folder) => use(join(folder, 'journeys.sqlite'))) : inDatabase(use);
}

/** An empty store that is closed and goes away after `use`. */
export function inStore<T>(dialect: Dialect, use: (store: Store, place: string) => Promise<T>): Promise<T> {
  return inPlace(dialect, async (place) => {
    const store = await openStore(place);
    try {
      return await use(store, place);
    } finally {
      await store.close();
    }
  });
}

/** Runs one statement on a database of PostgreSQL and returns its rows. */
export async function query<Row extends object>(address: string, sql: string): Promise<Row[]> {
  const client = new Client(address);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
