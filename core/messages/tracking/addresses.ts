import type { Store, Work } from '../../store';
import { lift, type SuppressionReason, suppress } from '../suppression';
import type { Happened } from './happened';
import type { SentMessage } from './sent';

/** So many bounces in a row that may pass tell that they do not. */
const SOFT_BOUNCES = 5;

/** An address that something happened with. */
export interface Concerned {
  happened: Happened;
  address: { kind: string; value: string };
}

/**
 * Puts addresses on the list of those who get nothing any more, or takes them off it, as providers tell. Of several words
 * of one address the last counts; what was told before is left out by the caller: a START that is told again must not
 * undo a later STOP.
 */
export async function heedAddresses(
  work: Work,
  store: Store,
  concerned: readonly Concerned[],
  now: number,
): Promise<void> {
  const lost: (Concerned['address'] & { reason: SuppressionReason })[] = [];
  for (const { happened, address } of concerned) {
    const reason = reasonOf(happened) ?? (await softReason(work, happened));
    if (reason) lost.push({ ...address, reason });
  }
  await suppress(work, store, lost, now);
  await lift(work, returning(concerned));
}

/** The addresses whose owners want to hear from us again, and have not said otherwise since. */
function returning(concerned: readonly Concerned[]): Concerned['address'][] {
  const back = new Map<string, Concerned['address']>();
  for (const { happened, address } of concerned) {
    const key = `${address.kind} ${address.value}`;
    if (happened.told === 'subscribed') back.set(key, address);
    else if (reasonOf(happened) === 'opted_out') back.delete(key);
  }
  return [...back.values()];
}

function reasonOf({ told, lost }: Happened): SuppressionReason | undefined {
  if (told === 'complained') return 'complained';
  if (told === 'unsubscribed') return 'opted_out';
  if (told !== 'bounced' && told !== 'failed') return undefined;
  return told === 'bounced' && lost === 'gone' ? 'bounced' : lost;
}

/** Bounces of a contact's messages by a channel, with none in between that arrived; the one that is told now is among them. */
async function softReason(
  work: Work,
  { told, channel, message }: Happened,
): Promise<SuppressionReason | undefined> {
  if (told !== 'bounced' || !message) return undefined;
  const newest = await fatesOf(work, channel, message);
  const passing = newest.findIndex(({ name }) => name !== 'message_bounced');
  return (passing === -1 ? newest.length : passing) >= SOFT_BOUNCES ? 'bounced' : undefined;
}

const fatesOf = (work: Work, channel: string, { contact }: SentMessage) =>
  work
    .selectFrom('event')
    .where('contact_id', '=', contact)
    .where('channel', '=', channel)
    .where('name', 'in', ['message_bounced', 'message_delivered', 'message_opened', 'message_clicked'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .select('name')
    .limit(SOFT_BOUNCES)
    .execute();
