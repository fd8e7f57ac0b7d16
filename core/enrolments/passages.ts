import { type Clock, contactClock } from '../clock';
import { StepError } from '../errors';
import {
  contactColumns,
  contactOf,
  type ContactRow,
  customerIdentity,
  emailIdentity,
  identify,
  type Identity,
  loadContacts,
  phoneIdentity,
  plainProfile,
} from '../ingest';
import type { JsonObject, StepContext } from '../steps/define';
import type { Work } from '../store';
import { enrol } from './enrol';
import type { Contact, Passage } from './passage';

/** An item and whom its step says it is about ('' for: see the item). */
export interface PassageItem {
  json: JsonObject;
  contact: string;
}

interface Traveller {
  enrolment: number;
  leg: number;
  lastStepAt: number | undefined;
}

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const objectAt = (json: JsonObject, key: string): JsonObject => {
  const value = json[key];
  return typeof value === 'object' && value !== null ? { ...value } : {};
};

/** What the item itself says of its passage. */
function traveller(json: JsonObject): Traveller | undefined {
  const { enrolment, leg, lastStepAt } = objectAt(json, 'journey');
  if (!isId(enrolment) || !isId(leg)) return undefined;
  return { enrolment, leg, lastStepAt: isId(lastStepAt) ? lastStepAt : undefined };
}

const said = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';

export function named(contact: string): Identity | undefined {
  if (contact.includes('@')) return emailIdentity(contact);
  if (contact.startsWith('+')) return phoneIdentity(contact);
  return customerIdentity('shop', contact);
}

/** What leads to the person of an item: an identity, or the contact itself, as List Audience tells it. */
type Named = Identity | { contact: number };

/** What leads to the person of an item; an error for one that names nobody. */
export function namedIn({ json, contact }: PassageItem): Named | StepError {
  if (contact !== '') {
    return (
      named(contact) ??
      new StepError(`“${contact}” is neither an e-mail address nor a phone number with country code.`, {
        parameter: 'contact',
        advice: 'Give an address like jane@example.com, a number like +4930123456, or a customer ID.',
      })
    );
  }
  const person = objectAt(json, 'contact');
  const customerId = said(json['customerId']);
  if (customerId !== '') return customerIdentity('shop', customerId);
  const found =
    emailIdentity(said(json['email']) || said(person['email'])) ??
    phoneIdentity(said(json['phone']) || said(person['phone']));
  if (found) return found;
  if (isId(person['id'])) return { contact: person['id'] };
  return new StepError('The item names nobody: it has no e-mail address, phone number or customer ID.', {
    parameter: 'contact',
    advice: 'Start the flow with Shop Event Trigger, or say in “Contact” which field names the person.',
  });
}

/**
 * The passage of each item, or what is wrong with the item. Items that come from a journey's start bring their
 * enrolment; others are enrolled once in their workflow. Contact rows are held until the transaction ends.
 */
export async function passagesOf(
  work: Work,
  context: Pick<StepContext, 'store' | 'clock' | 'place'>,
  items: readonly PassageItem[],
): Promise<(Passage | StepError)[]> {
  const travellers = items.map(({ json }) => traveller(json));
  const strangers = await enrolStrangers(work, context, items, travellers);
  const ids = new Set<number>();
  items.forEach((_, index) => {
    const id = travellers[index]?.enrolment ?? strangers.get(index);
    if (typeof id === 'number') ids.add(id);
  });
  const enrolments = await holdEnrolments(work, context, [...ids]);
  return items.map((_, index) => {
    const own = travellers[index];
    const id = own?.enrolment ?? strangers.get(index);
    if (id instanceof StepError) return id;
    const row = id === undefined ? undefined : enrolments.get(id);
    if (!row) {
      return new StepError(`The item names a passage (${id}) that this store does not know.`, {
        advice: 'Items of one installation cannot go on in another: start the journey here.',
      });
    }
    return {
      contact: toldContact(row.contact, context.clock),
      journey: row.journey,
      enrolment: row.id,
      ended: row.id !== id,
      startedAt: row.started_at,
      leg: own?.leg ?? 0,
      lastStepAt: own?.lastStepAt ?? row.started_at,
    };
  });
}

/** Enrols items that bring no enrolment: an enrolment or an error by index. */
async function enrolStrangers(
  work: Work,
  { store, clock, place }: Pick<StepContext, 'store' | 'clock' | 'place'>,
  items: readonly PassageItem[],
  travellers: readonly (Traveller | undefined)[],
): Promise<Map<number, number | StepError>> {
  const found = new Map<number, number | StepError>();
  const asked: { index: number; person: Named }[] = [];
  items.forEach((item, index) => {
    if (travellers[index]) return;
    const person = namedIn(item);
    if (person instanceof StepError) found.set(index, person);
    else asked.push({ index, person });
  });
  if (asked.length === 0) return found;
  const { contacts, rows } = await holdNamed(
    work,
    { store, clock },
    asked.map(({ person }) => person),
  );
  const candidates = [...rows.values()].map((row) => ({
    contact: row.id,
    event: 0,
    at: contactClock(clock, row).now(),
  }));
  await enrol(work, store, place.workflow, { rule: 'once' }, candidates);
  const batch = store.batch(
    { id: 'integer' },
    candidates.map(({ contact }) => ({ id: contact })),
  );
  const enrolments = await work
    .selectFrom('enrolment')
    .where('journey', '=', place.workflow)
    .where('occurrence', '=', '')
    .where('contact_id', 'in', (eb) => eb.selectFrom(batch.as('asked')).select('asked.id'))
    .select(['id', 'contact_id'])
    .execute();
  const byContact = new Map(enrolments.map(({ id, contact_id }) => [contact_id, id]));
  asked.forEach(({ index }, i) => {
    const contact = contacts[i];
    found.set(index, (contact !== undefined && byContact.get(contact)) || strangerError());
  });
  return found;
}

