import { sql } from 'kysely';
import type { DidCondition, Happening } from '../definition/types';
import { nextChange, rowsOf } from './happenings';
import { isIn, momentOf } from './moments';
import { all, none } from './logic';
import type { Rows } from './rows';
import type { Compiled, Scope } from './scope';
import { type CompiledWindow, windowOf } from './window';
import { both, int, never, type Sql } from './words';

/** How often it happened in all, where the rollup knows. */
const counts: ReadonlyMap<string, Sql<number>> = new Map([
  ['order_paid', sql<number>`r.orders_paid`],
  ['order_placed', sql<number>`r.orders_placed`],
]);

/** For windows that only let go of what is in them: by the k-th latest, the one whose leaving matters. */
function byRank(times: number, rows: Rows, window: CompiledWindow): Compiled {
  const nth = sql<number>`(select ${rows.at} from ${rows.from} where ${both([rows.where, window.has(rows.at)])}
    order by ${rows.at} desc limit 1 offset ${int(times - 1)})`;
  const member = sql<boolean>`${nth} is not null`;
  if (window.lasts === undefined) return { member };
  return { member, flipsAt: sql`coalesce(${nth} + ${int(window.lasts)}, ${never})` };
}

function byCount(scope: Scope, times: number, rows: Rows, window: CompiledWindow): Compiled {
  const count = sql`(select count(*) from ${rows.from} where ${both([rows.where, window.has(rows.at)])})`;
  return { member: sql`${count} >= ${int(times)}`, ...nextChange(scope, rows, window) };
}

/** It happened so many times or more; by the rollup alone where that can tell. */
function atLeast(scope: Scope, times: number, happening: Happening): Compiled {
  const { did, when, where } = happening;
  const window = windowOf(scope, when);
  const registered = did === 'customer_registered';
  if (registered && times > 1) return { member: sql`false` };
  const lastTells = did === 'order_paid' && !where && times === 1 && window.open;
  if (registered || lastTells) return isIn(scope, momentOf(scope, 'last', happening), window);
  const count = counts.get(did);
  const enough = sql<boolean>`${count} >= ${int(times)}`;
  if (count && !when && !where) return { member: enough };
  const rows = rowsOf(scope, happening, 'e');
  const moving = window.changes.length > 0 && window.lasts === undefined;
  const compiled = moving ? byCount(scope, times, rows, window) : byRank(times, rows, window);
  return count ? { ...compiled, member: both([enough, compiled.member]) } : compiled;
}

/** Somebody did something so many times. */
export function compileDid(scope: Scope, condition: DidCondition): Compiled {
  const { times = { atLeast: 1 } } = condition;
  if ('atLeast' in times) return atLeast(scope, times.atLeast, condition);
  if ('atMost' in times) return none(scope, [atLeast(scope, times.atMost + 1, condition)]);
  const { exactly } = times;
  const notMore = none(scope, [atLeast(scope, exactly + 1, condition)]);
  return exactly === 0 ? notMore : all(scope, [atLeast(scope, exactly, condition), notMore]);
}
