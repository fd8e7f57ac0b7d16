import type { Report } from '../callback';
import { addressOf } from '../hearing';
import { lossOf } from './answer';

/** How far a message has come: https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks. */
export interface Status {
  sid: string;
  /** In lower case. */
  status: string;
  to: string | undefined;
  code: number | undefined;
  at?: number;
}

/** A person’s message: https://www.twilio.com/docs/messaging/guides/webhook-request. */
export interface Incoming {
  sid: string;
  from: string | undefined;
  text: string;
  /** What Twilio itself made of it, where it looks after opt-outs. */
  optOut: string | undefined;
  at?: number;
}

const FATES = new Map<string, Report['told']>([
  ['delivered', 'delivered'],
  ['read', 'opened'],
  ['undelivered', 'bounced'],
  ['failed', 'failed'],
]);

/** Undefined for a message that is still under way. */
export function reportOfStatus({ sid, status, to, code, at }: Status): Report | undefined {
  const told = FATES.get(status);
  if (!told) return undefined;
  const address = personAt(to);
  const failed = told === 'bounced' || told === 'failed';
  return {
    told,
    key: `${sid}:${status}`,
    providerId: sid,
    ...(at !== undefined && { at }),
    ...(address && { address }),
    ...(failed && code !== undefined && whyFailed(code)),
  };
}

function whyFailed(code: number): Pick<Report, 'detail' | 'lost'> {
  const lost = lossOf(code);
  return { detail: `Twilio ${code}`, ...(lost && { lost }) };
}

/** Undefined for a message of nobody who has a number. */
export function reportOfIncoming({ sid, from, text, optOut, at }: Incoming): Report | undefined {
  const address = personAt(from);
  if (!address) return undefined;
  const told = optOut === 'STOP' ? 'unsubscribed' : optOut === 'START' ? 'subscribed' : 'replied';
  return { told, key: `${sid}:received`, address, text, ...(at !== undefined && { at }) };
}

/** Twilio writes the channel before a number that is not for SMS. */
function personAt(given = ''): Report['address'] {
  const [, whatsapp] = /^whatsapp:(.+)$/.exec(given) ?? [];
  return whatsapp === undefined ? addressOf('phone', given) : addressOf('whatsapp', whatsapp);
}
