import addressparser from 'nodemailer/lib/addressparser';
import { StepError } from '../errors';
import { emailAddress } from './address';
import type { Recipient } from './channel';
import type { WritingValues } from './kind';
import { plainTextOf } from './plain-text';
import { oneLine, written } from './written';

/** Who a mail comes from. */
export interface Sender {
  /** As mail servers take it. */
  address: string;
  /** '' for none. */
  name: string;
  domain: string;
}

/** A mail as it is written for one person. */
export interface Mail {
  sender: Sender;
  subject: string;
  body: string;
  /** Whether the body is HTML. */
  html: boolean;
  /** Beside the usual ones. */
  headers: Readonly<Record<string, string>>;
}

/** Writes a mail. Throws `StepError` for a sender that is none, and for what the templates get wrong. */
export function composeMail({ from, subject, body, html }: WritingValues, recipient: Recipient): Mail {
  const { render } = recipient;
  return {
    sender: senderOf(from),
    subject: oneLine(written('subject', render('subject', subject))),
    body: written('body', render('body', body, { escape: html ? 'html' : 'text' })),
    html,
    headers: unsubscribeHeaders(recipient),
  };
}

/** The texts that a mail carries: HTML never goes without a plain text, unless it says nothing in words. */
export async function partsOf({ body, html }: Mail): Promise<{ text?: string; html?: string }> {
  if (!html) return { text: body };
  const text = await plainTextOf(body);
  return { ...(text !== '' && { text }), html: body };
}

function senderOf(from: string): Sender {
  const [sender, ...others] = addressparser(from, { flatten: true });
  const address = sender && emailAddress(sender.address);
  if (!address || others.length > 0) {
    throw new StepError(`“${from}” is not a sender.`, {
      parameter: 'from',
      advice: 'Write one address, with a name before it if you like: Jane’s Shop <hello@example.com>.',
    });
  }
  return { address, name: sender.name, domain: address.slice(address.lastIndexOf('@') + 1) };
}

/** What mail programs show their own button for: RFC 2369, and by https one click: RFC 8058. */
function unsubscribeHeaders({ unsubscribeUrl }: Pick<Recipient, 'unsubscribeUrl'>): Record<string, string> {
  if (unsubscribeUrl === undefined) return {};
  return {
    'List-Unsubscribe': `<${unsubscribeUrl}>`,
    ...(unsubscribeUrl.startsWith('https:') && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  };
}
