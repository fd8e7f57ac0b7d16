import { sql } from 'kysely';
import type { Filter } from '../definition/types';
import type { Some } from './text-test';
import type { Sql } from './words';

/** What happenings say in texts. */
export type TextFact = Exclude<keyof Filter, 'amount' | 'favouritedBy'>;

/** Happenings of one name as rows of a table, under an alias. */
export interface Rows {
  from: Sql<unknown>;
  /** Those of the contact `r`. */
  where: Sql<boolean>;
  at: Sql<number>;
  /** Minor units or points; null where none is said. */
  amount: Sql<number>;
  /** The texts of a fact. */
  some(fact: TextFact): Some;
  /** Whether the row of another alias, of the same name, is another happening. */
  isOther(alias: string): Sql<boolean>;
}

/** A column under an alias. */
export const column = <T>(alias: string, name: string): Sql<T> => sql.ref<T>(`${alias}.${name}`);

/** A fact of one text, or none. */
export const ofText =
  (text: Sql<string>): Some =>
  (isLike) =>
    sql`coalesce(${isLike(text)}, false)`;

/** A fact that is never said. */
export const ofNothing: Some = () => sql`false`;

/** The parts of a kind that an order has. `alias`: of whatever names the order. */
export const ofParts =
  (alias: string, kind: TextFact, source: Sql<string>, order: Sql<string>): Some =>
  (isLike) => {
    const part = `${alias}_${kind}`;
    return sql`exists (select 1 from order_part as ${sql.ref(part)}
      where ${column(part, 'source')} = ${source} and ${column(part, 'order_id')} = ${order}
      and ${column(part, 'kind')} = ${sql.lit(kind)} and ${isLike(column(part, 'value'))})`;
  };
