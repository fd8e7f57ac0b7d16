import { type Expression, type Kysely, sql } from 'kysely';
import { Columns } from '../columns';
import type { Tables } from '../tables';

/** Reads columns by an aggregate that strings the rows' doubles together. */
export async function readColumns<N extends string>(
  bulk: Kysely<Tables>,
  query: Expression<unknown>,
  names: readonly N[],
): Promise<Columns<N>> {
  const packed = names.map(
    (name) => sql`string_agg(float8send(coalesce(${sql.ref(name)}::float8, 'NaN')), '')`,
  );
  const { rows } = await sql<{ packed: Buffer | null }>`
    select ${sql.join(packed, sql` || `)} as packed from (${query}) as asked`.execute(bulk);
  return new Columns(names, doublesOf(rows[0]?.packed ?? Buffer.alloc(0)));
}

/** PostgreSQL sends the highest byte first. */
function doublesOf(sent: Buffer): Float64Array {
  const { buffer } = new Uint8Array(sent);
  Buffer.from(buffer).swap64();
  return new Float64Array(buffer);
}
