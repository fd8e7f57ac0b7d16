import addressparser from 'nodemailer/lib/addressparser';
import { StepError } from '../../errors';
import type { StepContext } from '../../steps/define';
import { emailAddress } from '../address';
import type { Channel, Result } from '../channel';
import { written } from '../written';
import { smtp } from './connection';
import { MAIL_CONNECTIONS, MailError, type Mailer, openMailer } from './mailer';

export interface EmailValues {
  from: string;
  subject: string;
  body: string;
  html: boolean;
}

/** Sends by SMTP. */
export function emailChannel(context: StepContext): Channel<EmailValues> {
  let opening: Promise<Mailer> | undefined;
  let mailer: Mailer | undefined;
  const open = async () => {
    mailer = await (opening ??= context.connect(smtp).then(openMailer));
    return mailer;
  };
  return {
    name: 'email',
    concurrency: MAIL_CONNECTIONS,
    addressKind: () => 'email',
    dedupes: () => false,
    compose({ from, subject, body, html }, { address, key, render }) {
      const sender = checkedSender(from);
      const mail = {
        from: sender.header,
        to: address,
        subject: oneLine(written('subject', render('subject', subject))),
        [html ? 'html' : 'text']: written('body', render('body', body, { escape: html ? 'html' : 'text' })),
        messageId: `<${key}@${sender.domain}>`,
      };
      return {
        subject: mail.subject,
        body: mail.html ?? mail.text ?? '',
        send: async () => outcomeOf((await open()).send(mail)),
      };
    },
    async open() {
      await open();
    },
    close: () => mailer?.close(),
  };
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

function checkedSender(from: string): { header: string; domain: string } {
  const [sender, ...others] = addressparser(from, { flatten: true });
  const address = sender && emailAddress(sender.address);
  if (!address || others.length > 0) {
    throw new StepError(`“${from}” is not a sender.`, {
      parameter: 'from',
      advice: 'Write one address, with a name before it if you like: Jane’s Shop <hello@example.com>.',
    });
  }
  return { header: from, domain: address.slice(address.lastIndexOf('@') + 1) };
}

async function outcomeOf(sending: Promise<string>): Promise<Result> {
  try {
    return { state: 'sent', providerId: await sending };
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    const { message: detail, code, begun } = error;
    if (code === undefined)
      return begun ? { state: 'unknown', detail } : { state: 'failed', reason: 'temporary', detail };
    return { state: 'failed', reason: code >= 500 ? 'refused' : 'temporary', detail };
  }
}
