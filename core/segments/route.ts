import type { Outcome, StepContext, StepItem } from '../steps/define';
import { rowOutput } from '../steps/outputs';
import type { Work } from '../store';
import { blaming, type FindDefinition, namedDefinition, parseDefinition, readyMadeSegment } from './asked';
import { evaluate, loadScoring, resolve } from './compile';
import type { SegmentDefinition } from './definition/types';
import { definitionFinder } from './membership';
import { askedOf, meet, type Met, runAlike, tell } from './people';
import { readyMade } from './ready-made';
import { type Stage, stageOf, type StageInputs } from './stages';

export interface RouteValues {
  by: 'stages' | 'groups' | 'segments';
  stages: Stage[];
  lapsedAfter: number;
  groups: string[];
  readyMade: string[];
  ownSegments: { output: string; from: 'by_name' | 'as_json'; segment: string; definition: string }[];
  everyMatch: boolean;
  segmentZone: string;
  contact: string;
}

/** Sends each item to the output of its person's stage or segment, else to `other`. */
export async function routePeople(
  items: readonly StepItem<RouteValues>[],
  context: StepContext,
): Promise<Outcome[]> {
  return runAlike(items, (values, alike) =>
    context.store.write(async (work) => {
      const { met, failed } = await meet(work, context, alike);
      const routed =
        values.by === 'stages' ? byStage(work, context, met) : bySegment(work, context, values, met);
      return [...failed, ...(await routed)];
    }),
  );
}

/** `contact.stage` is added. */
async function byStage(
  work: Work,
  { store }: StepContext,
  met: readonly Met<RouteValues>[],
): Promise<Outcome[]> {
  const asked = store.batch({ id: 'integer', now: 'integer' }, askedOf(met));
  const rows = await work
    .selectFrom('rollup')
    .where('contact_id', 'in', (eb) => eb.selectFrom(asked.as('asked')).select('asked.id'))
    .select(['contact_id', 'registered_at', 'cart_items', 'orders_open', 'orders_paid', 'last_paid_at'])
    .execute();
  const rollups = new Map<number, StageInputs>(rows.map((row) => [row.contact_id, row]));
  return met.map((one): Outcome => {
    const { values, passage, item } = one;
    const rollup = rollups.get(passage.contact.id);
    const stage = rollup && stageOf(rollup, passage.contact.clock.now(), values.lapsedAfter);
    const output = stage && values.stages.includes(stage) ? stage : 'other';
    return { item, output, json: tell(one, { stage: stage ?? null }) };
  });
}

interface Target {
  output: string;
  name: string;
  definition: SegmentDefinition;
}

/** The first match decides, or each does. `segment.name` is added. */
async function bySegment(
  work: Work,
  { store }: StepContext,
  values: RouteValues,
  met: readonly Met<RouteValues>[],
): Promise<Outcome[]> {
  const find = await definitionFinder(work);
  const targets = targetsOf(values, find);
  const asked = askedOf(met);
  const definitions = targets.map(({ definition }) => definition);
  const verdicts = await evaluate(work, store, definitions, asked, await loadScoring(work));
  const byContact = new Map(asked.map(({ id }, index) => [id, verdicts[index] ?? []]));
  return met.flatMap((one): Outcome[] => {
    const held = byContact.get(one.passage.contact.id) ?? [];
    const matches = targets.filter((_, index) => held[index]?.member);
    const { item } = one;
    if (matches.length === 0) return [{ item, output: 'other', json: tell(one) }];
    return (values.everyMatch ? matches : matches.slice(0, 1)).map(({ output, name }) => ({
      item,
      output,
      json: { ...tell(one), segment: { name } },
    }));
  });
}

/** In the order of the outputs; segments that others name are written out. */
function targetsOf(values: RouteValues, find: FindDefinition): Target[] {
  const { by, groups, readyMade: picked, ownSegments, segmentZone: timeZone } = values;
  const names = by === 'groups' ? groups : picked;
  const comeAlong = readyMade
    .filter(({ name }) => names.includes(name))
    .map(({ name }) => ({ output: name, ...readyMadeSegment(name, { timeZone }) }));
  if (by === 'groups') return comeAlong;
  return [...comeAlong, ...ownSegments.map((row, index) => ownTarget(row, index, find))];
}

function ownTarget(
  { output, from, segment, definition }: RouteValues['ownSegments'][number],
  index: number,
  find: FindDefinition,
): Target {
  const name = (from === 'by_name' ? segment : output).trim();
  const written = () => (from === 'by_name' ? namedDefinition(name, find) : parseDefinition(definition));
  return {
    output: rowOutput('ownSegments', index),
    name,
    definition: blaming('ownSegments', () => resolve(written(), find), `Own segment ${index + 1}: `),
  };
}
