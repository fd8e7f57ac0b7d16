import { channelKinds, formsWith } from '../channels';
import { checkPreview, previewMessage } from '../messages';
import { choice, type NoticeParameter, type Parameters } from './define';
import { formatParameter } from './message-format';
import { policyParameters } from './message-policy';
import { stepValues } from './schema';
import { timeZoneParameter } from './shared';
import { text } from './text';

const mails = { channel: formsWith('mail') };
const here = { textFrom: ['here'] };

/** What a message says follows from these. */
export const saying = {
  channel: choice({
    label: text('Channel', '渠道'),
    help: text('How the message travels.', '消息的发送方式。'),
    options: channelKinds.map(({ name, label }) => ({ value: name, label })),
    default: 'email',
  }),
  textFrom: choice({
    label: text('Text From', '正文来源'),
    help: text('Where the text is written.', '正文写在哪里。'),
    options: [
      { value: 'here', label: text('Written Here', '在此填写') },
      {
        value: 'template',
        label: text('A Template', '模板'),
        help: text(
          'One that Message Template keeps: each person gets it in their language.',
          '由“消息模板”保存，按对方的语言发送。',
        ),
      },
    ],
    default: 'here',
  }),
  templateName: {
    type: 'text',
    label: text('Template', '模板'),
    help: text('Name of the template.', '模板名称。'),
    default: '',
    placeholder: 'welcome',
    required: true,
    showWhen: { textFrom: ['template'] },
  },
  subject: {
    type: 'template',
    label: text('Subject', '主题'),
    help: text(
      'Liquid, e.g. Your welcome gift, {{ contact.firstName }}',
      'Liquid 模板，例如：{{ contact.firstName }}，您的欢迎礼',
    ),
    default: '',
    showWhen: { channel: formsWith('mail', 'note'), ...here },
  },
  body: {
    type: 'template',
    label: text('Text', '正文'),
    help: text(
      'Liquid, e.g. Use {{ coupon.code }} until {{ coupon.expiresAt | day }}.',
      'Liquid 模板，例如：请在 {{ coupon.expiresAt | day }} 前使用 {{ coupon.code }}。',
    ),
    default: '',
    rows: 6,
    showWhen: here,
  },
  format: { ...formatParameter, showWhen: { ...mails, ...here } },
  language: {
    type: 'text',
    label: text('Language', '语言'),
    help: text(
      'How days and amounts are written for people whose own language is not known.',
      '未知对方语言时，日期和金额的书写语言。',
    ),
    default: 'en',
    placeholder: 'en-GB',
    advanced: true,
  },
  timeZone: { ...timeZoneParameter, advanced: true },
  postalAddress: {
    type: 'text',
    label: text('Postal Address', '邮寄地址'),
    help: text(
      'Where the shop has its seat, as mails must tell in many countries; texts know it as {{ postalAddress }}.',
      '商店的所在地，许多国家要求邮件注明；正文中可用 {{ postalAddress }}。',
    ),
    default: '',
    placeholder: 'Jane’s Shop, 1 High Street, London',
    advanced: true,
    showWhen: mails,
  },
  previewPerson: {
    type: 'text',
    label: text('Preview For', '预览对象'),
    help: text(
      'Whom the preview is for: an e-mail address, a phone number or a customer ID. Leave empty for somebody made up. Changes nothing about who gets the message.',
      '预览所针对的人：电子邮箱、手机号或客户 ID。留空则使用虚构的人。不影响实际收件人。',
    ),
    default: '',
    placeholder: 'jane@example.com',
    constant: true,
  },
} as const satisfies Parameters;

export const preview: NoticeParameter = {
  type: 'notice',
  label: text('Preview', '预览'),
  asks: {
    from: Object.keys(saying),
    async answer(given, context) {
      const message = await previewMessage(stepValues(saying, given), context);
      return text(message, message);
    },
  },
};

export const sender = {
  from: {
    type: 'text',
    label: text('From', '发件人'),
    help: text('The sender’s name and address.', '发件人名称和地址。'),
    default: '',
    placeholder: 'Jane’s Shop <hello@example.com>',
    showWhen: mails,
  },
  purpose: policyParameters.purpose,
} as const satisfies Parameters;

export const check: NoticeParameter = {
  type: 'notice',
  label: text('Check', '检查'),
  asks: {
    from: [...Object.keys(saying), ...Object.keys(sender)],
    answer: (given, context) =>
      checkPreview({ ...stepValues(saying, given), ...stepValues(sender, given) }, context),
  },
};
