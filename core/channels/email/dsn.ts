import { fingerprint } from '../../shops/signature';
import type { Report, Told } from '../callback';
import { briefly } from '../hearing';
import { fieldGroups, type Incoming } from './incoming';
import { tellNoSuchBox } from './no-such-box';
import { ownWords } from './own-words';

/**
 * What a mail tells of those that went out: a delivery status (RFC 3464), a complaint in the feedback format (RFC 5965),
 * or somebody’s reply. Undefined stands for what means nothing to us. Nothing proves who wrote it, so it counts for the
 * mail alone whose Message-ID it names, which the one knows who got it, and for the address that that one went to.
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

/** The id of the mail that went out, of which its headers at least come back. */
function returned(mail: Incoming): string | undefined {
  const headers = mail.part(
    'message/rfc822',
    'text/rfc822-headers',
    'message/rfc822-headers',
    'message/global',
  );
  const [fields] = fieldGroups((headers ?? '').trimStart());
  return named(fields?.get('message-id'));
}

/** A Message-ID in its angle brackets, as it went out. */
const named = (words = ''): string | undefined => /<[^<>\s]{1,300}>/.exec(words)?.[0];

/** The first group is of the mail, each other of one recipient. */
function reportsOfStatus(
  status: string,
  providerId: string | undefined,
  { key, at }: Common,
): (Report | undefined)[] {
  return fieldGroups(status)
    .filter((fields) => fields.has('final-recipient'))
    .map((fields, i) => {
      const told = FATES.get(fields.get('action')?.toLowerCase() ?? '');
      if (!told || providerId === undefined) return undefined;
      return {
        told,
        key: `${key}:${i}`,
        ...(at !== undefined && { at }),
        providerId,
        ...(told === 'bounced' && whyBounced(fields)),
      };
    });
}

/** What is only delayed, relayed or expanded is still under way. */
const FATES = new Map<string, Told>([
  ['failed', 'bounced'],
  ['delivered', 'delivered'],
]);

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
function reportOfFeedback(
  feedback: string,
  providerId: string | undefined,
  common: Common,
): Report | undefined {
  const [fields] = fieldGroups(feedback.trimStart());
  const told = FEEDBACK.get(fields?.get('feedback-type')?.toLowerCase() ?? '');
  return told && providerId !== undefined ? { told, ...common, providerId } : undefined;
}

const FEEDBACK = new Map<string, Told>([
  ['abuse', 'complained'],
  ['fraud', 'complained'],
  ['opt-out', 'unsubscribed'],
]);

const LONGEST_REPLY = 10_000;

/**
 * A person’s answer to a mail; a machine says so of its own (RFC 3834), and what answers nothing is no reply. Whoever
 * answers from another address of theirs is the one whom we wrote to.
 */
function reportOfReply(mail: Incoming, common: Common): Report | undefined {
  const byMachine = !/^(no)?$/i.test((mail.header('auto-submitted') ?? '').trim());
  const providerId = named(mail.header('in-reply-to'));
  if (byMachine || providerId === undefined) return undefined;
  return { told: 'replied', ...common, providerId, text: ownWords(mail.text).slice(0, LONGEST_REPLY) };
}
