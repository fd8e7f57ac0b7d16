import type { InsertQueryBuilder, InsertResult } from 'kysely';
import type { BatchRow, ColumnKind, Store, Work } from './store';
import type { Tables } from './tables';

/**
 * An insert of a whole batch; chain `onConflict` and `returning` as with any insert.
 * `columns`: the kind of each column that the rows bring.
 */
export function insertRows<
  T extends keyof Tables,
  const C extends { [K in keyof Tables[T]]?: ColumnKind } & Record<string, ColumnKind>,
>(
  work: Work,
  store: Store,
  table: T,
  columns: C,
  rows: readonly BatchRow<C>[],
): InsertQueryBuilder<Tables, T, InsertResult> {
  const names = Object.keys(columns).filter(
    (name): name is keyof Tables[T] & keyof C & string => name in columns,
  );
  return work.insertInto(table).columns(names).expression(store.values(columns, rows));
}
