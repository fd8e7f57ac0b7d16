import { wallClock } from '../../clock';
import { openHttp } from '../../http';
import { defineConnection, type Parameters, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import { accepted } from '../account';
import { apiAddress } from '../api-address';
import { isToken, tokenOf, type TokenRequest } from '../weixin/token';
import { checkWebhook, tokenField } from '../weixin/webhook';

const WECHAT = 'https://api.weixin.qq.com';

const appId = {
  type: 'text',
  label: text('AppID', 'AppID'),
  help: text('Of the official account.', '公众号的 AppID。'),
  default: '',
  placeholder: 'wx0123456789abcdef',
  required: true,
} as const satisfies Parameters[string];

/** A WeChat official account. */
export const wechatAccount = defineConnection({
  name: 'wechat',
  title: text('Shop Journeys WeChat Official Account', '微信公众号'),
  n8n: { type: 'shopJourneysWechatApi', own: true },
  fields: {
    appId,
    appSecret: {
      type: 'text',
      label: text('AppSecret', 'AppSecret'),
      help: text(
        'Beside the AppID. The account’s IP whitelist must have this host.',
        '与 AppID 在同一页面。公众号的 IP 白名单须包含本机。',
      ),
      default: '',
      required: true,
      secret: true,
    },
    address: {
      type: 'text',
      label: text('API Address', 'API 地址'),
      help: text('Where the API answers, if not where it usually does.', 'API 的地址（如非微信默认地址）。'),
      default: '',
      placeholder: WECHAT,
      advanced: true,
    },
  },
  async test(account) {
    const token = await tokenOf(tokenRequest(account), { http: openHttp(), clock: wallClock });
    if (!isToken(token))
      accepted('WeChat', token, 'Check AppID, AppSecret and the IP whitelist of the account.');
  },
});

export type WechatAccount = Values<typeof wechatAccount.fields>;

/** Where WeChat's API answers for the account, without a slash at the end. Throws `StepError`. */
export const addressOf = ({ address }: WechatAccount): string => apiAddress('address', address, WECHAT);

/**
 * The stable token is the same for all who ask within its time, in whatever process.
 * Source: https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.html
 */
export function tokenRequest(account: WechatAccount): TokenRequest {
  const secret = account.appSecret.trim();
  return {
    request: {
      method: 'POST',
      url: `${addressOf(account)}/cgi-bin/stable_token`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credential', appid: account.appId.trim(), secret }),
    },
    secrets: [secret],
  };
}

/** What proves that a callback is WeChat’s, and is for this account. */
export const wechatWebhook = defineConnection({
  name: 'wechat-webhook',
  title: text('Shop Journeys WeChat Webhook', '微信公众号回调密钥'),
  n8n: { type: 'shopJourneysWechatWebhookApi', own: true },
  fields: {
    appId,
    token: tokenField,
    encodingAesKey: {
      type: 'text',
      label: text('EncodingAESKey', 'EncodingAESKey'),
      help: text(
        'The key of the account’s safe mode, which is the one to choose. Leave empty for an account in plain mode.',
        '公众号安全模式（推荐）的消息加解密密钥。明文模式请留空。',
      ),
      default: '',
      secret: true,
    },
  },
  test: (webhook) => Promise.resolve().then(() => checkWebhook(webhook)),
});

export type WechatWebhook = Values<typeof wechatWebhook.fields>;
