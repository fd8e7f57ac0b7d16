import { wallClock } from '../../clock';
import { StepError } from '../../errors';
import { openHttp } from '../../http';
import { defineConnection, type Parameters, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import { accepted } from '../account';
import { apiAddress } from '../api-address';
import { isToken, tokenOf, type TokenRequest } from '../weixin/token';
import { checkWebhook, tokenField } from '../weixin/webhook';

const WECOM = 'https://qyapi.weixin.qq.com';

const corpId = {
  type: 'text',
  label: text('Corp ID', '企业 ID'),
  help: text('Under “My Company” in the admin console.', '管理后台“我的企业”页面中的企业 ID。'),
  default: '',
  placeholder: 'ww0123456789abcdef',
  required: true,
} as const satisfies Parameters[string];

/** An app of one's own in WeCom. */
export const wecomApp = defineConnection({
  name: 'wecom',
  title: text('Shop Journeys WeCom', '企业微信'),
  n8n: { type: 'shopJourneysWecomApi', own: true },
  fields: {
    corpId,
    agentId: {
      type: 'text',
      label: text('Agent ID', 'AgentId'),
      help: text('Of the app that sends.', '发送消息的自建应用的 AgentId。'),
      default: '',
      placeholder: '1000002',
      required: true,
    },
    secret: {
      type: 'text',
      label: text('Secret', 'Secret'),
      help: text(
        'Of that app. Its trusted IPs must have this host.',
        '该应用的 Secret。应用的企业可信 IP 须包含本机。',
      ),
      default: '',
      required: true,
      secret: true,
    },
    address: {
      type: 'text',
      label: text('API Address', 'API 地址'),
      help: text(
        'Where the API answers, if not where it usually does: of a WeCom of your own, or a test server.',
        'API 的地址（如私有部署的企业微信或测试服务器）。',
      ),
      default: '',
      placeholder: WECOM,
      advanced: true,
    },
  },
  async test(app) {
    agentOf(app);
    const token = await tokenOf(tokenRequest(app), { http: openHttp(), clock: wallClock });
    if (!isToken(token)) accepted('WeCom', token, 'Check corp ID and secret.');
  },
});

export type WecomApp = Values<typeof wecomApp.fields>;

/** Where WeCom's API answers for the app, without a slash at the end. Throws `StepError`. */
export const addressOf = ({ address }: WecomApp): string => apiAddress('address', address, WECOM);

/** The app's number. Throws `StepError` for what is none. */
export function agentOf({ agentId }: WecomApp): number {
  if (/^\d{1,10}$/.test(agentId.trim())) return Number(agentId);
  throw new StepError(`“${agentId}” is no agent ID.`, {
    parameter: 'agentId',
    advice: 'Copy it from the app’s page in the admin console: digits alone.',
  });
}

/**
 * Within its time the token is the same for all who ask, in whatever process.
 * Source: https://developer.work.weixin.qq.com/document/path/91039
 */
export function tokenRequest(app: WecomApp): TokenRequest {
  const corpsecret = app.secret.trim();
  const query = new URLSearchParams({ corpid: app.corpId.trim(), corpsecret });
  return {
    request: { method: 'GET', url: `${addressOf(app)}/cgi-bin/gettoken?${query}` },
    secrets: [corpsecret],
  };
}

/** What proves that a callback is WeCom’s, and is for this company. */
export const wecomWebhook = defineConnection({
  name: 'wecom-webhook',
  title: text('Shop Journeys WeCom Webhook', '企业微信回调密钥'),
  n8n: { type: 'shopJourneysWecomWebhookApi', own: true },
  fields: {
    corpId,
    token: tokenField,
    encodingAesKey: {
      type: 'text',
      label: text('EncodingAESKey', 'EncodingAESKey'),
      help: text(
        'From “Receive Messages” of the app, beside the token.',
        '见应用的“接收消息”设置，与 Token 在同一页面。',
      ),
      default: '',
      required: true,
      secret: true,
    },
  },
  test: (webhook) => Promise.resolve().then(() => checkWebhook(webhook)),
});
