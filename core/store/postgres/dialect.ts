import {
  type Dialect,
  type Kysely,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { Pool } from 'pg';

class PoolDriver extends PostgresDriver {
  // A connection that broke cannot roll back, and is thrown away: what broke it is the error to tell.
  override async rollbackTransaction(
    ...args: Parameters<PostgresDriver['rollbackTransaction']>
  ): Promise<void> {
    await super.rollbackTransaction(...args).catch(() => undefined);
  }
}

/** PostgreSQL over a pool, as a dialect of Kysely. */
export function postgresDialect(pool: Pool): Dialect {
  return {
    createDriver: () => new PoolDriver({ pool }),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  };
}
