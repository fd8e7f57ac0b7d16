import { fields, key, maybe, readerOf, text, type TypeOf } from '../../shops/shape';
import { isSigned } from '../../shops/signature';
import type { Callbacks, Report, Told } from '../callback';
import { addressOf, briefly, forged, heard, isFresh, millisOf, readable, seconds, stale } from '../hearing';
import { mailgunWebhook } from './connection';

/**
 * Webhooks, each of one event; the signature stands in the body, over its own time and token alone.
 * Sources: https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks and
 * https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads
 */
export const mailgunCallbacks: Callbacks = {
  connection: mailgunWebhook,
  async hear({ rawBody }, { connect, now }) {
    const { signingKey } = await connect(mailgunWebhook);
    const told = await readable(() => read({ rawBody }));
    if ('refused' in told) return told;
    const { signature, 'event-data': event } = told.read;
    if (!isByMailgun(signature, signingKey)) return forged;
    if (!isFresh(signature.timestamp, now)) return stale;
    return heard(() => [reportOf(event)]);
  },
};

const signatureShape = fields({
  timestamp: text,
  token: text,
  signature: text,
  'parent-signature': maybe(text),
});

const eventShape = fields({
  event: text,
  id: key,
  timestamp: seconds,
  recipient: maybe(text),
  severity: maybe(text),
  reason: maybe(text),
  url: maybe(text),
  message: maybe(fields({ headers: maybe(fields({ 'message-id': maybe(text) })) })),
  'delivery-status': maybe(fields({ message: maybe(text), description: maybe(text) })),
  'client-info': maybe(fields({ bot: maybe(text), 'client-type': maybe(text), 'user-agent': maybe(text) })),
});

type Event = TypeOf<typeof eventShape>;

const read = readerOf(fields({ signature: signatureShape, 'event-data': eventShape }));

/** Events of a subaccount are signed with the key of the account above it, too. */
function isByMailgun(given: TypeOf<typeof signatureShape>, signingKey: string): boolean {
  const { timestamp, token, signature, 'parent-signature': above } = given;
  const signed = Buffer.from(`${timestamp}${token}`);
  return [signature, above ?? ''].some((one) => isSigned(signed, one, [signingKey], 'hex'));
}

const TOLD = new Map<string, Told>([
  ['delivered', 'delivered'],
  ['opened', 'opened'],
  ['clicked', 'clicked'],
  ['failed', 'bounced'],
  ['rejected', 'failed'],
  ['complained', 'complained'],
  ['unsubscribed', 'unsubscribed'],
]);

/** Undefined for what is still under way: Mailgun itself tries again what failed for a time. */
function reportOf(event: Event): Report | undefined {
  const told = TOLD.get(event.event);
  if (!told || event.severity === 'temporary') return undefined;
  const at = millisOf(event.timestamp);
  const messageId = event.message?.headers?.['message-id'];
  const address = addressOf('email', event.recipient);
  return {
    told,
    // Ids are Mailgun's own only within a day.
    key: `${event.id}:${Math.floor(at / DAY)}`,
    at,
    // Mailgun gave it out in angle brackets.
    ...(messageId && { providerId: `<${messageId}>` }),
    ...(address && { address }),
    ...detailsOf(told, event),
  };
}

const DAY = 86_400_000;

function detailsOf(told: Told, event: Event): Partial<Report> {
  switch (told) {
    case 'bounced':
    case 'failed':
      return whyFailed(event);
    case 'opened':
    case 'clicked':
      return howOpened(event);
    default:
      return {};
  }
}

/** Reasons that are the address’s: Mailgun itself sends nothing there any more. */
const LOST = new Map<string, NonNullable<Report['lost']>>([
  ['bounce', 'gone'],
  ['suppress-bounce', 'gone'],
  ['suppress-complaint', 'opted_out'],
  ['suppress-unsubscribe', 'opted_out'],
]);

function whyFailed({ reason, 'delivery-status': status }: Event): Partial<Report> {
  const lost = LOST.get(reason ?? '');
  const detail = briefly(status?.message || status?.description || reason || '');
  return { ...(lost && { lost }), ...(detail && { detail }) };
}

function howOpened({ url, 'client-info': client }: Event): Partial<Report> {
  const userAgent = client?.['user-agent'];
  const byMachine = Boolean(client?.bot) || client?.['client-type'] === 'robot';
  return { ...(byMachine && { byMachine }), ...(userAgent && { userAgent }), ...(url && { url }) };
}
