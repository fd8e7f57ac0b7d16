import { sql } from 'kysely';
import type { Filter, Happening } from '../definition/types';
import { eventRows } from './event-rows';
import { testsOf } from './filter';
import { orderRows } from './order-rows';
import { column, ofNothing, type Rows } from './rows';
import type { Scope } from './scope';
import type { CompiledWindow } from './window';
import { both, never, type Sql } from './words';

/** The one registration of a contact: the first, or with a filter the first that is like it. */
function registration({ words }: Scope, alias: string, filter: Filter | undefined): Rows {
  const events = eventRows(words, `${alias}_event`, 'customer_registered');
  const first = filter
    ? sql`select min(${events.at}) as at from ${events.from}
        where ${both([events.where, ...testsOf(words, events, filter)])}`
    : sql`select r.registered_at as at`;
  const at = column<number>(alias, 'at');
  return {
    from: sql`(${first}) as ${sql.ref(alias)}`,
    where: sql`${at} is not null`,
    at,
    amount: sql`null`,
    some: () => ofNothing,
    isOther: () => sql`false`,
  };
}

/** The happenings of a name that a filter lets through, whenever they were, as rows of `alias`. */
export function rowsOf(scope: Scope, { did, where }: Happening, alias: string): Rows {
  if (did === 'customer_registered') return registration(scope, alias, where);
  const rows = orderRows.get(did)?.(alias) ?? eventRows(scope.words, alias, did);
  return where ? { ...rows, where: both([rows.where, ...testsOf(scope.words, rows, where)]) } : rows;
}

/** The next instant at which one of the rows enters or leaves a window; nothing where none ever does. */
export function nextChange(scope: Scope, rows: Rows, window: CompiledWindow): { flipsAt?: Sql<number> } {
  if (window.changes.length === 0) return {};
  const change = scope.words.least(window.changes.map((changes) => changes(rows.at)));
  return {
    flipsAt: sql`coalesce((select min(${change}) from ${rows.from}
      where ${both([rows.where, sql`${rows.at} > ${scope.words.least(window.reach)}`])}), ${never})`,
  };
}
