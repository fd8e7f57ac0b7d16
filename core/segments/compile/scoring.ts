import type { Kysely } from 'kysely';
import type { RfmCuts } from '../../scores/rfm';
import type { Tables } from '../../store';

/** What the last scoring run found that conditions compare with. */
export interface Scoring {
  /** Left out before the first run: nobody has a score then. */
  rfm?: RfmCuts;
}

/** The findings of the last scoring run. */
export async function loadScoring(db: Kysely<Tables>): Promise<Scoring> {
  const row = await db.selectFrom('scoring').where('name', '=', 'rfm').select('value').executeTakeFirst();
  return row ? { rfm: JSON.parse(row.value) as RfmCuts } : {};
}
