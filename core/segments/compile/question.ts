import { type Kysely, sql } from 'kysely';
import type { SegmentDefinition } from '../definition/types';
import type { ColumnKind, Dialect, Store, Tables } from '../../store';
import { compileDefinition } from './condition';
import { Periods } from './periods';
import type { Scoring } from './scoring';
import { never, words } from './words';

/** The query that asks of a list of contacts whether they are in each of some segments. */
export interface Question {
  /** Its rows: `place` in the list, and `member_<n>` and `flips_<n>` for the n-th definition. */
  sql: string;
  /** Those after the list's own: the list stands first. */
  parameters: readonly unknown[];
  /** What each contact of the list has to bring along. */
  periods: Periods;
}

/** The columns of the list. */
export const listColumns = (
  periods: Periods,
): Record<'place' | 'id' | 'now', 'integer'> & Record<string, ColumnKind> => ({
  place: 'integer',
  id: 'integer',
  now: 'integer',
  ...periods.columns,
});

function write(
  db: Kysely<Tables>,
  store: Store,
  definitions: readonly SegmentDefinition[],
  scoring: Scoring,
): Question {
  const periods = new Periods();
  const scope = {
    words: words[store.dialect],
    now: sql.ref<number>('asked.now'),
    scoring,
    period: periods.of.bind(periods),
  };
  const verdicts = definitions.flatMap((definition, n) => {
    const { member, flipsAt = never } = compileDefinition(scope, definition);
    return [sql`${member} as ${sql.ref(`member_${n}`)}`, sql`${flipsAt} as ${sql.ref(`flips_${n}`)}`];
  });
  const list = store.batch(listColumns(periods), []);
  // Materialized, or SQLite would read the JSON again for every mention of a column.
  const query = sql`with asked as materialized (select * from ${list} as list)
    select asked.place, ${sql.join(verdicts)} from asked inner join rollup as r on r.contact_id = asked.id`;
  const { parameters, sql: text } = query.compile(db);
  return { sql: text, parameters: parameters.slice(sql`${list}`.compile(db).parameters.length), periods };
}

const MOST_KEPT = 300;
const numbers = new WeakMap<SegmentDefinition, number>();
const kept = new WeakMap<Scoring, Map<string, Question>>();
let count = 0;

function numberOf(definition: SegmentDefinition): number {
  const known = numbers.get(definition);
  if (known !== undefined) return known;
  count += 1;
  numbers.set(definition, count);
  return count;
}

const keyOf = (dialect: Dialect, definitions: readonly SegmentDefinition[]) =>
  `${dialect} ${definitions.map(numberOf).join()}`;

/**
 * The question for some definitions. Writing one takes longer than asking it, so questions are kept for as long as
 * the same objects are asked with.
 */
export function questionOf(
  db: Kysely<Tables>,
  store: Store,
  definitions: readonly SegmentDefinition[],
  scoring: Scoring,
): Question {
  const questions = kept.get(scoring) ?? new Map<string, Question>();
  kept.set(scoring, questions);
  const key = keyOf(store.dialect, definitions);
  const known = questions.get(key);
  if (known) return known;
  const written = write(db, store, definitions, scoring);
  if (questions.size >= MOST_KEPT) questions.clear();
  questions.set(key, written);
  return written;
}
