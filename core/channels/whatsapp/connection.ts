import { StepError } from '../../errors';
import { defineConnection, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import { tryAccount } from '../account';

export const GRAPH = 'https://graph.facebook.com/v23.0';

/** A WhatsApp business account; field names are those of n8n's own `whatsAppApi` credential. */
export const whatsappAccount = defineConnection({
  name: 'whatsapp',
  title: text('WhatsApp Account', 'WhatsApp 账户'),
  n8n: { type: 'whatsAppApi', own: false },
  fields: {
    accessToken: {
      type: 'text',
      label: text('Access Token', '访问令牌'),
      help: text('Of a system user who may send.', '拥有发送权限的系统用户的令牌。'),
      default: '',
      required: true,
      secret: true,
    },
    businessAccountId: {
      type: 'text',
      label: text('Business Account ID', '业务账户 ID'),
      help: text('Of the WhatsApp Business Account.', 'WhatsApp Business 账户的 ID。'),
      default: '',
      required: true,
    },
  },
  test: (account): Promise<void> => tryWhatsapp(account, GRAPH),
});

export type WhatsappAccount = Values<typeof whatsappAccount.fields>;

/** Tries an account at the API whose address is `base`. Throws `StepError`. */
export async function tryWhatsapp(account: WhatsappAccount, base: string): Promise<void> {
  const id = graphId('businessAccountId', account.businessAccountId);
  const url = `${base}/${id}?fields=id`;
  await tryAccount({ provider: 'WhatsApp', url, headers: bearer(account) });
}

export const bearer = ({ accessToken }: WhatsappAccount): { authorization: string } => ({
  authorization: `Bearer ${accessToken.trim()}`,
});

/** An ID as Meta gives them out. Throws `StepError` naming the parameter for what is none. */
export function graphId(parameter: string, given: string): string {
  if (/^\d{1,20}$/.test(given.trim())) return given.trim();
  throw new StepError(`“${given}” is no ID of WhatsApp.`, {
    parameter,
    advice:
      'Copy it from “API Setup” in Meta’s App Dashboard: digits alone, and not the phone number itself.',
  });
}

/** What proves that a webhook is Meta’s, and that the address is the shop’s. */
export const whatsappWebhook = defineConnection({
  name: 'whatsapp-webhook',
  title: text('Shop Journeys WhatsApp Webhook', 'WhatsApp Webhook 密钥'),
  n8n: { type: 'shopJourneysWhatsAppWebhookApi', own: true },
  fields: {
    appSecret: {
      type: 'text',
      label: text('App Secret', '应用密钥'),
      help: text(
        'From App settings > Basic in Meta’s App Dashboard: webhooks are signed with it.',
        '见 Meta 应用面板的 App settings > Basic；用于签署 Webhook。',
      ),
      default: '',
      required: true,
      secret: true,
    },
    verifyToken: {
      type: 'text',
      label: text('Verify Token', '验证令牌'),
      help: text(
        'Words of your own, the same that you enter beside the webhook’s address at Meta.',
        '自定义的文字，须与在 Meta 的 Webhook 地址旁填写的一致。',
      ),
      default: '',
      required: true,
      secret: true,
    },
  },
  async test({ appSecret }) {
    if (/^[0-9a-f]{32}$/i.test(appSecret.trim())) return;
    throw new StepError('The app secret is none of Meta’s.', {
      parameter: 'appSecret',
      advice: 'Copy it again from Meta’s App Dashboard: 32 digits and letters from a to f.',
    });
  },
});
