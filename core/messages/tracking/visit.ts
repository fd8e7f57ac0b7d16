import { contactClock } from '../../clock';
import { loadContacts, type Taken, takeEvents } from '../../ingest';
import type { StepContext, Visit } from '../../steps/define';
import type { Work } from '../../store';
import { eventsOf } from './happened';
import { trackingSecret, urlOf } from './links';
import { isMachine } from './machine';
import { messageAt, type SentMessage } from './sent';
import { pointerIn } from './token';

/** What came of somebody who followed a link or loaded the picture. */
export interface Visited {
  taken: Taken[];
  /** Where the link leads to; undefined for the picture. */
  url: string | undefined;
}

/**
 * Takes in that a link was followed (`l`) or the picture was loaded (`o`), once for each link and message, within the
 * caller's transaction. Undefined for a link that is not ours.
 */
export async function takeVisit(
  work: Work,
  context: Pick<StepContext, 'store' | 'clock'>,
  { query, headers }: Visit,
): Promise<Visited | undefined> {
  const { store, clock } = context;
  const token = query['l'] ?? query['o'] ?? '';
  const pointer = pointerIn(await trackingSecret(work), token);
  const isPicture = query['l'] === undefined;
  if (!pointer || isPicture !== (pointer.link === '')) return undefined;
  const url = isPicture ? undefined : await urlOf(work, pointer.link);
  if (!isPicture && url === undefined) return undefined;
  const message = await messageAt(work, pointer);
  if (!message) return { taken: [], url };
  const byMachine = isMachine(headers['user-agent'], await sinceSent(work, context, message));
  const told = isPicture ? 'opened' : 'clicked';
  const events = await eventsOf(work, store, [
    {
      told,
      key: [byMachine ? 'scanned' : told, message.id, pointer.link].join(' ').trim(),
      ...(byMachine && { byMachine }),
      ...(url !== undefined && { url }),
      channel: message.channel,
      medium: message.channel,
      message,
      person: [],
      at: clock.now(),
    },
  ]);
  return { taken: await takeEvents(work, store, clock, [...events.values()]), url };
}

/** Milliseconds of the person's time. */
async function sinceSent(
  work: Work,
  { store, clock }: Pick<StepContext, 'store' | 'clock'>,
  { contact, at }: SentMessage,
): Promise<number> {
  const row = (await loadContacts(work, store, [contact])).get(contact);
  return row ? contactClock(clock, row).at(clock.now()) - at : 0;
}
