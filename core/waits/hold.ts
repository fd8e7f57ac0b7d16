import { type Passage, passagesOf } from '../enrolments';
import { StepError } from '../errors';
import { aboutCategory, aboutCoupon, aboutOrder } from '../ingest';
import type { JsonObject, Outcome, Run, StepContext, StepItem } from '../steps/define';
import { stepKeyOf } from '../steps/shared';
import { rehearse } from './by-hand';
import { type DeadlineRule, deadlineOf } from './deadline';
import { type Parking, park, stepId } from './park';
import { releasedItems, unmarked } from './released';

export interface HoldValues extends DeadlineRule {
  until: string;
  matching: 'any' | 'order' | 'category' | 'coupon';
  match: string;
  holdIn: 'store' | 'run';
  testing: 'timed_out' | 'settled' | 'rehearse';
  contact: string;
  stepKey: string;
}

type HoldItem = StepItem<HoldValues>;

/**
 * Wait Until Purchase: items that the store released go on by their outcome, all others are held. In a run by hand
 * nobody is held: the chosen outcome is followed.
 */
export async function holdUntil(items: readonly HoldItem[], context: StepContext): Promise<Outcome[]> {
  if (context.place.manual) return followByHand(items, context);
  const [first] = items;
  if (!first) return [];
  const key = stepKeyOf(first.values, context.place);
  const released = await releasedItems(
    context.store,
    key,
    items.map(({ json }) => json),
  );
  const arriving = [...items.keys()].filter((item) => !released.has(item));
  const run = arriving.length > 0 ? runToHoldIn(first.values, items.length, context) : undefined;
  const errors = arriving.length > 0 ? await holdArriving(items, arriving, key, context, run) : [];
  const leaving = [...released].map(([item, { outcome, json }]): Outcome => ({
    item,
    output: outcome,
    json,
  }));
  return [...leaving, ...errors];
}

function runToHoldIn({ holdIn }: HoldValues, people: number, context: StepContext): Run | undefined {
  if (holdIn !== 'run') return undefined;
  if (people === 1) return context.run?.();
  throw new StepError(`An execution can hold one person, and ${people} came.`, {
    parameter: 'holdIn',
    advice:
      'Hold them in the store, or hand them over one by one: to a sub-workflow that runs once for each item, or by Loop Over Items where they may wait one after the other.',
  });
}

async function holdArriving(
  items: readonly HoldItem[],
  arriving: readonly number[],
  key: string,
  context: StepContext,
  run: Run | undefined,
): Promise<Outcome[]> {
  const { store, clock, place } = context;
  const { errors, held } = await store.write(async (work) => {
    const asked = arriving.flatMap((item) => {
      const { json, values } = items[item] ?? {};
      return json && values ? [{ item, json: unmarked(json), values, contact: values.contact }] : [];
    });
    const passages = await passagesOf(work, context, asked);
    const parkings: Parking[] = [];
    const errors: Outcome[] = [];
    asked.forEach(({ item, json, values }, i) => {
      const parking = parkingOf(json, values, passages[i], run);
      if (parking instanceof StepError) errors.push({ item, error: parking });
      else if (!hasEnded(passages[i])) parkings.push(parking);
    });
    const held = await park(work, store, await stepId(work, key, place, clock.now()), parkings, clock.now());
    return { errors, held };
  });
  if (held > 0) await run?.wait();
  return errors;
}

/** Of two contacts that became one, one passage goes on: who walked the other goes no further than here. */
const hasEnded = (passage: Passage | StepError | undefined) =>
  passage !== undefined && 'ended' in passage && passage.ended;

function parkingOf(
  json: JsonObject,
  values: HoldValues,
  passage: Passage | StepError | undefined,
  run?: Run,
): Parking | StepError {
  if (!passage || passage instanceof StepError) return passage ?? new StepError('The item has no contact.');
  try {
    const { due, since } = deadlineOf(values, passage);
    const { contact, enrolment, leg, lastStepAt, journey } = passage;
    return {
      enrolment,
      contact: contact.id,
      leg,
      event: values.until,
      about: aboutOf(json, values),
      since,
      due,
      wakeAt: contact.clock.wallAt(due),
      ...(run && { inRun: true }),
      json: {
        ...json,
        journey: { enrolment, leg, lastStepAt, name: journey, ...(run && { run: run.address }) },
      },
    };
  } catch (error) {
    if (error instanceof StepError) return error;
    throw error;
  }
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

function textAt(json: JsonObject, ...path: string[]): string {
  let found: unknown = json;
  for (const key of path) found = isObject(found) ? found[key] : undefined;
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}

/** Where an item says what it is about, when the step does not. */
const saidAt = {
  order: ['event', 'order', 'id'],
  category: ['event', 'product', 'category'],
  coupon: ['coupon', 'code'],
};
const abouts = { order: aboutOrder, category: aboutCategory, coupon: aboutCoupon };

function aboutOf(json: JsonObject, { matching, match }: HoldValues): string {
  if (matching === 'any') return '';
  const meant = match === '' ? textAt(json, ...saidAt[matching]) : match;
  if (meant !== '') return abouts[matching](meant);
  throw new StepError(`The item does not say which ${matching} to wait for.`, {
    parameter: 'match',
    advice: 'Fill in “Match”, for example with an expression.',
  });
}

async function followByHand(items: readonly HoldItem[], context: StepContext): Promise<Outcome[]> {
  const passages = await context.store.write((work) =>
    passagesOf(
      work,
      context,
      items.map(({ json, values }) => ({ json, contact: values.contact })),
    ),
  );
  const errors: Outcome[] = [];
  const followed: { item: number; values: HoldValues; parking: Parking }[] = [];
  items.forEach(({ json, values }, item) => {
    const parking = parkingOf(unmarked(json), values, passages[item]);
    if (parking instanceof StepError) errors.push({ item, error: parking });
    else followed.push({ item, values, parking });
  });
  const [rehearsing, chosen] = [followed.filter(isRehearsal), followed.filter((one) => !isRehearsal(one))];
  const outcomes = await rehearse(
    rehearsing.map(({ parking }) => parking),
    context,
  );
  return [
    ...errors,
    ...chosen.map(({ item, values, parking }) => ({ item, output: values.testing, json: parking.json })),
    ...rehearsing.map(({ item, parking }, i) => ({
      item,
      output: outcomes[i] ?? 'timed_out',
      json: parking.json,
    })),
  ];
}

const isRehearsal = ({ values }: { values: HoldValues }) => values.testing === 'rehearse';
