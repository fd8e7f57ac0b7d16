import { CompiledQuery, type Kysely, sql } from 'kysely';
import type { SegmentDefinition } from '../definition/types';
import { leavesOf } from '../definition/walk';
import type { Store, Tables } from '../../store';
import { listColumns, questionOf } from './question';
import type { Periods } from './periods';
import type { Scoring } from './scoring';
import { NEVER } from './words';

/** A contact and its own now (ms UTC). */
export interface Asked {
  id: number;
  now: number;
}

/** Whether a contact is in a segment. */
export interface Verdict {
  member: boolean;
  /** The next instant (ms UTC, the contact's time) at which time alone may change that; null where none will. */
  flipsAt: number | null;
}

/**
 * Whether each asked contact is in each segment. `definitions`: checked and resolved; the same objects again and again
 * are the fastest, and so is the same `scoring`. Answers with one array for each of the asked, with one verdict for
 * each definition. A contact that nobody knows is in none. One query, unless the definitions are very many.
 */
export async function evaluate(
  db: Kysely<Tables>,
  store: Store,
  definitions: readonly SegmentDefinition[],
  asked: readonly Asked[],
  scoring: Scoring,
): Promise<Verdict[][]> {
  const verdicts: Verdict[][] = asked.map(() => []);
  if (asked.length === 0) return verdicts;
  for (const some of portions(definitions)) {
    const answers = await ask(db, store, some, asked, scoring);
    verdicts.forEach((those, i) => those.push(...(answers.get(i) ?? some.map(() => NOT_IN))));
  }
  return verdicts;
}

const NOT_IN: Verdict = { member: false, flipsAt: null };

/** As many conditions as one query has room for: SQLite takes 32,766 parameters. */
const MOST_CONDITIONS = 300;

function portions(definitions: readonly SegmentDefinition[]): SegmentDefinition[][] {
  const all: SegmentDefinition[][] = [];
  let room = 0;
  for (const definition of definitions) {
    const size = leavesOf(definition.where).length;
    if (size > room) {
      all.push([]);
      room = MOST_CONDITIONS;
    }
    all.at(-1)?.push(definition);
    room -= size;
  }
  return all;
}

/** Verdicts by place among the asked; those whom nobody knows are left out. */
async function ask(
  db: Kysely<Tables>,
  store: Store,
  definitions: readonly SegmentDefinition[],
  asked: readonly Asked[],
  scoring: Scoring,
): Promise<Map<number, Verdict[]>> {
  const question = questionOf(db, store, definitions, scoring);
  const list = store.batch(listColumns(question.periods), listed(asked, question.periods));
  const parameters = [...sql`${list}`.compile(db).parameters, ...question.parameters];
  const { rows } = await db.executeQuery<Record<string, number | boolean>>(
    CompiledQuery.raw(question.sql, parameters),
  );
  return new Map(
    rows.map((row) => [
      Number(row['place']),
      definitions.map((_, n) => {
        const flipsAt = Number(row[`flips_${n}`]);
        return { member: Boolean(row[`member_${n}`]), flipsAt: flipsAt === NEVER ? null : flipsAt };
      }),
    ]),
  );
}

function listed(asked: readonly Asked[], periods: Periods) {
  const byNow = new Map<number, Record<string, number>>();
  return asked.map(({ id, now }, place) => {
    const those = byNow.get(now) ?? periods.at(now);
    byNow.set(now, those);
    return { place, id, now, ...those };
  });
}
