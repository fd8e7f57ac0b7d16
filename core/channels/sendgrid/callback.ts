import { verify } from 'node:crypto';
import { fields, flag, key, listOf, maybe, readerOf, text, type TypeOf } from '../../shops/shape';
import type { Callbacks, Report, Told } from '../callback';
import { addressOf, briefly, forged, heard, isFresh, millisOf, seconds, stale, unsigned } from '../hearing';
import { readPublicKey, sendgridWebhook } from './connection';

const SIGNATURE = 'x-twilio-email-event-webhook-signature';
const TIMESTAMP = 'x-twilio-email-event-webhook-timestamp';

/**
 * The Event Webhook, signed: batches of events, each of one mail.
 * Sources: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event and
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 */
export const sendgridCallbacks: Callbacks = {
  connection: sendgridWebhook,
  async hear({ headers, rawBody }, { connect, now }) {
    const { [SIGNATURE]: signature, [TIMESTAMP]: timestamp } = headers;
    if (!signature || !timestamp) return unsigned(`${SIGNATURE} and ${TIMESTAMP} are`);
    const publicKey = readPublicKey((await connect(sendgridWebhook)).publicKey);
    const signed = Buffer.concat([Buffer.from(timestamp), rawBody]);
    if (!verify('sha256', signed, publicKey, Buffer.from(signature, 'base64'))) return forged;
    if (!isFresh(timestamp, now)) return stale;
    return heard(() => read({ rawBody }).map(reportOf));
  },
};

const event = fields({
  event: text,
  sg_event_id: key,
  timestamp: seconds,
  email: maybe(text),
  sg_message_id: maybe(text),
  type: maybe(text),
  reason: maybe(text),
  url: maybe(text),
  useragent: maybe(text),
  sg_machine_open: maybe(flag),
});

type Event = TypeOf<typeof event>;

const read = readerOf(listOf(event));

/** What is left out is still under way, or tells of no mail. */
const TOLD = new Map<string, Told>([
  ['delivered', 'delivered'],
  ['open', 'opened'],
  ['click', 'clicked'],
  ['bounce', 'bounced'],
  ['dropped', 'failed'],
  ['spamreport', 'complained'],
  ['unsubscribe', 'unsubscribed'],
  ['group_unsubscribe', 'unsubscribed'],
  ['group_resubscribe', 'subscribed'],
]);

function reportOf(given: Event): Report | undefined {
  const told = TOLD.get(given.event);
  if (!told) return undefined;
  const address = addressOf('email', given.email);
  // SendGrid gave out what stands before the first full stop; the rest tells of its filters.
  const [providerId] = (given.sg_message_id ?? '').split('.');
  return {
    told,
    key: given.sg_event_id,
    at: millisOf(given.timestamp),
    ...(providerId && { providerId }),
    ...(address && { address }),
    ...detailsOf(told, given),
  };
}

function detailsOf(told: Told, { type, reason, url, useragent, sg_machine_open }: Event): Partial<Report> {
  const lost = told === 'bounced' ? lostByBounce(type) : lostByDrop(reason);
  switch (told) {
    case 'bounced':
    case 'failed':
      return { ...(lost && { lost }), ...(reason && { detail: briefly(reason) }) };
    case 'opened':
    case 'clicked':
      return {
        ...(sg_machine_open && { byMachine: true }),
        ...(useragent && { userAgent: useragent }),
        ...(url && { url }),
      };
    default:
      return {};
  }
}

/** A block is the mail’s or the server’s, a bounce the address’s: SendGrid itself sends nothing there any more. */
const lostByBounce = (type: Event['type']): Report['lost'] => (type === 'blocked' ? undefined : 'gone');

/** Why SendGrid did not even try, where that is because of the address. */
const DROPS: readonly [reason: RegExp, lost: NonNullable<Report['lost']>][] = [
  [/^(bounced address|invalid)/i, 'gone'],
  [/^(unsubscribed address|spam reporting address)/i, 'opted_out'],
];

const lostByDrop = (reason: Event['reason']): Report['lost'] =>
  DROPS.find(([words]) => words.test(reason ?? ''))?.[1];
