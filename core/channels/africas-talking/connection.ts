import { defineConnection, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import { tryAccount } from '../account';
import { apiAddress } from '../api-address';

const LIVE = 'https://api.africastalking.com';
const SANDBOX = 'https://api.sandbox.africastalking.com';

/** An app of Africa's Talking. */
export const africasTalkingApp = defineConnection({
  name: 'africas-talking',
  title: text('Shop Journeys Africa’s Talking', 'Africa’s Talking'),
  n8n: { type: 'shopJourneysAfricasTalkingApi', own: true },
  fields: {
    username: {
      type: 'text',
      label: text('Username', '用户名'),
      help: text('Of your app; “sandbox” for the sandbox.', '应用的用户名；沙盒请填 sandbox。'),
      default: '',
      placeholder: 'sandbox',
      required: true,
    },
    apiKey: {
      type: 'text',
      label: text('API Key', 'API 密钥'),
      help: text('Of that app.', '该应用的密钥。'),
      default: '',
      required: true,
      secret: true,
    },
    address: {
      type: 'text',
      label: text('API Address', 'API 地址'),
      help: text(
        'Where the API answers. Leave empty for Africa’s Talking itself.',
        'API 的地址。留空表示使用 Africa’s Talking 官方地址。',
      ),
      default: '',
      placeholder: LIVE,
      advanced: true,
    },
  },
  async test(app) {
    await tryAccount({
      provider: 'Africa’s Talking',
      url: `${addressOf(app)}/version1/user?${new URLSearchParams({ username: app.username })}`,
      headers: authorization(app),
    });
  },
});

export type AfricasTalkingApp = Values<typeof africasTalkingApp.fields>;

/** Where the app's API answers, without a slash at the end. Throws `StepError`. */
export const addressOf = ({ username, address }: AfricasTalkingApp): string =>
  apiAddress('address', address, username === 'sandbox' ? SANDBOX : LIVE);

/** Without `accept`, answers are XML. */
export const authorization = ({ apiKey }: AfricasTalkingApp): Record<string, string> => ({
  apikey: apiKey,
  accept: 'application/json',
});
