import { StepError } from '../errors';
import type { Outcome, StepContext, StepItem } from '../steps/define';
import { stepKeyOf } from '../steps/shared';
import { releasedItems, unmarked } from './released';

/**
 * A run of a trigger: people whom the store released start; in a run by hand, whatever comes starts.
 * `advice`: how people start here, for whoever hands the trigger an item.
 */
export async function startReleased(
  items: readonly StepItem<{ stepKey: string }>[],
  { store, place }: StepContext,
  advice: string,
): Promise<Outcome[]> {
  const [first] = items;
  if (!first) return [];
  if (place.manual) return items.map(({ json }, item) => ({ item, output: 'started', json: unmarked(json) }));
  const released = await releasedItems(
    store,
    stepKeyOf(first.values, place),
    items.map(({ json }) => json),
  );
  return items.map((_, item): Outcome => {
    const known = released.get(item);
    if (known) return { item, output: 'started', json: known.json };
    return { item, error: new StepError('The item was not released by this trigger.', { advice }) };
  });
}
