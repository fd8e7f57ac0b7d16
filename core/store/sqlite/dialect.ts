import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { SqliteConnection, type SqliteOptions } from './connection';

class WorkerAdapter extends SqliteAdapter {
  /** Migrations run in one transaction, so that two processes that start together take turns. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** The driver below lends connections; Kysely need not let everybody take turns with one. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Connections that are opened as they are needed, each lent to one borrower at a time. */
class SqliteDriver implements Driver {
  readonly #options: SqliteOptions;
  readonly #most: number;
  readonly #opened: SqliteConnection[] = [];
  readonly #free: DatabaseConnection[] = [];
  readonly #borrowers: ((connection: DatabaseConnection) => void)[] = [];

  constructor(options: SqliteOptions, most: number) {
    this.#options = options;
    this.#most = most;
  }

  async init(): Promise<void> {
    // Nothing is opened before it is needed.
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const free = this.#free.pop();
    if (free) return free;
    if (this.#opened.length === this.#most) return new Promise((lend) => this.#borrowers.push(lend));
    const fresh = new SqliteConnection(this.#options);
    this.#opened.push(fresh);
    return fresh;
  }

  // Immediate: a transaction that begins by reading could not become a writer once another process wrote.
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  // On a full disk SQLite has rolled back by itself: what it ran into is the error to tell.
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback')).catch(() => undefined);
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const lend = this.#borrowers.shift();
    if (lend) lend(connection);
    else this.#free.push(connection);
  }

  async destroy(): Promise<void> {
    await Promise.all(this.#opened.map((connection) => connection.close()));
  }
}

/** SQLite in worker threads, at `most` so many, as a dialect of Kysely. */
export function sqliteDialect(options: SqliteOptions, most: number): Dialect {
  return {
    createDriver: () => new SqliteDriver(options, most),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new WorkerAdapter(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  };
}
