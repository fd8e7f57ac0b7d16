import { type Expression, type Kysely, sql } from 'kysely';
import { Columns } from '../columns';
import type { Tables } from '../tables';

/** Reads columns by the aggregate of the reading thread (see worker.ts). */
export async function readColumns<N extends string>(
  bulk: Kysely<Tables>,
  query: Expression<unknown>,
  names: readonly N[],
): Promise<Columns<N>> {
  const { rows } = await sql<{ packed: Uint8Array }>`
    select packed(${sql.join(names.map((name) => sql.ref(name)))}) as packed from (${query})`.execute(bulk);
  const { buffer } = rows[0]?.packed ?? new Uint8Array();
  return new Columns(names, new Float64Array(buffer));
}
