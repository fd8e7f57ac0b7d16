import { sql } from 'kysely';
import type { Window } from '../definition/types';
import type { Scope } from './scope';
import { instantOf, millisOf } from '../definition/time';
import { both, int, never, type Sql } from './words';

/** A window as SQL. */
export interface CompiledWindow {
  /** Whether an instant is in it. */
  has(at: Sql<number>): Sql<boolean>;
  /** The next instant after now at which that may change for an instant; `NEVER` where none will. */
  changes: ((at: Sql<number>) => Sql<number>)[];
  /** Nothing changes any more for instants up to one of these. */
  reach: Sql<number>[];
  /** What is in it now, only leaves it: so long after its instant (ms). */
  lasts: number | undefined;
  /** It has no end: whatever is later than something in it is in it too. */
  open: boolean;
}

const moves = (at: Sql<number>, span: number, now: Sql<number>): Sql<number> =>
  sql`case when ${at} > ${now} - ${int(span)} then ${at} + ${int(span)} else ${never} end`;

/** Compiles a window; without one everything is in it. */
export function windowOf(scope: Scope, window: Window = {}): CompiledWindow {
  const { now } = scope;
  const { last, olderThan, from, until, timeZone = scope.timeZone } = window;
  const bounds: ((at: Sql<number>) => Sql<boolean>)[] = [];
  const changes: CompiledWindow['changes'] = [];
  const reach: Sql<number>[] = [];
  const slide = (span: number) => {
    changes.push((at) => moves(at, span, now));
    reach.push(sql`${now} - ${int(span)}`);
  };
  if (last) {
    const span = millisOf(last);
    bounds.push((at) => sql`${at} > ${now} - ${int(span)}`);
    slide(span);
  }
  if (olderThan) {
    const span = millisOf(olderThan);
    bounds.push((at) => sql`${at} <= ${now} - ${int(span)}`);
    slide(span);
  }
  if (from !== undefined) bounds.push((at) => sql`${at} >= ${int(instantOf(from, timeZone))}`);
  if (until !== undefined) bounds.push((at) => sql`${at} < ${int(instantOf(until, timeZone))}`);
  if (window.this) {
    const { start, end } = scope.period(window.this, timeZone);
    bounds.push(
      (at) => sql`${at} >= ${start}`,
      (at) => sql`${at} < ${end}`,
    );
    changes.push((at) => sql`case when ${at} >= ${start} then ${end} else ${never} end`);
    reach.push(sql`${start} - 1`);
  }
  return {
    has: (at) => both(bounds.map((bound) => bound(at))),
    changes,
    reach,
    lasts: last && !olderThan && !window.this ? millisOf(last) : undefined,
    open: !olderThan && until === undefined && !window.this,
  };
}
