import { wallClock } from '../../clock';
import { openHttp } from '../../http';
import { defineConnection, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import { accepted } from '../account';
import { GOOGLE_TOKENS, grantedTo, signingKey } from './token';

/** A service account of Google; field names are those of n8n's own `googleApi` credential. */
export const googleAccount = defineConnection({
  name: 'google',
  title: text('Google Service Account', 'Google 服务账号'),
  n8n: { type: 'googleApi', own: false },
  fields: {
    email: {
      type: 'text',
      label: text('Service Account Email', '服务账号邮箱'),
      help: text('client_email in the JSON file of the account.', '账号 JSON 文件中的 client_email。'),
      default: '',
      placeholder: 'push@my-shop.iam.gserviceaccount.com',
      required: true,
    },
    privateKey: {
      type: 'text',
      label: text('Private Key', '私钥'),
      help: text('private_key in the JSON file of the account.', '账号 JSON 文件中的 private_key。'),
      default: '',
      placeholder: '-----BEGIN PRIVATE KEY-----…',
      required: true,
      secret: true,
    },
  },
  async test(account) {
    const key = await signingKey(account);
    const granted = await grantedTo(account, key, {
      http: openHttp(),
      clock: wallClock,
      address: GOOGLE_TOKENS,
    });
    accepted(
      'Google',
      granted,
      'Check the e-mail address and the private key, and that the account is not disabled.',
    );
  },
});

export type GoogleAccount = Values<typeof googleAccount.fields>;
