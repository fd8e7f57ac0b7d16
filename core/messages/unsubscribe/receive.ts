import { randomUUID } from 'node:crypto';
import { toldEvent } from '../../enrolments';
import { type ShopEvent, takeEvents } from '../../ingest';
import type { Answer, StepContext, Visit } from '../../steps/define';
import { journeyOf, stepKeyOf } from '../../steps/shared';
import type { Work } from '../../store';
import { startPassages, stepId } from '../../waits';
import { changesBy, choicesOf, offerOf, type OfferValues } from './choices';
import { receiveConfirmation } from './confirm';
import { type Form, readForm } from './form';
import { contactIn, openLinks } from './links';
import { pageOf, unknownLink } from './page';
import { type Visitor, visitorOf } from './person';
import { preferencePage, type Shown } from './preferences';

export interface UnsubscribeValues extends OfferValues {
  /** So long a link to confirm is good. */
  confirmDays: number;
  journey: string;
  stepKey: string;
}

/** Where the events come from. */
const UNSUBSCRIBING = 'unsubscribe-page';
const CHOOSING = 'preference-page';

/**
 * Unsubscribe Page, a request: POST unsubscribes at once, by one click in a mail program (RFC 8058) or by the button of
 * the page, unless it brings the person's choices; GET shows the page and changes nothing, for link scanners follow links.
 */
export async function receiveUnsubscribe(
  { method, query, rawBody }: Visit,
  values: UnsubscribeValues,
  context: StepContext,
): Promise<Answer> {
  const { secret } = await openLinks(context.store);
  const token = query['c'];
  if (token !== undefined)
    return context.store.write((work) =>
      receiveConfirmation(work, { method, token, secret, days: values.confirmDays }, context),
    );
  const contact = contactIn(secret, query['t'] ?? '');
  const form = method === 'POST' ? readForm(rawBody) : undefined;
  return context.store.write(async (work) => {
    const person = contact === undefined ? undefined : await visitorOf(work, context, contact);
    if (!person)
      return { status: 404, body: { shown: 'unknown', started: 0 }, page: pageOf(unknownLink, 'en') };
    if (form === 'malformed') return { ...shownTo(person, standing(person), values), status: 400 };
    if (method === 'GET') return shownTo(person, standing(person), values);
    const started = form
      ? await choose(work, person, form, values, context)
      : await unsubscribe(work, person, values, context);
    const now = (await visitorOf(work, context, person.id)) ?? person;
    const isBack = person.unsubscribedAt !== null && now.unsubscribedAt === null;
    return shownTo(now, form ? (isBack ? 'back' : 'saved') : 'done', values, started);
  });
}

const standing = ({ unsubscribedAt }: Visitor): Shown => (unsubscribedAt === null ? 'ask' : 'done');

function shownTo(person: Visitor, shown: Shown, values: OfferValues, started = 0): Answer {
  const offer = offerOf(person.profile, values);
  const { language, profile } = person;
  const isGone = person.unsubscribedAt !== null;
  const page = preferencePage(shown, { language, isGone, offer, choices: choicesOf(profile, offer) });
  return { status: 200, body: { shown, started }, page };
}

/** Records what somebody has chosen, as far as it is new, and that they are back; nobody starts by it. */
async function choose(
  work: Work,
  person: Visitor,
  { choices, medium, topic, frequency }: Form,
  values: OfferValues,
  { store, clock }: StepContext,
): Promise<0> {
  const offer = offerOf(person.profile, values);
  const chosen = { media: new Set(medium), topics: new Set(topic), frequency };
  const profile = changesBy(person.profile, offer, chosen);
  const isBack = choices === 'return' && person.unsubscribedAt !== null;
  if (!isBack && Object.keys(profile).length === 0) return 0;
  const event: ShopEvent = {
    source: CHOOSING,
    sourceId: randomUUID(),
    name: isBack ? 'resubscribed' : 'consent_changed',
    at: clock.now(),
    identities: person.identities,
    profile,
    data: {},
  };
  await takeEvents(work, store, clock, [event]);
  return 0;
}

/** Records that somebody has unsubscribed, once, and starts the journey behind the page; answers how many started. */
async function unsubscribe(
  work: Work,
  { id, identities, resubscribedAt }: Visitor,
  values: UnsubscribeValues,
  context: StepContext,
): Promise<number> {
  const { store, clock, place } = context;
  const at = clock.now();
  const event: ShopEvent = {
    source: UNSUBSCRIBING,
    // Once, until the person comes back.
    sourceId: resubscribedAt === null ? String(id) : `${id} after ${resubscribedAt}`,
    name: 'unsubscribed',
    at,
    identities,
    profile: {},
    data: {},
  };
  const taken = await takeEvents(work, store, clock, [event]);
  const starters = taken
    .filter(({ duplicate }) => !duplicate)
    .map((one) => ({
      contact: one.contact,
      event: one.id,
      at: one.at,
      said: { event: toldEvent(event.name, one.at, event.data) },
    }));
  if (starters.length === 0 || place.manual) return 0;
  const step = await stepId(work, stepKeyOf(values, place), place, at);
  const journey = { step, name: journeyOf(values, place), reEntry: { rule: 'always' } as const };
  return (await startPassages(work, context, journey, starters)).length;
}
