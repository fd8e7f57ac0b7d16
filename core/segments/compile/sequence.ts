import { sql } from 'kysely';
import type { SequenceCondition } from '../definition/types';
import { rowsOf } from './happenings';
import type { Compiled, Scope } from './scope';
import { millisOf } from '../definition/time';
import { windowOf } from './window';
import { both, int, never, type Sql } from './words';

/** Did the first, and within the span after it did not do the other. */
export function compileSequence(scope: Scope, condition: SequenceCondition): Compiled {
  const { after, didNot, where, within, same } = condition;
  const { words, now } = scope;
  const span = int(millisOf(within));
  const first = rowsOf(scope, after, 'a');
  const other = rowsOf(scope, { did: didNot, ...(where && { where }) }, 'b');
  const conditions = [
    other.where,
    sql<boolean>`${other.at} >= ${first.at}`,
    sql<boolean>`${other.at} < ${first.at} + ${span}`,
  ];
  if (didNot === after.did) conditions.push(first.isOther('b'));
  if (same) {
    const shared = (text: Sql<string>) => other.some(same)((its) => sql`${its} = ${text}`);
    conditions.push(first.some(same)(shared));
  }
  const undone = [
    first.where,
    ...(same ? [first.some(same)((text) => sql`${text} is not null`)] : []),
    sql<boolean>`not exists (select 1 from ${other.from} where ${both(conditions)})`,
  ];
  const window = windowOf(scope, after.when);
  const over = sql<boolean>`${first.at} <= ${now} - ${span}`;
  const ends = sql<number>`case when ${first.at} > ${now} - ${span} then ${first.at} + ${span} else ${never} end`;
  const next = words.least([ends, ...window.changes.map((change) => change(first.at))]);
  const reach = words.least([sql`${now} - ${span}`, ...window.reach]);
  return {
    member: sql`exists (select 1 from ${first.from} where ${both([window.has(first.at), over, ...undone])})`,
    flipsAt: sql`coalesce((select min(${next}) from ${first.from}
      where ${both([sql`${first.at} > ${reach}`, ...undone])}), ${never})`,
  };
}
