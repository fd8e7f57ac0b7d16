import { channelConnections, channelParameters, formsWith, smsLength, smsParameters } from '../channels';
import { drafted, previewMessage, reasons, sendMessages, toldSpend, toldUnsettled } from '../messages';
import { defineStep, type NoticeParameter } from './define';
import { deliveryParameters } from './message-delivery';
import { policyParameters } from './message-policy';
import { check, preview, saying, sender } from './message-text';
import { trackingParameters } from './message-tracking';
import { stepValues } from './schema';
import { contactParameter, stepKeyOf, stepKeyParameter } from './shared';
import { text, type Text } from './text';

const reasonList = (language: keyof Text): string =>
  Object.entries(reasons)
    .map(([code, words]) => `- \`${code}\`: ${words[language]}`)
    .join('\n');

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
    `Subject and text are Liquid templates. They know \`contact\`, \`coupon\`, \`event\`, \`order\`, \`recommendations\` (a list that the item brings) and \`journey\`, once an **Unsubscribe Page** is published \`unsubscribeUrl\` and, for e-mail and SMS, \`confirmUrl\`, and the filters \`day\`, \`time\`, \`money\` and \`short_link\`:

\`\`\`
Hello {{ contact.firstName | default: "there" }}, your code {{ coupon.code }} is good until {{ coupon.expiresAt | day }}.
\`\`\`

gives “Hello Jane, your code WELCOME-7KQ4M2 is good until July 3, 2026.” **Preview** shows in the dialog how your own message reads, for somebody made up or for whom you name in **Preview For**, with their newest order and coupon. Days and amounts are written as the person’s language and time zone have it: \`{{ order.amount | money: order.currency }}\`. An unknown name is an error before anything is sent. A message is sent once, however often its item comes by; a message whose fate is unknown (the line broke while sending) is not sent again. Who cannot be written to yet (quiet hours, a busy provider) is held here and written to in time.

What leaves by **Not Sent** says why in \`message.reason\`:

${reasonList('en')}`,
    `主题和正文为 Liquid 模板，可使用 \`contact\`、\`coupon\`、\`event\`、\`order\`、\`recommendations\`（数据带来的列表）和 \`journey\`，发布**退订页面**后还有 \`unsubscribeUrl\`（邮件和短信另有 \`confirmUrl\`），以及过滤器 \`day\`、\`time\`、\`money\` 和 \`short_link\`：

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
    from: sender.from,
    smsFrom,
    textFrom: saying.textFrom,
    templateName: saying.templateName,
    subject: saying.subject,
    body: saying.body,
    format: saying.format,
    previewPerson: saying.previewPerson,
    preview,
    check,
    smsLength: length,
    ...channelParameters,
    ...smsCosts,
    smsBudget,
    smsBudgetPer,
    smsSpent: spent,
    ...policyParameters,
    ...deliveryParameters,
    ...trackingParameters,
    unsettled,
    postalAddress: saying.postalAddress,
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
