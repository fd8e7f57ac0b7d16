import { sql } from 'kysely';
import { keptOrder } from '../../ingest/rollups';
import { column, ofNothing, ofParts, ofText, type Rows } from './rows';
import type { Sql } from './words';

function rows(alias: string, at: Sql<number>, counts: Sql<boolean> = sql`${at} is not null`): Rows {
  const source = column<string>(alias, 'source');
  const order = column<string>(alias, 'order_id');
  return {
    from: sql`shop_order as ${sql.ref(alias)}`,
    where: sql`${column(alias, 'contact_id')} = r.contact_id and ${counts}`,
    at,
    amount: sql`(${column(alias, 'amount')} - ${column(alias, 'refunded')})`,
    some(fact) {
      if (fact === 'channel' || fact === 'via') return ofNothing;
      if (fact === 'source' || fact === 'currency') return ofText(column(alias, fact));
      return ofParts(alias, fact, source, order);
    },
    isOther: (other) =>
      sql`(${column(other, 'source')}, ${column(other, 'order_id')}) <> (${source}, ${order})`,
  };
}

/** What becomes of orders, each order once; by the names of events. */
export const orderRows: ReadonlyMap<string, (alias: string) => Rows> = new Map([
  [
    'order_placed',
    (alias: string) => rows(alias, sql`coalesce(${column(alias, 'placed_at')}, ${column(alias, 'paid_at')})`),
  ],
  ['order_paid', (alias: string) => rows(alias, column(alias, 'paid_at'), keptOrder(alias))],
  ['order_cancelled', (alias: string) => rows(alias, column(alias, 'cancelled_at'))],
]);
