import { Kysely, type RawBuilder, sql } from 'kysely';
import { runWork } from '../run-work';
import type { BatchRow, ColumnKind, Store } from '../store';
import type { Tables } from '../tables';
import { readColumns } from './columns';
import type { SqliteOptions } from './connection';
import { sqliteDialect } from './dialect';
import { pipelineOf } from './pipeline';

/** Threads that read beside the writer. */
const READERS = 2;

function batch<const C extends Record<string, ColumnKind>>(
  columns: C,
  rows: readonly BatchRow<C>[],
): RawBuilder<BatchRow<C>> {
  const names = Object.keys(columns);
  const [only, another] = names;
  // One value in each row needs no row around it: half the time.
  if (only !== undefined && another === undefined)
    return sql`(select value as ${sql.ref(only)} from json_each(${JSON.stringify(rows.map((row) => row[only]))}))`;
  const json = JSON.stringify(rows.map((row) => names.map((name) => row[name])));
  const cells = names.map((name, i) => sql`value ->> ${sql.lit(i)} as ${sql.ref(name)}`);
  return sql`(select ${sql.join(cells)} from json_each(${json}))`;
}

function values<const C extends Record<string, ColumnKind>>(
  columns: C,
  rows: readonly BatchRow<C>[],
): RawBuilder<BatchRow<C>> {
  const cells = Object.keys(columns).map((name, place) => {
    const first = rows[0]?.[name];
    // The runs are as many as the first is long.
    const isOne = place > 0 && rows.every((row) => row[name] === first);
    return isOne ? sql`${first}` : sql`${rows.map((row) => row[name])}`;
  });
  return sql`values (${sql.join(cells)})`;
}

/** What changes only when another connection writes (https://www.sqlite.org/pragma.html#pragma_data_version). */
async function dataVersion(db: Kysely<Tables>): Promise<number | undefined> {
  const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(db);
  return rows[0]?.data_version;
}

/** The embedded store: a file, opened at the first query. */
export function sqliteStore(options: SqliteOptions): Store {
  const dialect = sqliteDialect(options, 1);
  const db = new Kysely<Tables>({ dialect });
  const bulk = new Kysely<Tables>({ dialect: sqliteDialect({ ...options, readOnly: true }, READERS) });
  let version: number | undefined;
  return {
    dialect: 'sqlite',
    db,
    bulk,
    batch,
    values,
    write: (work) =>
      db.transaction().execute(async (transaction) => {
        return runWork(transaction, dialect, await pipelineOf(transaction), work);
      }),
    readColumns: (query, names) => readColumns(bulk, query, names),
    lockContacts: () => Promise.resolve(),
    lockIdentities: () => Promise.resolve(false),
    async isShared() {
      const before = version;
      version = await dataVersion(db);
      return version !== before;
    },
    async close() {
      // The last to close the file tidies up its log, which a reader may not.
      await bulk.destroy();
      await db.destroy();
    },
  };
}
