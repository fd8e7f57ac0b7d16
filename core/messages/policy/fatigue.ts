import { readResponses, usualChannelRule } from '../../scores';
import type { Store, Work } from '../../store';
import type { Plan } from '../plan';
import { isMarketing } from './values';

/** Those of these messages whose channel has never got an answer from the person, in as many messages as their step allows. */
export async function restedAmong(
  work: Work,
  store: Store,
  plans: readonly Plan[],
): Promise<ReadonlySet<Plan>> {
  const asking = plans.filter(({ values }) => isMarketing(values) && values.restAfter > 0);
  const rested = new Set<Plan>();
  const alike = Map.groupBy(asking, ({ channel, values }) => `${channel.name} ${values.restAfter}`);
  for (const some of alike.values()) {
    const [first] = some;
    if (!first) continue;
    const { name } = first.channel;
    const people = new Map(some.map(({ passage: { contact } }) => [contact.id, contact.clock.now()]));
    const rule = { ...usualChannelRule, restAfter: first.values.restAfter };
    const asked = [...people].map(([id, now]) => ({ id, now }));
    const responses = await readResponses(work, store, asked, [name], rule);
    for (const plan of some) {
      if (responses.get(plan.passage.contact.id)?.get(name)?.rested) rested.add(plan);
    }
  }
  return rested;
}
