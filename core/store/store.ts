import type { Expression, Kysely, RawBuilder, Transaction } from 'kysely';
import type { Columns } from './columns';
import type { Tables } from './tables';

export type Dialect = 'sqlite' | 'postgres';

/** A set of SQL statements on one connection that are kept together or not at all. */
export type Work = Transaction<Tables>;

export type ColumnKind = 'integer' | 'text';

type Cell<K> = K extends 'integer' ? number | null : string | null;

/** One row of a batch: a value for each named column. */
export type BatchRow<C extends Record<string, ColumnKind>> = { [K in keyof C]: Cell<C[K]> };

/**
 * The port to the database. Queries are written once, in Kysely, and run on both stores; what the
 * two do differently is said here.
 */
export interface Store {
  readonly dialect: Dialect;
  /** For reading outside of a transaction. */
  readonly db: Kysely<Tables>;
  /** For reading much: two queries at a time, beside whoever writes. */
  readonly bulk: Kysely<Tables>;
  /**
   * Runs `work` in one write transaction; run again from its start when the database asks for that.
   * Throws `StoreError` when the store is busy, full, read-only, newer or out of reach.
   */
  write<T>(work: (work: Work) => Promise<T>): Promise<T>;
  /**
   * Columns of integers that `query` reads, by `bulk`, in a fraction of the time that rows take. Ask for some 100,000
   * rows at a time, by a range of ids. Throws `StoreError` as `write` does.
   */
  readColumns<O, N extends keyof O & string>(query: Expression<O>, names: readonly N[]): Promise<Columns<N>>;
  /** A batch as what an insert takes in place of its values. SQLite runs the insert once for each row: half the time of one big one. */
  values<const C extends Record<string, ColumnKind>>(
    columns: C,
    rows: readonly BatchRow<C>[],
  ): RawBuilder<BatchRow<C>>;
  /** A batch as a table expression: one parameter for SQLite (JSON), one for each column in PostgreSQL. */
  batch<const C extends Record<string, ColumnKind>>(
    columns: C,
    rows: readonly BatchRow<C>[],
  ): RawBuilder<BatchRow<C>>;
  /**
   * Holds the contacts' rows until the transaction ends, so that parking and settling a wait of one
   * person never pass each other. SQLite has one writer and needs nothing.
   */
  lockContacts(work: Work, ids: readonly number[]): Promise<void>;
  /**
   * One at a time may bring new identities, until the transaction ends. True when others may have brought some
   * since the transaction began; SQLite has one writer, so there false.
   */
  lockIdentities(work: Work): Promise<boolean>;
  /** Whether another process may have written since this was last asked: then long transactions would keep it waiting. */
  isShared(): Promise<boolean>;
  close(): Promise<void>;
}
