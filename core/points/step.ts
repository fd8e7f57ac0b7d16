import { type Passage, passagesOf } from '../enrolments';
import { StepError } from '../errors';
import type { JsonObject, Outcome, StepContext, StepItem } from '../steps/define';
import type { Work } from '../store';
import { balancesOf, charge, grant, type PointsAsked, type PointsTold } from './ledger';

export interface PointsValues {
  operation: 'grant' | 'spend' | 'check';
  points: number;
  purpose: string;
  reason: string;
  contact: string;
}

interface Asked extends PointsAsked {
  item: number;
  json: JsonObject;
  operation: PointsValues['operation'];
}

/** Points: gives, takes or looks at each person's points, in one transaction for the whole batch and in its order. */
export async function changePoints(
  items: readonly StepItem<PointsValues>[],
  context: StepContext,
): Promise<Outcome[]> {
  return context.store.write(async (work) => {
    const passages = await passagesOf(
      work,
      context,
      items.map(({ json, values }) => ({ json, contact: values.contact })),
    );
    const outcomes: Outcome[] = [];
    const asked: Asked[] = [];
    items.forEach((one, item) => {
      const found = askedOf(one, item, passages[item], context);
      if (found instanceof StepError) outcomes.push({ item, error: found });
      else asked.push(found);
    });
    for (const same of runsOf(asked)) {
      const told = await settle(work, context, same);
      outcomes.push(...same.map((one, i) => outcomeOf(one, told[i])));
    }
    return outcomes;
  });
}

function askedOf(
  { json, values }: StepItem<PointsValues>,
  item: number,
  passage: Passage | StepError | undefined,
  { place }: StepContext,
): Asked | StepError {
  if (!passage || passage instanceof StepError) return passage ?? new StepError('The item has no contact.');
  const { operation, points, reason } = values;
  if (!Number.isInteger(points))
    return new StepError(`${points} is not a whole number of points.`, {
      parameter: 'points',
      advice: 'Give a whole number, like 100.',
    });
  const purpose = values.purpose.trim() === '' ? `step ${place.node}` : values.purpose.trim();
  return { item, json, operation, passage, points, purpose, reason };
}

/** Items of one operation that stand behind each other. */
function runsOf(asked: readonly Asked[]): Asked[][] {
  const runs: Asked[][] = [];
  for (const one of asked) {
    const last = runs.at(-1);
    if (last?.[0]?.operation === one.operation) last.push(one);
    else runs.push([one]);
  }
  return runs;
}

async function settle(work: Work, context: StepContext, asked: readonly Asked[]): Promise<PointsTold[]> {
  const [first] = asked;
  if (first?.operation === 'grant') return grant(work, context, asked);
  if (first?.operation === 'spend') return charge(work, context, asked);
  const balances = await balancesOf(
    work,
    context.store,
    asked.map(({ passage }) => passage.contact.id),
  );
  return asked.map(({ passage, points }) => {
    const balance = balances.get(passage.contact.id) ?? 0;
    return { enough: balance >= points, change: 0, balance };
  });
}

function outcomeOf({ item, json, points, purpose }: Asked, told: PointsTold | undefined): Outcome {
  if (!told) throw new Error('a change of points was not answered');
  const { enough, change, balance } = told;
  if (enough) return { item, output: 'done', json: { ...json, points: { balance, change, purpose } } };
  const reason = {
    reason: 'not_enough',
    detail: `${points} points are asked for, and there are ${balance}.`,
  };
  return { item, output: 'not_enough', json: { ...json, points: { balance, change, purpose, ...reason } } };
}
