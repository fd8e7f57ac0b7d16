import { fingerprint } from '../../shops/signature';
import type { Report, Told } from '../callback';
import { addressOf, briefly } from '../hearing';
import { fieldGroups, type Incoming } from './incoming';
import { tellNoSuchBox } from './no-such-box';
import { ownWords } from './own-words';

/**
 * What a mail tells of those that went out: a delivery status (RFC 3464), a complaint in the feedback format (RFC 5965),
 * or somebody’s reply. Undefined stands for what means nothing to us.
 */
export function reportsOfMail(mail: Incoming, raw: Buffer): (Report | undefined)[] {
  const key = fingerprint(Buffer.from(mail.header('message-id') ?? raw));
  const common = { key, ...(mail.at !== undefined && { at: mail.at }) };
  const status = mail.part('message/delivery-status', 'message/global-delivery-status');
  if (status !== undefined) return reportsOfStatus(status, returned(mail), common);
  const feedback = mail.part('message/feedback-report');
  return [
    feedback === undefined ? reportOfReply(mail, common) : reportOfFeedback(feedback, returned(mail), common),
  ];
}

type Common = Pick<Report, 'key' | 'at'>;

type Original = Pick<Report, 'providerId'>;

/** The mail that went out, of which its headers at least come back. */
function returned(mail: Incoming): Original {
  const headers = mail.part(
    'message/rfc822',
    'text/rfc822-headers',
    'message/rfc822-headers',
    'message/global',
  );
  const [fields] = fieldGroups((headers ?? '').trimStart());
  return named(fields?.get('message-id'));
}

/** By its Message-ID, in angle brackets as it went out. */
function named(words = ''): Original {
  const [providerId] = /<[^<>\s]{1,300}>/.exec(words) ?? [];
  return providerId === undefined ? {} : { providerId };
}

/** The first group is of the mail, each other of one recipient. */
function reportsOfStatus(status: string, original: Original, { key, at }: Common): (Report | undefined)[] {
  return fieldGroups(status)
    .filter((fields) => fields.has('final-recipient'))
    .map((fields, i) => {
      const told = FATES.get(fields.get('action')?.toLowerCase() ?? '');
      const address = recipientIn(fields);
      if (!told || (!address && original.providerId === undefined)) return undefined;
      return {
        told,
        key: `${key}:${i}`,
        ...(at !== undefined && { at }),
        ...original,
        ...(address && { address }),
        ...(told === 'bounced' && whyBounced(fields)),
      };
    });
}

/** What is only delayed, relayed or expanded is still under way. */
const FATES = new Map<string, Told>([
  ['failed', 'bounced'],
  ['delivered', 'delivered'],
]);

/** "rfc822; ann@shop.example": whom it was sent to, else who that turned out to be. */
function recipientIn(fields: ReadonlyMap<string, string>): Report['address'] {
  const given = fields.get('original-recipient') ?? fields.get('final-recipient') ?? '';
  return addressOf(
    'email',
    given
      .replace(/^[\w-]+\s*;/, '')
      .trim()
      .replace(/^<(.*)>$/, '$1'),
  );
}

/** Servers put 5.0.0 into the status, and what is wrong into the words. */
function whyBounced(fields: ReadonlyMap<string, string>): Pick<Report, 'lost' | 'detail'> {
  const status = fields.get('status') ?? '';
  const words = (fields.get('diagnostic-code') ?? '').replace(/^smtp\s*;\s*/i, '');
  return {
    ...(tellNoSuchBox(`${status} ${words}`) && { lost: 'gone' }),
    ...((words || status) && { detail: briefly(words || status) }),
  };
}

/** A feedback report is of one mail. */
function reportOfFeedback(feedback: string, original: Original, common: Common): Report | undefined {
  const [fields] = fieldGroups(feedback.trimStart());
  const told = FEEDBACK.get(fields?.get('feedback-type')?.toLowerCase() ?? '');
  const [, recipient] = /^<?([^<>]*)>?$/.exec(fields?.get('original-rcpt-to') ?? '') ?? [];
  const address = addressOf('email', recipient);
  if (!told || (!address && original.providerId === undefined)) return undefined;
  return { told, ...common, ...original, ...(address && { address }) };
}

const FEEDBACK = new Map<string, Told>([
  ['abuse', 'complained'],
  ['fraud', 'complained'],
  ['opt-out', 'unsubscribed'],
]);

const LONGEST_REPLY = 10_000;

/**
 * A person’s answer to a mail; a machine says so of its own (RFC 3834), and what answers nothing is no reply. It names no
 * address: what answers a mail that is not ours, by whomever, tells nothing, and whoever answers ours from another address
 * of theirs is the one whom we wrote to.
 */
function reportOfReply(mail: Incoming, common: Common): Report | undefined {
  const byMachine = !/^(no)?$/i.test((mail.header('auto-submitted') ?? '').trim());
  const answered = named(mail.header('in-reply-to'));
  if (byMachine || answered.providerId === undefined) return undefined;
  return { told: 'replied', ...common, ...answered, text: ownWords(mail.text).slice(0, LONGEST_REPLY) };
}
