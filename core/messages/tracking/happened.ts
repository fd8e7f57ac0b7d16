import type { Report, Told } from '../../channels';
import { type Identity, loadContacts, type MessageFacts, type ShopEvent } from '../../ingest';
import type { Store, Work } from '../../store';
import type { SentMessage } from './sent';

/** Where the events come from. */
const SOURCE = 'message';

const names = {
  delivered: 'message_delivered',
  opened: 'message_opened',
  clicked: 'message_clicked',
  bounced: 'message_bounced',
  failed: 'message_failed',
  complained: 'message_complained',
  unsubscribed: 'consent_changed',
  subscribed: 'consent_changed',
  replied: 'message_replied',
} as const satisfies Record<Told, string>;

/** Something that happened with a message, or came from somebody whom we write to. */
export interface Happened extends Omit<Report, 'address' | 'providerId' | 'respelt' | 'at'> {
  channel: string;
  /** What is consented to: `email`, `sms`, … */
  medium: string;
  /** The message, where one is known. */
  message: SentMessage | undefined;
  /** Whom it is about, where no message tells. */
  person: Identity[];
  /** Wall, ms UTC. */
  at: number;
}

/** The events that are taken in for what happened, in that order; none for what happened to nobody whom we know. */
export async function eventsOf(
  work: Work,
  store: Store,
  happened: readonly Happened[],
): Promise<Map<Happened, ShopEvent>> {
  const identities = await identitiesOf(
    work,
    store,
    happened.flatMap(({ message }) => message?.contact ?? []),
  );
  const events = new Map<Happened, ShopEvent>();
  for (const one of happened) {
    const known = one.message && identities.get(one.message.contact);
    const person = known ?? one.person;
    if (person.length === 0) continue;
    events.set(one, {
      source: SOURCE,
      sourceId: `${one.channel} ${one.key}`,
      name: one.byMachine ? 'message_scanned' : names[one.told],
      at: one.at,
      identities: person,
      profile: profileOf(one),
      data: { message: factsOf(one) },
    });
  }
  return events;
}

function profileOf({ told, medium }: Happened): Record<string, string> {
  if (told === 'unsubscribed' || told === 'complained') return { [`consent.${medium}`]: 'withdrawn' };
  return told === 'subscribed' ? { [`consent.${medium}`]: 'granted' } : {};
}

const LONGEST_TEXT = 1_000;

const factsOf = ({ channel, message, url, text, detail }: Happened): MessageFacts => ({
  channel,
  ...(message && { id: message.id, step: message.step }),
  ...(url !== undefined && { url }),
  ...(text !== undefined && { text: text.slice(0, LONGEST_TEXT) }),
  ...(detail !== undefined && { detail: detail.slice(0, LONGEST_TEXT) }),
});

/** Identities that a contact is named by in one event. */
const MOST_IDENTITIES = 10;

/** What leads to contacts, by their ids: two may have become one since the message went out. */
async function identitiesOf(
  work: Work,
  store: Store,
  contacts: readonly number[],
): Promise<Map<number, Identity[]>> {
  const rows = await loadContacts(work, store, [...new Set(contacts)]);
  const found = new Map<number, Identity[]>();
  for (const [id, { mergedInto }] of rows) {
    const identities =
      mergedInto === null
        ? await work
            .selectFrom('identity')
            .where('contact_id', '=', id)
            .select(['kind', 'value'])
            .limit(MOST_IDENTITIES)
            .execute()
        : (await identitiesOf(work, store, [mergedInto])).get(mergedInto);
    found.set(id, identities ?? []);
  }
  return found;
}
