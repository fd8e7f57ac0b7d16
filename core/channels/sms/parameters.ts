import type { Parameters } from '../../steps/define';
import { text } from '../../steps/text';

/** What all channels that send SMS ask for. `channels`: their names. */
export function smsParametersOf(channels: readonly string[]) {
  const showWhen = { channel: channels };
  return {
    smsFrom: {
      type: 'text',
      label: text('From', '发送方'),
      help: text(
        'Your number, short code or sender name. Twilio also takes the SID of a messaging service (MG…); Africa’s Talking needs none.',
        '您的号码、短号或发送方名称。Twilio 也可填写 Messaging Service 的 SID（MG…）；Africa’s Talking 可留空。',
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
  } as const satisfies Parameters;
}
