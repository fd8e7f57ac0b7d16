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
