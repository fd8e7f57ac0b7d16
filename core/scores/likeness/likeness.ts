import { StepError } from '../../errors';
import { Slices } from '../maths/slices';
import { own } from '../own';
import { type Auc, aucOf, type Scored } from './auc';
import { columnsOf, type Example, type Features, grown, rowsOf } from './columns';
import { logisticWeights } from './logistic';

/** What speaks for being like the members, in log-odds. */
interface Weights {
  intercept: number;
  /** On ln(1 + number) / scale. */
  numbers: Record<string, { scale: number; weight: number }>;
  facts: Record<string, number>;
}

/** What makes people like the members of a segment. Plain data, to be stored. */
export interface Likeness extends Auc, Weights {
  /** False when the held-out people show no more than chance: then nobody's likeness means anything. */
  beatsChance: boolean;
  /** What alone tells the members from others nearly always: the segment's own definition, not a likeness. */
  leftOut: string[];
  /** How many it was learnt and tested with. */
  members: number;
  others: number;
}

const FEWEST = 50;
const HELD_OUT_EACH = 5;

/**
 * Learns what members of a segment have that others do not, from four fifths of the examples, and tests on the fifth
 * that was held out whether that beats chance. The same examples in the same order give the same result.
 * Throws `StepError` with fewer than 50 members or 50 others. Yields to the event loop.
 */
export async function learnLikeness(examples: readonly Example[]): Promise<Likeness> {
  const members = examples.filter(({ member }) => member);
  const others = examples.filter(({ member }) => !member);
  if (members.length < FEWEST || others.length < FEWEST) {
    throw new StepError(
      `A likeness cannot be learnt from ${members.length} members and ${others.length} others.`,
      { advice: `Choose a segment with at least ${FEWEST} people in it and ${FEWEST} outside.` },
    );
  }
  const isHeldOut = (i: number) => i % HELD_OUT_EACH === HELD_OUT_EACH - 1;
  const heldOut = [members, others].flatMap((some) => some.filter((_, i) => isHeldOut(i)));
  const learnt = [members, others].flatMap((some) => some.filter((_, i) => !isHeldOut(i)));
  const { used, giveaways } = await columnsOf(learnt);
  const [intercept = 0, ...weights] = await logisticWeights(await rowsOf(used, learnt), used.length + 1);
  const weighted = used.map((column, i) => ({ ...column, weight: weights[i] ?? 0 }));
  const model: Weights = {
    intercept,
    numbers: Object.fromEntries(
      weighted.flatMap((column) =>
        column.kind === 'number' ? [[column.name, { scale: column.scale, weight: column.weight }]] : [],
      ),
    ),
    facts: Object.fromEntries(
      weighted.flatMap(({ kind, name, weight }) => (kind === 'fact' ? [[name, weight]] : [])),
    ),
  };
  const test = aucOf(await scoredBy(model, heldOut));
  return {
    ...test,
    beatsChance: test.low > 0.5,
    ...model,
    leftOut: giveaways.map(({ name }) => name),
    members: members.length,
    others: others.length,
  };
}

const EXAMPLES_BETWEEN_LOOKS = 200;

async function scoredBy(model: Weights, examples: readonly Example[]): Promise<Scored[]> {
  const slices = new Slices();
  const scored: Scored[] = [];
  for (const { features, member } of examples) {
    scored.push({ score: likenessOf(model, features), member });
    if (scored.length % EXAMPLES_BETWEEN_LOOKS === 0 && slices.over) await slices.next();
  }
  return scored;
}

/**
 * How like the members a person is, from 0 to 1. At 0.5 as like them as like the others: not the share of the base
 * that are members, but an order to pick from.
 */
export function likenessOf({ intercept, numbers, facts }: Weights, features: Features): number {
  let odds = intercept;
  for (const [name, value] of Object.entries(features.numbers)) {
    const known = own(numbers, name);
    if (known) odds += (known.weight * grown(value)) / known.scale;
  }
  for (const fact of features.facts) odds += own(facts, fact) ?? 0;
  return 1 / (1 + Math.exp(-odds));
}
