import { type Passage, passagesOf } from '../enrolments';
import { StepError } from '../errors';
import type { JsonObject, Outcome, StepContext, StepItem } from '../steps/define';
import type { Work } from '../store';

/** An item and its place among those of the run. */
export interface Numbered<V> extends StepItem<V> {
  item: number;
}

/** An item whose person was found. */
export interface Met<V> extends Numbered<V> {
  passage: Passage;
}

/**
 * Runs items together whose settings are the same but for whom they are about, so that one query answers for all of
 * them. A `StepError` of `run` fails its items and no others.
 */
export async function runAlike<V extends { contact: string }>(
  items: readonly StepItem<V>[],
  run: (values: V, alike: readonly Numbered<V>[]) => Promise<Outcome[]>,
): Promise<Outcome[]> {
  // Hosts give all items of a batch one object where no setting follows from the item.
  const keys = new Map<V, string>();
  const keyOf = ({ values }: StepItem<V>) => {
    const key = keys.get(values) ?? JSON.stringify({ ...values, contact: '' });
    keys.set(values, key);
    return key;
  };
  const numbered = items.map((one, item) => ({ ...one, item }));
  const outcomes: Outcome[][] = [];
  for (const alike of Map.groupBy(numbered, keyOf).values()) {
    const [first] = alike;
    if (!first) continue;
    const ran = await run(first.values, alike).catch((error: unknown) => {
      if (!(error instanceof StepError)) throw error;
      return alike.map(({ item }) => ({ item, error }));
    });
    outcomes.push(ran);
  }
  return outcomes.flat();
}

/** The people whom items are about, and what is wrong with the items that are about nobody. */
export async function meet<V extends { contact: string }>(
  work: Work,
  context: StepContext,
  items: readonly Numbered<V>[],
): Promise<{ met: Met<V>[]; failed: Outcome[] }> {
  const passages = await passagesOf(
    work,
    context,
    items.map(({ json, values }) => ({ json, contact: values.contact })),
  );
  const met: Met<V>[] = [];
  const failed: Outcome[] = [];
  items.forEach((one, place) => {
    const passage = passages[place] ?? new StepError('The item has no contact.');
    if (passage instanceof StepError) failed.push({ item: one.item, error: passage });
    else met.push({ ...one, passage });
  });
  return { met, failed };
}

/** Each person once, at their own now. */
export function askedOf(met: readonly Met<unknown>[]): { id: number; now: number }[] {
  const contacts = new Map(met.map(({ passage: { contact } }) => [contact.id, contact]));
  return [...contacts.values()].map(({ id, clock }) => ({ id, now: clock.now() }));
}

/** An item with more said about its contact. */
export function tell({ json, passage }: Met<unknown>, more: JsonObject = {}): JsonObject {
  const told = json['contact'];
  const contact = typeof told === 'object' && told !== null ? told : {};
  return { ...json, contact: { ...contact, id: passage.contact.id, ...more } };
}
