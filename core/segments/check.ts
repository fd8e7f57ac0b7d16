import { readScores, type Score } from '../scores';
import type { JsonObject, Outcome, StepContext, StepItem } from '../steps/define';
import type { Work } from '../store';
import {
  askedSegment,
  type AskedSegment,
  blaming,
  type FindDefinition,
  namedDefinition,
  readyMadeSegment,
  saveAsked,
  type SegmentChoice,
} from './asked';
import { type Asked, evaluate, explain, loadScoring, resolve, type Scoring } from './compile';
import type { SegmentDefinition } from './definition/types';
import { definitionFinder } from './membership';
import { askedOf, meet, type Met, runAlike, tell } from './people';
import { phrase } from './phrases';

export interface CheckValues extends SegmentChoice {
  /** Ready-made segments. */
  alsoCheck: string[];
  /** Names of segments, commas between them. */
  alsoNamed: string;
  scores: Score[];
  details: ('reasons' | 'definitions')[];
  contact: string;
}

/** Adds to each item which segments its person is in and why, and the person's scores. */
export async function checkPeople(
  items: readonly StepItem<CheckValues>[],
  context: StepContext,
): Promise<Outcome[]> {
  const { store } = context;
  return runAlike(items, async (values, alike) => {
    const find = await definitionFinder(store.db);
    const own = ownOf(values, find);
    for (const segment of own) await saveAsked(context, values, segment, find);
    const segments = segmentsOf(own, values, find);
    return store.write(async (work) => {
      const { met, failed } = await meet(work, context, alike);
      const findings = await findOut(work, context, values, segments, find, askedOf(met));
      const checked = met.map((one: Met<CheckValues>): Outcome => {
        const found = findings.get(one.passage.contact.id);
        return { item: one.item, output: 'checked', json: { ...tell(one), ...found } };
      });
      return [...failed, ...checked];
    });
  });
}

/** The step's own segment; none where nothing was built. */
function ownOf(values: CheckValues, find: FindDefinition): AskedSegment[] {
  if (values.segment === 'built_here' && values.conditions.length === 0) return [];
  return [askedSegment(values, find)];
}

/** The segments asked for, each name once: the first that has it. */
function segmentsOf(
  own: readonly AskedSegment[],
  { alsoCheck, alsoNamed, segmentZone: timeZone }: CheckValues,
  find: FindDefinition,
): AskedSegment[] {
  const names = alsoNamed.split(',').map((name) => name.trim());
  const segments = [
    ...own,
    ...alsoCheck.map((name) => readyMadeSegment(name, { timeZone })),
    ...names
      .filter((name) => name !== '')
      .map((name) => ({
        name,
        definition: blaming('alsoNamed', () => namedDefinition(name, find)),
      })),
  ];
  return segments.filter(({ name }, index) => segments.findIndex((one) => one.name === name) === index);
}

/** What is found out about each person, as it goes into the item. */
async function findOut(
  work: Work,
  { store }: StepContext,
  { scores, details }: CheckValues,
  segments: readonly AskedSegment[],
  find: FindDefinition,
  asked: readonly Asked[],
): Promise<Map<number, JsonObject>> {
  const scoring = await loadScoring(work);
  const resolved = segments.map(({ definition }) => resolve(definition, find));
  const verdicts = await evaluate(work, store, resolved, asked, scoring);
  const reasons = details.includes('reasons')
    ? await Promise.all(resolved.map((definition) => reasonsOf(work, store, definition, asked, scoring)))
    : [];
  const likeTo = segments.map(({ name }) => name);
  const known = scores.length > 0 ? await readScores(work, store, asked, { scores, likeTo }) : undefined;
  const byName = <T>(value: (index: number) => T) =>
    Object.fromEntries(segments.map(({ name }, index) => [name, value(index)]));
  const definitions = byName((index) => segments[index]?.definition);
  const findings = asked.map(({ id }, place): [number, JsonObject] => [
    id,
    {
      segments: byName((index) => verdicts[place]?.[index]?.member ?? false),
      ...(details.includes('reasons') && { reasons: byName((index) => reasons[index]?.[place] ?? []) }),
      ...(details.includes('definitions') && { definitions }),
      ...(known && { scores: known.get(id) ?? {} }),
    },
  ]);
  return new Map(findings);
}

/** Conditions under `none` are told the other way round. */
async function reasonsOf(
  work: Work,
  store: StepContext['store'],
  definition: SegmentDefinition,
  asked: readonly Asked[],
  scoring: Scoring,
): Promise<{ condition: string; held: boolean }[][]> {
  const reasons = await explain(work, store, definition, asked, scoring);
  return reasons.map((all) =>
    all.map(({ place, condition, held }) => {
      const turned = (place.match(/\.none\[/g) ?? []).length % 2 === 1;
      return turned
        ? { condition: `not: ${phrase(condition)}`, held: !held }
        : { condition: phrase(condition), held };
    }),
  );
}
