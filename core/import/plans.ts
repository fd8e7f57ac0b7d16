import { sql } from 'kysely';
import type { Store, Work } from '../store';

/**
 * Has rows looked up by their index until the transaction ends. PostgreSQL's statistics lag behind tables that grow as
 * fast as an import lets them; going by those it would at times read whole tables for each page. SQLite has none.
 */
export async function useIndexes(work: Work, store: Store): Promise<void> {
  if (store.dialect === 'postgres') await sql`set local enable_seqscan = off`.execute(work);
}

/** KiB; SQLite keeps them at hand as it needs them. */
const LARGE = 262_144;

/**
 * Keeps more of SQLite's indexes at hand while somebody imports: each order of a history changes another place of them.
 * https://www.sqlite.org/pragma.html#pragma_cache_size
 */
export async function withLargeCache<T>(store: Store, run: () => Promise<T>): Promise<T> {
  if (store.dialect === 'postgres') return run();
  const { rows } = await sql<{ cache_size: number }>`pragma cache_size`.execute(store.db);
  await sql`pragma cache_size = ${sql.lit(-LARGE)}`.execute(store.db);
  try {
    return await run();
  } finally {
    await sql`pragma cache_size = ${sql.lit(rows[0]?.cache_size ?? 0)}`.execute(store.db);
  }
}
