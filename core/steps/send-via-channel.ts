import {
  channelConnections,
  channelKinds,
  channelParameters,
  formsWith,
  smsLength,
  smsParameters,
} from '../channels';
import { drafted, previewMessage, reasons, sendMessages, toldSpend, toldUnsettled } from '../messages';
import { choice, defineStep, type NoticeParameter, type Parameters } from './define';
import { deliveryParameters } from './message-delivery';
import { policyParameters } from './message-policy';
import { formatParameter } from './message-format';
import { stepValues } from './schema';
import { contactParameter, stepKeyOf, stepKeyParameter, timeZoneParameter } from './shared';
import { text, type Text } from './text';

const mails = { channel: formsWith('mail') };
const here = { textFrom: ['here'] };

const reasonList = (language: keyof Text): string =>
  Object.entries(reasons)
    .map(([code, words]) => `- \`${code}\`: ${words[language]}`)
    .join('\n');

/** What a message says follows from these. */
const saying = {
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

const preview: NoticeParameter = {
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

const { smsFrom, smsBudget, smsBudgetPer, ...smsCosts } = smsParameters;

const length: NoticeParameter = {
  type: 'notice',
  label: text('Length', '长度'),
  showWhen: { channel: formsWith('sms') },
  asks: {
    from: [...Object.keys(saying), ...Object.keys(smsCosts)],
    async answer(given, context) {
      const message = await previewMessage(stepValues(saying, given), context);
      return smsLength(message, stepValues(smsCosts, given));
    },
  },
};

const spent: NoticeParameter = {
  type: 'notice',
  label: text('Spent', '已支出'),
  showWhen: { channel: formsWith('sms') },
  asks: {
    from: ['channel', 'timeZone'],
    answer(given, { store, clock }) {
      const { channel, timeZone } = stepValues({ channel: saying.channel, timeZone: saying.timeZone }, given);
      return toldSpend(store, { channel, timeZone }, clock.now());
    },
  },
};

const unsettled: NoticeParameter = {
  type: 'notice',
  label: text('Of Unknown Fate', '结果未知'),
  asks: {
    from: ['channel'],
    answer(given, { store, clock }) {
      const { channel } = stepValues({ channel: saying.channel }, given);
      return toldUnsettled(store, channel, clock.now());
    },
  },
};

export const sendViaChannel = defineStep({
  name: 'send-via-channel',
  title: text('Send via Channel', '渠道发送'),
  summary: text(
    'Sends each person one message, by e-mail or through a gateway',
    '通过邮件或网关向每个人发送一条消息',
  ),
  details: text(
    `Subject and text are Liquid templates. They know \`contact\`, \`coupon\`, \`event\`, \`order\` and \`journey\`, once an **Unsubscribe Page** is published \`unsubscribeUrl\`, and the filters \`day\`, \`time\` and \`money\`:

\`\`\`
Hello {{ contact.firstName | default: "there" }}, your code {{ coupon.code }} is good until {{ coupon.expiresAt | day }}.
\`\`\`

gives “Hello Jane, your code WELCOME-7KQ4M2 is good until July 3, 2026.” **Preview** shows in the dialog how your own message reads, for somebody made up or for whom you name in **Preview For**, with their newest order and coupon. Days and amounts are written as the person’s language and time zone have it: \`{{ order.amount | money: order.currency }}\`. An unknown name is an error before anything is sent. A message is sent once, however often its item comes by; a message whose fate is unknown (the line broke while sending) is not sent again. Who cannot be written to yet (quiet hours, a busy provider) is held here and written to in time.

What leaves by **Not Sent** says why in \`message.reason\`:

${reasonList('en')}`,
    `主题和正文为 Liquid 模板，可使用 \`contact\`、\`coupon\`、\`event\`、\`order\` 和 \`journey\`，发布**退订页面**后还有 \`unsubscribeUrl\`，以及过滤器 \`day\`、\`time\` 和 \`money\`：

\`\`\`
{{ contact.firstName | default: "您好" }}，您的券码 {{ coupon.code }} 有效期至 {{ coupon.expiresAt | day }}。
\`\`\`

**预览**会在对话框中显示消息的效果，可使用虚构的人，或在**预览对象**中指定的人及其最新订单和优惠券。日期和金额按对方的语言和时区书写：\`{{ order.amount | money: order.currency }}\`。未知的变量会在发送前报错。同一条消息只发送一次；结果未知的消息（发送途中断线）不会重发。暂时无法发送的消息（免打扰时段、服务商繁忙）会保留在此，适时发送。

从**未发送**输出的数据在 \`message.reason\` 中说明原因：

${reasonList('zh')}`,
  ),
  kind: 'step',
  color: '#E7A5B4',
  outputs: {
    fixed: [
      { name: 'sent', label: text('Sent', '已发送') },
      { name: 'not_sent', label: text('Not Sent', '未发送') },
    ],
  },
  connections: channelConnections(),
  parameters: {
    channel: saying.channel,
    from: {
      type: 'text',
      label: text('From', '发件人'),
      help: text('The sender’s name and address.', '发件人名称和地址。'),
      default: '',
      placeholder: 'Jane’s Shop <hello@example.com>',
      showWhen: mails,
    },
    smsFrom,
    textFrom: saying.textFrom,
    templateName: saying.templateName,
    subject: saying.subject,
    body: saying.body,
    format: saying.format,
    previewPerson: saying.previewPerson,
    preview,
    smsLength: length,
    ...channelParameters,
    ...smsCosts,
    smsBudget,
    smsBudgetPer,
    smsSpent: spent,
    ...policyParameters,
    ...deliveryParameters,
    unsettled,
    language: saying.language,
    timeZone: saying.timeZone,
    contact: contactParameter,
    stepKey: stepKeyParameter,
  },
  run: async (items, context) => sendMessages(await drafted(items, context), context),
  holdKey: stepKeyOf,
  byHand: text(
    'A run started by hand from the editor holds nobody: what cannot go out yet leaves by Not Sent. People are held once the workflow is published.',
    '在编辑器中手动运行不会保留任何人：暂时无法发送的数据从“未发送”输出。流程发布后才会保留。',
  ),
});
