import { sql } from 'kysely';
import type { Range } from '../definition/types';
import { both, int, type Sql } from './words';

/** Whether a value is in a range. `bound`: how a bound is written that the value is compared with. */
export function inRange(
  value: Sql<number>,
  { atLeast, atMost, above, below }: Range,
  bound: (value: number) => Sql<number> = int,
): Sql<boolean> {
  return both([
    ...(atLeast === undefined ? [] : [sql<boolean>`${value} >= ${bound(atLeast)}`]),
    ...(atMost === undefined ? [] : [sql<boolean>`${value} <= ${bound(atMost)}`]),
    ...(above === undefined ? [] : [sql<boolean>`${value} > ${bound(above)}`]),
    ...(below === undefined ? [] : [sql<boolean>`${value} < ${bound(below)}`]),
  ]);
}

/** Whether a number is in a range. */
export const isInRange = (
  value: number,
  { atLeast = -Infinity, atMost = Infinity, above = -Infinity, below = Infinity }: Range,
): boolean => value >= atLeast && value <= atMost && value > above && value < below;
