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
const LARGE_CACHE = 262_144;
/** Bytes of the file that are read where the system has them, instead of being copied. */
const MAPPED = 2 ** 31;

/**
 * Keeps more of SQLite's file at hand while somebody imports: each order of a history changes another place of the
 * indexes, and is read once more when it is counted. In a process that others share (`shared`) the file is not mapped:
 * a fault of the disk would end it. https://www.sqlite.org/pragma.html#pragma_cache_size, https://www.sqlite.org/mmap.html
 */
export async function withMemory<T>(store: Store, shared: boolean, run: () => Promise<T>): Promise<T> {
  if (store.dialect === 'postgres') return run();
  const usual = (await sql<{ cache_size: number }>`pragma cache_size`.execute(store.db)).rows[0]?.cache_size;
  await sql`pragma cache_size = ${sql.lit(-LARGE_CACHE)}`.execute(store.db);
  if (!shared) await sql`pragma mmap_size = ${sql.lit(MAPPED)}`.execute(store.db);
  try {
    return await run();
  } finally {
    await sql`pragma cache_size = ${sql.lit(usual ?? 0)}`.execute(store.db);
    await sql`pragma mmap_size = 0`.execute(store.db);
  }
}
