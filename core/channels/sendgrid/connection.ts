import { defineConnection, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import { tryAccount } from '../account';

export const SENDGRID = 'https://api.sendgrid.com';

/** A SendGrid account; field names are those of n8n's own `sendGridApi` credential. */
export const sendgridAccount = defineConnection({
  name: 'sendgrid',
  title: text('SendGrid Account', 'SendGrid 账户'),
  n8n: { type: 'sendGridApi', own: false },
  fields: {
    apiKey: {
      type: 'text',
      label: text('API Key', 'API 密钥'),
      help: text('Of SendGrid, with access to Mail Send.', 'SendGrid 的密钥，需有 Mail Send 权限。'),
      default: '',
      placeholder: 'SG.…',
      required: true,
      secret: true,
    },
  },
  test: (account): Promise<void> => trySendgrid(account, SENDGRID),
});

export type SendgridAccount = Values<typeof sendgridAccount.fields>;

export const authorization = ({ apiKey }: SendgridAccount) => ({ authorization: `Bearer ${apiKey}` });

/** Tries an account at the API whose address is `base`. Throws `StepError`. */
export async function trySendgrid(account: SendgridAccount, base: string): Promise<void> {
  await tryAccount({
    provider: 'SendGrid',
    url: `${base}/v3/scopes`,
    headers: authorization(account),
  });
}
