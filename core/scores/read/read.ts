import type { Kysely } from 'kysely';
import type { Store, Tables } from '../../store';
import { forgottenAfter } from '../activity';
import { loadFacts, loadLikenesses } from '../facts';
import { Slices } from '../maths/slices';
import { HolidayCalendar } from '../preferences/holiday';
import { type Base, type ScoreRules, usualRules } from './base';
import { DEED_DAYS } from './features';
import { type Asked, type History, readHistories } from './history';
import { type PersonScores, type Score, scorers } from './scores';

export interface ScoresAsked {
  scores: readonly Score[];
  /** Segments that likeness is asked to; all to which one was learnt without it. */
  likeTo?: readonly string[];
  rules?: Partial<ScoreRules>;
}

/** How many days back deeds count under these rules. */
function deedDaysOf({ activity: { halfLifeDays, weights } }: ScoreRules): number {
  return Math.max(DEED_DAYS, forgottenAfter(Math.max(...Object.values(weights)), halfLifeDays));
}

/**
 * The scores asked for of a page of people at their own now, by contact; in a number of queries that does not grow
 * with the page. What follows from everybody is as of the last scoring run, and null before the first.
 */
export async function readScores(
  db: Kysely<Tables>,
  store: Store,
  people: readonly Asked[],
  { scores, likeTo, rules: own = {} }: ScoresAsked,
): Promise<Map<number, Partial<PersonScores>>> {
  if (people.length === 0) return new Map();
  const rules = { ...usualRules, ...own };
  const base: Base = {
    facts: await loadFacts(db),
    likenesses: scores.includes('likeness') ? await loadLikenesses(db, likeTo) : new Map(),
    rules,
    calendar: new HolidayCalendar(rules.holidays),
  };
  const needs = new Set(scores.flatMap((score) => scorers[score].needs));
  const histories = await readHistories(db, store, people, needs, deedDaysOf(rules));
  const found = new Map<number, Partial<PersonScores>>();
  const slices = new Slices();
  for (const history of histories) {
    found.set(history.id, scoresOf(history, scores, base));
    if (slices.over) await slices.next();
  }
  return found;
}

const scoresOf = (history: History, scores: readonly Score[], base: Base): Partial<PersonScores> =>
  Object.fromEntries(scores.map((score) => [score, scorers[score].of(history, base)]));
