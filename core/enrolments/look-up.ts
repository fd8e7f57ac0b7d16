import { findContacts, identityKey, loadContacts } from '../ingest';
import { StepError } from '../errors';
import type { StepContext } from '../steps/define';
import type { Work } from '../store';
import type { Contact } from './passage';
import { named, namedIn, type PassageItem, toldContact, whoGoesOn } from './passages';

/**
 * Whom an e-mail address, a phone number with country code or a customer ID belongs to; nobody is made known by it.
 * `parameter`: where it was written, for the `StepError` about a text that leads to nobody.
 */
export async function lookUp(
  { store, clock }: Pick<StepContext, 'store' | 'clock'>,
  who: string,
  parameter: string,
): Promise<Contact> {
  const identity = named(who);
  const row = await store.write(async (work) => {
    if (!identity) return undefined;
    const id = (await findContacts(work, store, [identity])).get(identityKey(identity));
    return id === undefined ? undefined : (await loadContacts(work, store, [id])).get(id);
  });
  if (row) return toldContact(row, clock);
  throw new StepError(`Nobody is known by “${who}”.`, {
    parameter,
    advice:
      'Give an address like jane@example.com, a number like +4930123456, or a customer ID of your shop.',
  });
}

/** Whom an item is about, as far as the store knows them; nobody is made known by it. */
export async function knownIn(
  work: Work,
  { store }: Pick<StepContext, 'store'>,
  item: PassageItem,
): Promise<number | StepError | undefined> {
  const person = namedIn(item);
  if (person instanceof StepError) return person;
  if ('kind' in person) return (await findContacts(work, store, [person])).get(identityKey(person));
  return (await whoGoesOn(work, store, [{ id: person.contact }])).get(person.contact);
}
