import { type Passage, zoneOf } from '../../enrolments';
import { parseProfile, plainProfile } from '../../ingest';
import type { Store, Work } from '../../store';
import type { Plan } from '../plan';
import type { Reason } from '../reasons';
import { suppressedAmong } from '../suppression';
import { type CapAsked, Frequency } from './caps';
import { frequencies, frequencyOf } from './chosen';
import { consentObjection } from './consent';
import { customersAmong } from './customers';
import { restedAmong } from './fatigue';
import { isHeldOut } from './holdout';
import { type OpenAgainAt, quietHours } from './quiet';
import { isMarketing, type PolicyValues } from './values';

const HOUR = 3_600_000;

/** Why a message does not go out now, and when it may (contact's time, ms UTC) where that is known. */
export interface Objection {
  reason: Reason;
  nextAt?: number;
}

/**
 * Decides at the last moment, within the transaction that records the intent to send, whom of these plans the store
 * speaks against: what was said since the batch was begun counts. In this order: suppressed, unsubscribed, no consent,
 * held out, too late, frequency cap or the person's own wish, fatigue, quiet hours.
 */
export async function judge(work: Work, store: Store, plans: readonly Plan[]): Promise<Map<Plan, Objection>> {
  const ids = [...new Set(plans.map(({ passage }) => passage.contact.id))];
  await store.lockContacts(work, ids);
  const people = await peopleOf(work, store, plans);
  const marketing = plans.filter(({ values }) => isMarketing(values));
  const [frequency, suppressed, rested, customers] = await Promise.all([
    Frequency.of(
      work,
      store,
      marketing.map((plan) => askedOf(plan, personOf(plan, people))),
    ),
    suppressedAmong(work, store, plans.flatMap(addressOf)),
    restedAmong(work, store, plans),
    customersAmong(work, store, plans),
  ]);
  const known = { frequency, rested, customers, openAgainAt: quietHours() };
  const objections = new Map<Plan, Objection>();
  for (const plan of plans) {
    const [address] = addressOf(plan);
    const found: Objection | undefined =
      address && suppressed.has(address.value)
        ? { reason: 'suppressed' }
        : marketingObjection(plan, personOf(plan, people), known);
    if (found) objections.set(plan, found);
    else if (isMarketing(plan.values)) {
      const { contact } = plan.passage;
      frequency.note(contact.id, { channel: plan.channel.name, at: contact.clock.now() });
    }
  }
  return objections;
}

/** Whoever joins a countdown late, or was held through the night, gets only what still fits. */
const isLate = ({ lateAfter }: PolicyValues, { lastStepAt, contact }: Passage): boolean =>
  lateAfter > 0 && contact.clock.now() > lastStepAt + lateAfter * HOUR;

/** What the store says of somebody by now. */
interface Person {
  profile: Readonly<Record<string, string>>;
  unsubscribed: boolean;
}

async function peopleOf(work: Work, store: Store, plans: readonly Plan[]): Promise<Map<number, Person>> {
  const before = new Map(plans.map(({ passage: { contact } }) => [contact.id, contact]));
  if (before.size === 0) return new Map();
  const asked = store.batch(
    { id: 'integer' },
    [...before.keys()].map((id) => ({ id })),
  );
  const rows = await work
    .selectFrom(asked.as('asked'))
    .innerJoin('contact', 'contact.id', 'asked.id')
    .select(['contact.id', 'contact.profile as text', 'contact.unsubscribed_at'])
    .execute();
  return new Map(
    rows.map(({ id, text, unsubscribed_at }) => {
      const known = before.get(id);
      const profile = known?.profileText === text ? known.profile : plainProfile(parseProfile(text));
      return [id, { profile, unsubscribed: unsubscribed_at !== null }];
    }),
  );
}

function personOf({ passage }: Plan, people: ReadonlyMap<number, Person>): Person {
  const person = people.get(passage.contact.id);
  if (!person) throw new Error(`contact ${passage.contact.id} is not in the store`);
  return person;
}

const askedOf = ({ passage: { contact }, values }: Plan, { profile }: Person): CapAsked => ({
  mostByChannel: values.mostByChannel,
  mostByChannelDays: values.mostByChannelDays,
  mostInAll: values.mostInAll,
  mostInAllDays: values.mostInAllDays,
  chosenDays: frequencies[frequencyOf(profile)],
  contact: contact.id,
  now: contact.clock.now(),
});

const addressOf = ({ address, addressKind }: Plan) =>
  address === undefined ? [] : [{ kind: addressKind, value: address }];

/** What is known of the people of a batch. */
interface Known {
  frequency: Frequency;
  /** Whose channel is left alone for a while. */
  rested: ReadonlySet<Plan>;
  /** Whose people have bought lately. */
  customers: ReadonlySet<Plan>;
  openAgainAt: OpenAgainAt;
}

function marketingObjection(
  plan: Plan,
  person: Person,
  { frequency, rested, customers, openAgainAt }: Known,
): Objection | undefined {
  const { values, passage, medium, channel } = plan;
  if (!isMarketing(values)) return undefined;
  const { contact } = passage;
  if (person.unsubscribed) return { reason: 'unsubscribed' };
  const consent = consentObjection(person.profile, medium, values, customers.has(plan));
  if (consent) return { reason: consent };
  if (isHeldOut(contact.id, values.holdout)) return { reason: 'holdout' };
  if (isLate(values, passage)) return { reason: 'too_late' };
  const capped = frequency.capOn(askedOf(plan, person), channel.name);
  if (capped) return capped;
  if (rested.has(plan)) return { reason: 'rested' };
  const open = openAgainAt(values, contact.clock.now(), zoneOf(contact, values.timeZone));
  return open === undefined ? undefined : { reason: 'quiet_hours', nextAt: open };
}
