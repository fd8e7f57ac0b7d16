import type { Parameters, StepContext, Values } from '../../steps/define';
import { text } from '../../steps/text';
import { apiAddress, apiAddressFor } from '../api-address';
import type { Channel } from '../channel';
import { formPost } from '../form';
import { defineChannel, type WritingValues } from '../kind';
import { composeMail, partsOf, type Sender } from '../mail';
import { callProvider } from '../provider';
import { judgeMailgun } from './answer';
import { mailgunCallbacks } from './callback';
import { credentials, type MailgunAccount, mailgunAccount, usualAddress } from './connection';

const US = 'https://api.mailgun.net';

const parameters = {
  mailgunAddress: apiAddressFor('mailgun', US),
} as const satisfies Parameters;

/** Sends mail by Mailgun. */
export const mailgun = defineChannel({
  name: 'mailgun',
  label: text('E-Mail (Mailgun)', '电子邮件（Mailgun）'),
  form: 'mail',
  parameters,
  connections: [{ connection: mailgunAccount }],
  callbacks: mailgunCallbacks,
  open: openMailgun,
});

type MailgunValues = WritingValues & Values<typeof parameters>;

function openMailgun(context: StepContext): Channel<MailgunValues> {
  let connecting: Promise<MailgunAccount> | undefined;
  const connected = () => (connecting ??= context.connect(mailgunAccount));
  return {
    name: 'mailgun',
    concurrency: 10,
    addressKind: () => 'email',
    // The key goes along for Mailgun's events; Mailgun itself drops no repeats.
    dedupes: () => false,
    compose(values, recipient) {
      const composed = composeMail(values, recipient);
      const { sender, subject, body, headers } = composed;
      const named = apiAddress('mailgunAddress', values.mailgunAddress, US);
      const fields = {
        from: headerOf(sender),
        to: recipient.address,
        subject,
        'v:messageKey': recipient.key,
        ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [`h:${name}`, value])),
      };
      return {
        subject,
        body,
        send: async () => {
          const account = await connected();
          const basic = credentials(account);
          const base = values.mailgunAddress.trim() === '' ? usualAddress(account) : named;
          const url = `${base}/v3/${encodeURIComponent(account.emailDomain)}/messages`;
          return callProvider(context, {
            request: formPost(
              url,
              { authorization: `Basic ${basic}` },
              { ...fields, ...(await partsOf(composed)) },
            ),
            secrets: [basic, account.apiKey],
            judge: judgeMailgun,
          });
        },
      };
    },
    async open() {
      await connected();
    },
    close: () => undefined,
  };
}

/** A sender as the header of a mail names one. */
const headerOf = ({ name, address }: Sender): string =>
  name === '' ? address : `"${name.replace(/["\\]/g, '\\$&')}" <${address}>`;
