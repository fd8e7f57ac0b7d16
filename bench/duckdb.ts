import { join } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';

import { inFolder } from './places.ts';

/** Runs a statement and gives its rows. */
export type Read = (sql: string) => Promise<Record<string, unknown>[]>;

/** Runs `use` on an empty file of DuckDB that goes away after it. */
export function inDuckDb<T>(use: (read: Read) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const instance = await DuckDBInstance.create(join(folder, 'base.duckdb'));
    const connection = await instance.connect();
    try {
      return await use(async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS());
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  });
}
