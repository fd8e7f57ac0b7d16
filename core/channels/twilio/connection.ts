import { choice, defineConnection, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import { basicCredentials, tryAccount } from '../account';

export const TWILIO = 'https://api.twilio.com';

/** A Twilio account; field names are those of n8n's own `twilioApi` credential. */
export const twilioAccount = defineConnection({
  name: 'twilio',
  title: text('Twilio Account', 'Twilio 账户'),
  n8n: { type: 'twilioApi', own: false },
  fields: {
    authType: choice({
      label: text('Auth Type', '认证方式'),
      help: text('What the account is signed in to with.', '登录账户的方式。'),
      options: [
        { value: 'authToken', label: text('Auth Token', 'Auth Token') },
        { value: 'apiKey', label: text('API Key', 'API 密钥') },
      ],
      default: 'authToken',
    }),
    accountSid: {
      type: 'text',
      label: text('Account SID', 'Account SID'),
      help: text('Begins with AC.', '以 AC 开头。'),
      default: '',
      placeholder: 'AC…',
      required: true,
    },
    authToken: {
      type: 'text',
      label: text('Auth Token', 'Auth Token'),
      help: text('Beside the Account SID in Twilio’s console.', '在 Twilio 控制台中 Account SID 旁边。'),
      default: '',
      required: true,
      secret: true,
      showWhen: { authType: ['authToken'] },
    },
    apiKeySid: {
      type: 'text',
      label: text('API Key SID', 'API Key SID'),
      help: text('Begins with SK.', '以 SK 开头。'),
      default: '',
      required: true,
      secret: true,
      showWhen: { authType: ['apiKey'] },
    },
    apiKeySecret: {
      type: 'text',
      label: text('API Key Secret', 'API Key Secret'),
      help: text('Shown once, when the key is made.', '仅在创建密钥时显示一次。'),
      default: '',
      required: true,
      secret: true,
      showWhen: { authType: ['apiKey'] },
    },
  },
  test: (account): Promise<void> => tryTwilio(account, TWILIO),
});

export type TwilioAccount = Values<typeof twilioAccount.fields>;

/** The account's own address at Twilio, without an ending. */
export const accountUrl = (base: string, { accountSid }: TwilioAccount): string =>
  `${base}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`;

/** The user and the password of an account. */
export const keysOf = (account: TwilioAccount): [user: string, password: string] =>
  account.authType === 'apiKey'
    ? [account.apiKeySid, account.apiKeySecret]
    : [account.accountSid, account.authToken];

/** Tries an account at the API whose address is `base`. Throws `StepError`. */
export async function tryTwilio(account: TwilioAccount, base: string): Promise<void> {
  await tryAccount({
    provider: 'Twilio',
    url: `${accountUrl(base, account)}.json`,
    headers: { authorization: `Basic ${basicCredentials(...keysOf(account))}` },
  });
}
