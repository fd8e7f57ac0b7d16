import type { Kysely } from 'kysely';
import type { SegmentDefinition } from '../definition/types';
import { type Leaf, leavesOf } from '../definition/walk';
import type { Store, Tables } from '../../store';
import { type Asked, evaluate } from './evaluate';
import type { Scoring } from './scoring';

/** Whether a contact meets one of a definition's conditions. */
export interface Reason {
  /** Where in the definition it stands: `where.all[2]`. */
  place: string;
  condition: Leaf;
  held: boolean;
}

/** Why each asked contact is in a segment or not: each condition that says something itself, and whether it held. */
export async function explain(
  db: Kysely<Tables>,
  store: Store,
  definition: SegmentDefinition,
  asked: readonly Asked[],
  scoring: Scoring,
): Promise<Reason[][]> {
  const leaves = leavesOf(definition.where);
  const alone = leaves.map(({ condition }) => ({ ...definition, where: condition }));
  const verdicts = await evaluate(db, store, alone, asked, scoring);
  return verdicts.map((held) => leaves.map((leaf, i) => ({ ...leaf, held: held[i]?.member ?? false })));
}
