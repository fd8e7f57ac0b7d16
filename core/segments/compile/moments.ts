import { sql } from 'kysely';
import type { Happening, TimeCondition } from '../definition/types';
import { rowsOf } from './happenings';
import type { Compiled, Scope } from './scope';
import { type CompiledWindow, windowOf } from './window';
import type { Sql } from './words';

/** The first or last time that something happened; null where it never did. */
interface Moment {
  at: Sql<number>;
  /** A column of the rollup, free to read. */
  kept: boolean;
}

type Which = 'first' | 'last';

const rollup: ReadonlyMap<string, Record<Which, Sql<number>>> = new Map([
  ['order_paid', { first: sql<number>`r.first_paid_at`, last: sql<number>`r.last_paid_at` }],
  ['customer_registered', { first: sql<number>`r.registered_at`, last: sql<number>`r.registered_at` }],
]);

/** The first or last time of a happening, whatever its window. */
export function momentOf(scope: Scope, which: Which, happening: Happening): Moment {
  const kept = happening.where ? undefined : rollup.get(happening.did)?.[which];
  if (kept) return { at: kept, kept: true };
  const rows = rowsOf(scope, happening, 'e');
  const edge = which === 'first' ? sql`min(${rows.at})` : sql`max(${rows.at})`;
  return { at: sql`(select ${edge} from ${rows.from} where ${rows.where})`, kept: false };
}

/** Whether a moment lies in a window, and when that changes. */
export function isIn(scope: Scope, { at, kept }: Moment, window: CompiledWindow): Compiled {
  const read = kept ? at : sql.ref<number>('m.at');
  const asked = <T>(of: Sql<T>): Sql<T> => (kept ? of : sql`(select ${of} from (select ${at} as at) as m)`);
  const member = asked(sql<boolean>`(${read} is not null and ${window.has(read)})`);
  if (window.changes.length === 0) return { member };
  return { member, flipsAt: asked(scope.words.least(window.changes.map((change) => change(read)))) };
}

/** The first or last time of an event lies in a window. */
export function compileTime(scope: Scope, condition: TimeCondition): Compiled {
  const { where, is } = condition;
  const [which, did]: [Which, string] =
    'first' in condition ? ['first', condition.first] : ['last', condition.last];
  return isIn(scope, momentOf(scope, which, { did, ...(where && { where }) }), windowOf(scope, is));
}
