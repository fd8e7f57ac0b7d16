import { choice, type Parameters } from '../../steps/define';
import { text } from '../../steps/text';

/** What all channels that send SMS ask for. `channels`: their names. */
export function smsParametersOf(channels: readonly string[]) {
  const showWhen = { channel: channels };
  return {
    smsFrom: {
      type: 'text',
      label: text('From', '发送方'),
      help: text(
        'Your number, short code or sender name. Twilio also takes the SID of a messaging service (MG…); Africa’s Talking needs none; Alibaba Cloud takes the approved signature.',
        '您的号码、短号或发送方名称。Twilio 也可填写 Messaging Service 的 SID（MG…）；Africa’s Talking 可留空；阿里云填写审核通过的签名。',
      ),
      default: '',
      placeholder: '+4930123456',
      showWhen,
    },
    smsMostSegments: {
      type: 'number',
      label: text('Most Segments', '最多条数'),
      help: text(
        'A text that takes more SMS segments for somebody is not sent to them, and the item fails.',
        '对某人超出此短信条数的文本不会发送，该数据会报错。',
      ),
      default: 4,
      minimum: 1,
      maximum: 10,
      showWhen,
      advanced: true,
    },
    smsSegmentPrice: {
      type: 'text',
      label: text('Price per Segment', '每条价格'),
      help: text(
        'What your provider takes for one segment, with its currency: the length then tells the price too.',
        '服务商每条短信的价格（含币种）：长度旁会同时显示费用。',
      ),
      default: '',
      placeholder: '0.0079 USD',
      showWhen,
      advanced: true,
    },
    smsBudget: {
      type: 'text',
      label: text('Budget', '预算'),
      help: text(
        'The most that SMS by this channel may cost, in the currency of the price, whichever workflow sends them; needs the price per segment. What is over it leaves by Not Sent. Leave empty for no limit.',
        '该渠道短信费用的上限（与单价同币种，所有流程合计），需填写每条价格。超出部分从“未发送”输出。留空表示不限。',
      ),
      default: '',
      placeholder: '50.00',
      showWhen,
      advanced: true,
    },
    smsBudgetPer: choice({
      label: text('Budget Per', '预算周期'),
      help: text('When the budget begins anew, in the shop’s time zone.', '预算重新计算的周期，按商店时区。'),
      options: [
        { value: 'day', label: text('Day', '每天') },
        { value: 'month', label: text('Month', '每月') },
      ],
      default: 'month',
      showWhen,
      advanced: true,
    }),
  } as const satisfies Parameters;
}
