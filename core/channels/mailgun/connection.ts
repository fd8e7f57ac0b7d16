import { StepError } from '../../errors';
import { choice, defineConnection, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import { basicCredentials, tryAccount } from '../account';

/** A Mailgun account with one of its domains; field names are those of n8n's own `mailgunApi` credential. */
export const mailgunAccount = defineConnection({
  name: 'mailgun',
  title: text('Mailgun Account', 'Mailgun 账户'),
  n8n: { type: 'mailgunApi', own: false },
  fields: {
    apiDomain: choice({
      label: text('API Domain', 'API 域名'),
      help: text('The region in which your domain is.', '您的域名所在区域。'),
      options: [
        { value: 'api.mailgun.net', label: text('api.mailgun.net (US)', 'api.mailgun.net（美国）') },
        { value: 'api.eu.mailgun.net', label: text('api.eu.mailgun.net (EU)', 'api.eu.mailgun.net（欧盟）') },
      ],
      default: 'api.mailgun.net',
    }),
    emailDomain: {
      type: 'text',
      label: text('Email Domain', '邮件域名'),
      help: text('The domain at Mailgun that mail is sent from.', '在 Mailgun 中用于发信的域名。'),
      default: '',
      placeholder: 'mg.example.com',
      required: true,
    },
    apiKey: {
      type: 'text',
      label: text('API Key', 'API 密钥'),
      help: text('Of the account or of the domain.', '账户或域名的密钥。'),
      default: '',
      required: true,
      secret: true,
    },
  },
  test: (account): Promise<void> => tryMailgun(account, usualAddress(account)),
});

export type MailgunAccount = Values<typeof mailgunAccount.fields>;

export const usualAddress = ({ apiDomain }: MailgunAccount): string => `https://${apiDomain}`;

/** The user of Mailgun's API is always the same. */
export const credentials = ({ apiKey }: MailgunAccount): string => basicCredentials('api', apiKey);

/** Tries an account at the API whose address is `base`. Throws `StepError`. */
export async function tryMailgun(account: MailgunAccount, base: string): Promise<void> {
  await tryAccount({
    provider: 'Mailgun',
    url: `${base}/v3/domains/${encodeURIComponent(account.emailDomain)}`,
    headers: { authorization: `Basic ${credentials(account)}` },
  });
}

/** What Mailgun’s webhooks are signed with. */
export const mailgunWebhook = defineConnection({
  name: 'mailgun-webhook',
  title: text('Shop Journeys Mailgun Webhook', 'Mailgun Webhook 密钥'),
  n8n: { type: 'shopJourneysMailgunWebhookApi', own: true },
  fields: {
    signingKey: {
      type: 'text',
      label: text('Webhook Signing Key', 'Webhook 签名密钥'),
      help: text(
        'From Send > Sending > Webhooks; it is not the API key.',
        '见 Send > Sending > Webhooks；不是 API 密钥。',
      ),
      default: '',
      required: true,
      secret: true,
    },
  },
  async test({ signingKey }) {
    if (/^\S+$/.test(signingKey)) return;
    throw new StepError('The signing key has spaces in it.', {
      parameter: 'signingKey',
      advice: 'Copy it again from Mailgun.',
    });
  },
});
