import { createPublicKey, type KeyObject } from 'node:crypto';
import { StepError } from '../../errors';
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

/** What SendGrid’s events are signed with. */
export const sendgridWebhook = defineConnection({
  name: 'sendgrid-webhook',
  title: text('Shop Journeys SendGrid Webhook', 'SendGrid Webhook 公钥'),
  n8n: { type: 'shopJourneysSendGridWebhookApi', own: true },
  fields: {
    publicKey: {
      type: 'text',
      label: text('Verification Key', '验证公钥'),
      help: text(
        'The public key of the signed event webhook, from Settings > Mail Settings > Event Webhooks.',
        '签名事件 Webhook 的公钥，见 Settings > Mail Settings > Event Webhooks。',
      ),
      default: '',
      placeholder: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE…',
      required: true,
    },
  },
  async test({ publicKey }) {
    readPublicKey(publicKey);
  },
});

/** A key as SendGrid shows it, base64 of DER, or as PEM. Throws `StepError` for what is none. */
export function readPublicKey(given: string): KeyObject {
  const key = Buffer.from(given.replace(/-----[A-Z ]+-----/g, ''), 'base64');
  try {
    const read = createPublicKey({ key, format: 'der', type: 'spki' });
    if (read.asymmetricKeyDetails?.namedCurve === 'prime256v1') return read;
  } catch {
    // Said below.
  }
  throw new StepError('The verification key is not one of SendGrid’s.', {
    parameter: 'publicKey',
    advice: 'Copy it again from SendGrid’s signed event webhook; it begins with MFkw.',
  });
}
