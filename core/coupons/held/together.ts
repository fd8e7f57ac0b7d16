import type { StepContext } from '../../steps/define';
import type { HeldValues, Holding, Why } from './held';

const POOL = 'pool:';

/**
 * Those of the coupons, by id, whose codes were made in the shop together with others: in some shops they are one
 * discount there, and what is done to one would be done to all.
 */
export async function madeTogether(
  held: readonly Holding<HeldValues>[],
  { store }: StepContext,
): Promise<Map<number, Why>> {
  const codes = held.flatMap(({ row }) =>
    row.source.startsWith(POOL) ? [{ id: row.id, pool: row.source.slice(POOL.length), code: row.code }] : [],
  );
  if (codes.length === 0) return new Map();
  const asked = store.batch({ id: 'integer', pool: 'text', code: 'text' }, codes);
  const rows = await store.db
    .selectFrom(asked.as('asked'))
    .innerJoin('pool_code', (join) =>
      join.onRef('pool_code.pool', '=', 'asked.pool').onRef('pool_code.code', '=', 'asked.code'),
    )
    .where('pool_code.batch_id', 'is not', null)
    .select(['asked.id', 'pool_code.pool'])
    .execute();
  return new Map(
    rows.map(({ id, pool }): [number, Why] => [
      Number(id),
      {
        reason: 'shop_cannot',
        detail: `The codes of the pool “${pool}” were made together in the shop: change them there.`,
      },
    ]),
  );
}
