import { knownIn } from '../enrolments';
import { StepError } from '../errors';
import type { Outcome, StepContext, StepItem } from '../steps/define';
import { consentsOf } from './consents';
import { eraseContact } from './erase';

/** The values of Contact Privacy. */
export interface PrivacyValues {
  operation: 'consents' | 'erase';
  contact: string;
}

/**
 * Contact Privacy: tells what people have consented to, or erases them; one after the other, each in a transaction of
 * its own, and nobody is made known by it.
 */
export async function handlePrivacy(
  items: readonly StepItem<PrivacyValues>[],
  context: StepContext,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [item, one] of items.entries()) outcomes.push(await outcomeOf(item, one, context));
  return outcomes;
}

function outcomeOf(
  item: number,
  { json, values }: StepItem<PrivacyValues>,
  context: StepContext,
): Promise<Outcome> {
  const { store } = context;
  return store.write(async (work): Promise<Outcome> => {
    // Nobody becomes one with whom it erases meanwhile.
    if (values.operation === 'erase') await store.lockIdentities(work);
    const contact = await knownIn(work, context, { json, contact: values.contact });
    if (contact instanceof StepError) return { item, error: contact };
    if (contact === undefined) return { item, output: 'not_known', json };
    if (values.operation === 'consents') {
      const consents = await consentsOf(work, store, contact);
      return { item, output: 'found', json: { ...json, consents } };
    }
    const addresses = await eraseContact(work, context, contact);
    return { item, output: 'erased', json: { ...json, erased: { contact, addresses } } };
  });
}