interface EnrolmentRow {
  id: number;
  journey: string;
  started_at: number;
  contact: ContactRow;
}

/** Enrolments, with their contacts held, by the id asked for; one that was merged away is answered by the one that goes on. */
async function loadEnrolments(
  work: Work,
  { store }: Pick<StepContext, 'store'>,
  ids: readonly number[],
): Promise<Map<number, EnrolmentRow>> {
  if (ids.length === 0) return new Map();
  const asked = store.batch(
    { id: 'integer' },
    ids.map((id) => ({ id })),
  );
  const rows = await work
    .selectFrom(asked.as('asked'))
    .innerJoin('enrolment as named', 'named.id', 'asked.id')
    .innerJoin('enrolment', (join) =>
      join.on((eb) => eb('enrolment.id', '=', eb.fn.coalesce('named.merged_into', 'named.id'))),
    )
    .innerJoin('contact', 'contact.id', 'enrolment.contact_id')
    .select([
      'named.id as asked_id',
      'enrolment.id as enrolment_id',
      'enrolment.journey',
      'enrolment.started_at',
    ])
    .select(contactColumns)
    // As Store.lockContacts: always in one sequence.
    .$if(store.dialect === 'postgres', (query) => query.orderBy('contact.id').forUpdate('contact'))
    .execute();
  return new Map(
    rows.map(({ asked_id, enrolment_id: id, journey, started_at, ...contact }) => [
      asked_id,
      { id, journey, started_at, contact: contactOf(contact) },
    ]),
  );
}

const strangerError = () =>
  new StepError('The item names a contact by an ID that this store does not know.', {
    parameter: 'contact',
    advice: 'IDs of one installation mean nothing in another: name the person by an e-mail address.',
  });

/** The contacts that are named, with their rows held; again from the start when one was merged away meanwhile. */
async function holdNamed(
  work: Work,
  context: Pick<StepContext, 'store' | 'clock'>,
  named: readonly Named[],
): Promise<{ contacts: (number | undefined)[]; rows: Map<number, ContactRow> }> {
  for (;;) {
    const contacts = await contactsOf(work, context, named);
    const known = contacts.filter((contact) => contact !== undefined);
    const rows = await holdContacts(work, context, known);
    if (rows) return { contacts, rows };
  }
}

/** The contact of each that is named; undefined for an id that nobody has. */
async function contactsOf(
  work: Work,
  { store, clock }: Pick<StepContext, 'store' | 'clock'>,
  named: readonly Named[],
): Promise<(number | undefined)[]> {
  const identities = named.filter((one): one is Identity => 'kind' in one);
  const identified = await identify(work, store, clock, identities);
  const ids = named.flatMap((one) => ('kind' in one ? [] : [{ id: one.contact }]));
  const going = await whoGoesOn(work, store, ids);
  let next = 0;
  return named.map((one) => ('kind' in one ? identified[next++] : going.get(one.contact)));
}

/** Contacts by the id asked for; one that was merged away is answered by the one that goes on. */
export async function whoGoesOn(
  work: Work,
  store: StepContext['store'],
  ids: readonly { id: number }[],
): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const rows = await work
    .selectFrom(store.batch({ id: 'integer' }, ids).as('asked'))
    .innerJoin('contact', 'contact.id', 'asked.id')
    .select((eb) => ['asked.id', eb.fn.coalesce('contact.merged_into', 'contact.id').as('going')])
    .execute();
  return new Map(rows.flatMap(({ id, going }) => (id === null ? [] : [[id, going] as const])));
}

/** Enrolments, with the rows of their contacts held; again from the start when one was merged away meanwhile. */
async function holdEnrolments(
  work: Work,
  context: Pick<StepContext, 'store'>,
  ids: readonly number[],
): Promise<Map<number, EnrolmentRow>> {
  for (;;) {
    const enrolments = await loadEnrolments(work, context, ids);
    if ([...enrolments.values()].every(({ contact }) => contact.mergedInto === null)) return enrolments;
  }
}

/** Undefined when one of them was merged away before it could be held. */
async function holdContacts(
  work: Work,
  { store }: Pick<StepContext, 'store'>,
  contacts: readonly number[],
): Promise<Map<number, ContactRow> | undefined> {
  const ids = [...new Set(contacts)];
  await store.lockContacts(work, ids);
  const rows = await loadContacts(work, store, ids);
  return [...rows.values()].every(({ mergedInto }) => mergedInto === null) ? rows : undefined;
}

export function toldContact(row: ContactRow, clock: Clock): Contact {
  return {
    id: row.id,
    profile: plainProfile(row.profile),
    profileText: row.profileText,
    unsubscribed: row.unsubscribedAt !== null,
    clock: contactClock(clock, row),
  };
}
