import type { Parameters, StepContext, Values } from '../../steps/define';
import { text } from '../../steps/text';
import { apiAddress, apiAddressFor } from '../api-address';
import type { Channel, Recipient } from '../channel';
import { defineChannel, type WritingValues } from '../kind';
import { composeMail, type Mail, partsOf } from '../mail';
import { callProvider } from '../provider';
import { judgeSendgrid } from './answer';
import { sendgridCallbacks } from './callback';
import { authorization, SENDGRID, type SendgridAccount, sendgridAccount } from './connection';

const parameters = { sendgridAddress: apiAddressFor('sendgrid', SENDGRID) } as const satisfies Parameters;

/** Sends mail by SendGrid. */
export const sendgrid = defineChannel({
  name: 'sendgrid',
  label: text('E-Mail (SendGrid)', '电子邮件（SendGrid）'),
  form: 'mail',
  parameters,
  connections: [{ connection: sendgridAccount }],
  callbacks: sendgridCallbacks,
  open: openSendgrid,
});

type SendgridValues = WritingValues & Values<typeof parameters>;

function openSendgrid(context: StepContext): Channel<SendgridValues> {
  let connecting: Promise<SendgridAccount> | undefined;
  const connected = () => (connecting ??= context.connect(sendgridAccount));
  return {
    name: 'sendgrid',
    concurrency: 10,
    addressKind: () => 'email',
    // The key goes along for SendGrid's events; SendGrid itself drops no repeats.
    dedupes: () => false,
    compose(values, recipient) {
      const mail = composeMail(values, recipient);
      const base = apiAddress('sendgridAddress', values.sendgridAddress, SENDGRID);
      return {
        subject: mail.subject,
        body: mail.body,
        send: async () => {
          const account = await connected();
          const body = JSON.stringify(writtenOut(mail, recipient, await partsOf(mail)));
          const headers = { 'content-type': 'application/json', ...authorization(account) };
          return callProvider(context, {
            request: { method: 'POST', url: `${base}/v3/mail/send`, headers, body },
            secrets: [account.apiKey],
            judge: (answer) => judgeSendgrid(answer, context.clock),
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

/** A mail as SendGrid's v3 API takes it. */
const writtenOut = (
  { sender, subject, headers }: Mail,
  { address, key }: Recipient,
  { text, html }: { text?: string; html?: string },
) => ({
  personalizations: [{ to: [{ email: address }], custom_args: { messageKey: key } }],
  from: { email: sender.address, ...(sender.name !== '' && { name: sender.name }) },
  subject,
  ...(Object.keys(headers).length > 0 && { headers }),
  // SendGrid wants the plain text first.
  content: [
    ...(text === undefined ? [] : [{ type: 'text/plain', value: text }]),
    ...(html === undefined ? [] : [{ type: 'text/html', value: html }]),
  ],
});
