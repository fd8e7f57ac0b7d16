import type { Store, Work } from '../../store';

/** A shop that is asked, by one way in. */
export interface Asked {
  /** The shop, as the store names it. */
  source: string;
  /** The way in. */
  api: string;
}

/** Up to where a shop has been asked. */
export interface Position {
  /** What its last answer gave; null before the first. */
  cursor: string | null;
  /** Answers that are taken in. */
  asks: number;
}

/** Up to where a shop has been asked; at the beginning where it never was. */
export async function loadPosition(store: Store, { source, api }: Asked): Promise<Position> {
  const row = await store.db
    .selectFrom('shop_change')
    .where('source', '=', source)
    .where('api', '=', api)
    .select(['cursor', 'asks'])
    .executeTakeFirst();
  return row ?? { cursor: null, asks: 0 };
}

/** Notes an answer, with the transaction that takes it in. False when another process took it in. `now`: wall, ms UTC. */
export async function savePosition(
  work: Work,
  { source, api }: Asked,
  before: Position,
  { cursor, now }: { cursor: string | null; now: number },
): Promise<boolean> {
  const after = { cursor, asks: before.asks + 1, asked_at: now };
  const { numInsertedOrUpdatedRows = 0n } = await work
    .insertInto('shop_change')
    .values({ source, api, ...after })
    .onConflict((conflict) =>
      conflict.columns(['source', 'api']).doUpdateSet(after).where('shop_change.asks', '=', before.asks),
    )
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows > 0n;
}
