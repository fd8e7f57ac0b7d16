import { toldEvent } from '../../enrolments';
import { type Identity, loadContacts, plainProfile, type ShopEvent, takeEvents } from '../../ingest';
import type { Answer, StepContext, Visit } from '../../steps/define';
import { journeyOf, stepKeyOf } from '../../steps/shared';
import type { Text } from '../../steps/text';
import type { Work } from '../../store';
import { startPassages, stepId } from '../../waits';
import { contactIn, openLinks } from './links';
import { type Shown, unsubscribePage } from './page';

export interface UnsubscribeValues {
  journey: string;
  stepKey: string;
}

/** Where the events come from. */
const SOURCE = 'unsubscribe-page';

interface Person {
  id: number;
  language: keyof Text;
  identities: Identity[];
}

/**
 * Unsubscribe Page, a request: POST unsubscribes at once, by one click in a mail program (RFC 8058) or by the button of
 * the page; GET shows the page and changes nothing, for link scanners follow links.
 */
export async function receiveUnsubscribe(
  { method, query }: Visit,
  values: UnsubscribeValues,
  context: StepContext,
): Promise<Answer> {
  const { secret } = await openLinks(context.store);
  const contact = contactIn(secret, query['t'] ?? '');
  return context.store.write(async (work) => {
    const person = contact === undefined ? undefined : await personOf(work, context, contact);
    if (!person) return pageAnswer(404, 'unknown', 'en', 0);
    if (method === 'GET') return pageAnswer(200, 'ask', person.language, 0);
    const started = await unsubscribe(work, person, values, context);
    return pageAnswer(200, 'done', person.language, started);
  });
}

const pageAnswer = (status: number, shown: Shown, language: keyof Text, started: number): Answer => ({
  status,
  body: { shown, started },
  page: unsubscribePage(shown, language),
});

/** Whoever goes on as this contact: two may have become one since the message went out. */
async function personOf(
  work: Work,
  { store }: Pick<StepContext, 'store'>,
  contact: number,
): Promise<Person | undefined> {
  const rows = await loadContacts(work, store, [contact]);
  const row = rows.get(contact);
  if (!row) return undefined;
  if (row.mergedInto !== null) return personOf(work, { store }, row.mergedInto);
  const identities = await work
    .selectFrom('identity')
    .where('contact_id', '=', contact)
    .where('kind', 'not like', 'order:%')
    .select(['kind', 'value'])
    .limit(10)
    .execute();
  const locale = plainProfile(row.profile)['locale'] ?? '';
  return { id: contact, language: locale.toLowerCase().startsWith('zh') ? 'zh' : 'en', identities };
}

/** Records that somebody has unsubscribed, once, and starts the journey behind the page; answers how many started. */
async function unsubscribe(
  work: Work,
  { id, identities }: Person,
  values: UnsubscribeValues,
  context: StepContext,
): Promise<number> {
  const { store, clock, place } = context;
  const at = clock.now();
  const event: ShopEvent = {
    source: SOURCE,
    sourceId: String(id),
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
