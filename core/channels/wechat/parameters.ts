import type { Parameters } from '../../steps/define';
import { text } from '../../steps/text';
import { namedValuesFor } from '../named-values';
import { linkParameters } from '../push/link';

const here = { channel: ['wechat'] } as const;

export const wechatParameters = {
  ...linkParameters,
  wechatTemplate: {
    type: 'text',
    label: text('Template ID', '模板 ID'),
    help: text(
      'Of one of the account’s template messages, which are for transactions alone. Write under Text what it says: the preview and rehearsals show it.',
      '公众号模板消息的 ID（仅限交易、服务类通知）。请在“正文”中填写模板的内容，供预览和演练显示。',
    ),
    default: '',
    placeholder: 'ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY',
    showWhen: here,
  },
  wechatValues: {
    ...namedValuesFor('wechat'),
    help: text(
      'What the template’s {{….DATA}} become: Liquid, one line for each.',
      '模板中 {{….DATA}} 变量的内容（Liquid 模板），每行一个。',
    ),
    placeholder: 'character_string1: {{ order.id }}',
  },
  wechatMiniProgram: {
    type: 'text',
    label: text('Mini Program', '小程序'),
    help: text(
      'AppID of the mini program that a tap opens, in place of the link. Leave empty for none.',
      '点击消息后打开的小程序的 AppID（优先于链接）。留空则不打开。',
    ),
    default: '',
    showWhen: here,
    advanced: true,
  },
  wechatMiniProgramPage: {
    type: 'template',
    label: text('Mini Program Page', '小程序页面'),
    help: text(
      'Liquid for its page. Leave empty for its first.',
      '小程序的页面路径（Liquid 模板）。留空为首页。',
    ),
    default: '',
    placeholder: 'pages/order?id={{ order.id }}',
    showWhen: here,
    advanced: true,
  },
} as const satisfies Parameters;
