import type { TemplateParameter } from '../../steps/define';
import { text } from '../../steps/text';
import type { Render } from '../channel';
import { webAddress } from '../web-address';

/** Of the channels whose messages can be tapped. */
export const linkParameters = {
  link: {
    type: 'template',
    label: text('Link', '链接'),
    help: text(
      'Liquid for the web address that opens when the message is tapped. Leave empty for none.',
      '点击消息后打开的网址（Liquid 模板）。留空则不打开。',
    ),
    default: '',
    placeholder: 'https://shop.example/cart',
    showWhen: { channel: ['fcm', 'ntfy', 'web-push', 'wechat'] },
  },
} as const satisfies Record<string, TemplateParameter>;

/** The link for one person; undefined for none. Throws `StepError` for what is no web address. */
export function linkOf({ link }: { link: string }, render: Render): string | undefined {
  const rendered = render('link', link).trim();
  return rendered === '' ? undefined : webAddress('link', rendered);
}
