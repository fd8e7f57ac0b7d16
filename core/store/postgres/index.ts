import { type Dialect, Kysely, type RawBuilder, sql } from 'kysely';
import { DatabaseError, Pool, types } from 'pg';
import { messageOf, StoreError } from '../../errors';
import { runWork } from '../run-work';
import type { BatchRow, ColumnKind, Store, Work } from '../store';
import type { Tables } from '../tables';
import { readColumns } from './columns';
import { postgresDialect } from './dialect';

type ParseText = (text: string) => unknown;

/** Key of the advisory lock under which identities come into being. */
const IDENTITIES = 7_365_801;
const CONNECTIONS = 5;
/** Connections for reading much, so that whoever writes finds one. */
const READERS = 2;
/** One more than there can be broken connections in the pool. */
const COUNT_OF_TRIES = CONNECTIONS + 1;
/** Serialization failure and deadlock: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const CONFLICTS = new Set(['40001', '40P01']);
/** The connection broke: ended by the administrator, a crash, the network. What pg says without a code is in words. */
const BROKEN = new Set(['57P01', '57P02', 'ECONNRESET', 'EPIPE']);
const BROKEN_IN_WORDS = /^Connection terminated|is not queryable$/;
/** No connection can be made: starting up, no server, no name, no way there. */
const AWAY = new Set(['57P03', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH']);

const unreachable = (cause: unknown) =>
  new StoreError(
    'unreachable',
    'The PostgreSQL store does not answer.',
    'Check that it runs and that JOURNEYS_STORE names its address.',
    { cause },
  );

const faults: Record<string, (error: Error) => StoreError> = {
  '53100': (cause) =>
    new StoreError(
      'full',
      'The disk of the PostgreSQL store is full.',
      'Free some space; what was not written is tried again.',
      { cause },
    ),
  '25006': (cause) =>
    new StoreError(
      'read-only',
      'The PostgreSQL store is read-only.',
      'Point JOURNEYS_STORE at the primary server.',
      { cause },
    ),
  '55P03': (cause) =>
    new StoreError(
      'busy',
      'The PostgreSQL store is locked by another program.',
      'Look for a long transaction and end it.',
      { cause },
    ),
  '53300': (cause) =>
    new StoreError(
      'busy',
      'The PostgreSQL store takes no more connections.',
      'Raise max_connections, or close other programs.',
      { cause },
    ),
  '28P01': (cause) =>
    new StoreError(
      'unreachable',
      'PostgreSQL refused the password in JOURNEYS_STORE.',
      'Correct the user and password of the address.',
      { cause },
    ),
  '3D000': (cause) =>
    new StoreError(
      'unreachable',
      'The database named in JOURNEYS_STORE does not exist.',
      'Create it, or correct the address.',
      { cause },
    ),
  '42501': (cause) =>
    new StoreError(
      'read-only',
      'The user of the PostgreSQL store lacks a right.',
      'Grant it CREATE and USAGE on its schema.',
      { cause },
    ),
};

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

const isBroken = (error: unknown) => BROKEN.has(codeOf(error)) || BROKEN_IN_WORDS.test(messageOf(error));

/** Says in words what PostgreSQL's or the connection's error means. */
export function postgresFault(error: unknown): unknown {
  if (isBroken(error) || AWAY.has(codeOf(error))) return unreachable(error);
  return error instanceof DatabaseError ? (faults[error.code ?? '']?.(error) ?? error) : error;
}

function batch<const C extends Record<string, ColumnKind>>(
  columns: C,
  rows: readonly BatchRow<C>[],
): RawBuilder<BatchRow<C>> {
  const names = Object.keys(columns);
  const arrays = names.map((name) => {
    const type = sql.raw(columns[name] === 'integer' ? 'bigint[]' : 'text[]');
    return sql`${rows.map((row) => row[name])}::${type}`;
  });
  const refs = sql.join(names.map((name) => sql.ref(name)));
  return sql`(select * from unnest(${sql.join(arrays)}) as batch_rows(${refs}))`;
}

function values<const C extends Record<string, ColumnKind>>(
  columns: C,
  rows: readonly BatchRow<C>[],
): RawBuilder<BatchRow<C>> {
  const [first] = rows;
  // A value that is the same in all rows is sent once.
  const varying = Object.entries(columns).filter(
    ([name], place) => place === 0 || rows.some((row) => row[name] !== first?.[name]),
  );
  const fresh = batch(Object.fromEntries(varying), rows);
  const varies = new Set(varying.map(([name]) => name));
  const cells = Object.entries(columns).map(([name, kind]) =>
    varies.has(name)
      ? sql.ref(name)
      : sql`${first?.[name]}::${sql.raw(kind === 'integer' ? 'bigint' : 'text')}`,
  );
  return sql`select ${sql.join(cells)} from ${fresh} as fresh`;
}

async function withRetries<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run();
    } catch (error) {
      const again = CONFLICTS.has(codeOf(error)) || isBroken(error);
      if (!again || tries === COUNT_OF_TRIES) throw postgresFault(error);
    }
  }
}

/** Connections to `address`, made as they are needed, at `most` so many. */
function connectionsTo(address: string, most: number): Dialect {
  const pool = new Pool({
    connectionString: address,
    max: most,
    types: {
      getTypeParser: (oid, format) =>
        oid === types.builtins.INT8 ? Number : (types.getTypeParser(oid, format) as ParseText),
    },
  });
  // A connection that breaks is replaced by the pool, and its query rejects; unheard, its event would end the host.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    // At its default of 4 the planner reads whole tables rather than look up the few hundred rows of a batch.
    client.query('set random_page_cost = 1.1').catch(() => undefined);
  });
  return postgresDialect(pool);
}

/** The shared store. `address`: a `postgres://` URL. Connects at the first query. */
export function postgresStore(address: string): Store {
  const dialect = connectionsTo(address, CONNECTIONS);
  const db = new Kysely<Tables>({ dialect });
  const bulk = new Kysely<Tables>({ dialect: connectionsTo(address, READERS) });
  return {
    dialect: 'postgres',
    db,
    bulk,
    batch,
    values,
    write: (work) =>
      withRetries(() =>
        db
          .transaction()
          .execute((transaction) => runWork(transaction, dialect, transaction.getExecutor(), work)),
      ),
    readColumns: (query, names) => withRetries(() => readColumns(bulk, query, names)),
    async lockContacts(work: Work, ids: readonly number[]) {
      if (ids.length === 0) return;
      await sql`select id from contact where id = any(${ids}::bigint[]) order by id for update`.execute(work);
    },
    async lockIdentities(work: Work) {
      await sql`select pg_advisory_xact_lock(${IDENTITIES})`.execute(work);
      return true;
    },
    isShared: () => Promise.resolve(true),
    async close() {
      await Promise.all([bulk.destroy(), db.destroy()]);
    },
  };
}
