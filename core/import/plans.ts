import { sql } from 'kysely';
import type { Store, Work } from '../store';

/**
 * Has rows looked up by their index until the transaction ends. PostgreSQL's statistics lag behind tables that grow as
 * fast as an import lets them; going by those it would at times read whole tables for each page. SQLite has none.
 */
export async function useIndexes(work: Work, store: Store): Promise<void> {
  if (store.dialect === 'postgres') await sql`set local enable_seqscan = off`.execute(work);
}
