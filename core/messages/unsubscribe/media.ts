import { choices, type Option } from '../../steps/define';
import { text } from '../../steps/text';

/** What people may consent to being written to by, as the page calls it. */
export const mediaParameter = choices({
  label: text('Channels Offered', '可选渠道'),
  help: text(
    'What people may choose on the page. Each person sees those by which they can be reached, or of which they have said something.',
    '页面上可供选择的渠道。每个人只看到可联系到自己或曾表态的渠道。',
  ),
  options: [
    { value: 'email', label: text('E-mail', '电子邮件') },
    { value: 'sms', label: text('SMS', '短信') },
    { value: 'push', label: text('Push', '推送通知') },
    { value: 'whatsapp', label: text('WhatsApp', 'WhatsApp') },
    { value: 'telegram', label: text('Telegram', 'Telegram') },
  ],
  default: ['email', 'sms', 'push'],
});

export type Medium = (typeof mediaParameter.options)[number]['value'];

/** The fields of a profile in which the addresses of a medium stand. */
const addresses: Readonly<Record<Medium, readonly string[]>> = {
  email: ['email'],
  sms: ['phone'],
  push: ['pushToken', 'webPushSubscription', 'ntfyTopic'],
  whatsapp: ['whatsapp', 'phone'],
  telegram: ['telegramChatId'],
};

/** Those of the media that mean something to a person. */
export function mediaOf(
  profile: Readonly<Record<string, string>>,
  offered: readonly Medium[],
): Option<Medium>[] {
  return mediaParameter.options.filter(
    ({ value }) =>
      offered.includes(value) &&
      (profile[`consent.${value}`] !== undefined || addresses[value].some((field) => profile[field])),
  );
}
