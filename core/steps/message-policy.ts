import { choice, type NumberParameter, type Parameters } from './define';
import { text } from './text';

const marketing = { purpose: ['marketing'] } as const;

const most = (label: NumberParameter['label'], help: NumberParameter['help']): NumberParameter => ({
  type: 'number',
  label,
  help,
  default: 0,
  minimum: 0,
  maximum: 1_000,
  advanced: true,
  showWhen: marketing,
});

const days = (label: NumberParameter['label']): NumberParameter => ({
  type: 'number',
  label,
  help: text('The days, counted back from now, within which messages are counted.', '从现在往回计数的天数。'),
  default: 7,
  minimum: 1,
  maximum: 365,
  advanced: true,
  showWhen: marketing,
});

/** Who may be written to, how often and when. */
export const policyParameters = {
  purpose: choice({
    label: text('Purpose', '用途'),
    help: text(
      'Transactional messages, like receipts, are what the person asked for: consent, caps and quiet hours leave them alone.',
      '交易类消息（如收据）由对方主动触发，不受同意、频次和免打扰限制。',
    ),
    options: [
      { value: 'marketing', label: text('Marketing', '营销') },
      { value: 'transactional', label: text('Transactional', '交易') },
    ],
    default: 'marketing',
  }),
  consentRule: choice({
    label: text('Consent', '同意'),
    help: text('Who may be written to.', '可以向谁发送。'),
    options: [
      {
        value: 'unless_withdrawn',
        label: text('Whoever Has Not Said No', '未拒绝者'),
        help: text('Where the law lets you write to your customers.', '适用于法律允许向客户发送的地区。'),
      },
      {
        value: 'customers',
        label: text('Customers, and Who Has Said Yes', '近期客户和明确同意者'),
        help: text(
          'Soft opt-in: who has bought lately and has not said no, for offers of similar products.',
          '软性同意：近期购买过且未拒绝者，用于推荐类似商品。',
        ),
      },
      {
        value: 'granted',
        label: text('Only Who Has Said Yes', '仅明确同意者'),
        help: text('Needs consent that is on record.', '需要已记录的同意。'),
      },
    ],
    default: 'unless_withdrawn',
    advanced: true,
    showWhen: marketing,
  }),
  customerMonths: {
    type: 'number',
    label: text('Customers Within (Months)', '客户时限（月）'),
    help: text(
      'For how many months after a paid order somebody counts as a customer.',
      '付款订单后多少个月内视为客户。',
    ),
    default: 24,
    minimum: 1,
    maximum: 120,
    advanced: true,
    showWhen: { ...marketing, consentRule: ['customers'] },
  },
  topic: {
    type: 'text',
    label: text('Topic', '主题类别'),
    help: text(
      'What the message is about, where people say yes and no to topics apart. Leave empty for marketing as such.',
      '消息所属的主题（若按主题分别征得同意）。留空表示一般营销。',
    ),
    default: '',
    placeholder: 'news',
    advanced: true,
    showWhen: marketing,
  },
  mostByChannel: most(
    text('Most by This Channel', '该渠道上限'),
    text(
      'The most marketing messages by this channel in some days; 0 for no limit.',
      '若干天内该渠道营销消息的上限；0 表示不限。',
    ),
  ),
  mostByChannelDays: days(text('Within (Days)', '天数（该渠道）')),
  mostInAll: most(
    text('Most in All', '总上限'),
    text(
      'The most marketing messages by whatever channel; 0 for no limit.',
      '若干天内所有渠道营销消息的总上限；0 表示不限。',
    ),
  ),
  mostInAllDays: days(text('In All Within (Days)', '天数（所有渠道）')),
  restAfter: most(
    text('Rest After', '停用阈值'),
    text(
      'So many messages by this channel in the last year without one open, click or reply, and the person gets no more by it; 0 for never.',
      '过去一年内通过该渠道发送这么多条仍无打开、点击或回复，则不再通过该渠道发送；0 表示不停用。',
    ),
  ),
  quietFrom: {
    type: 'text',
    label: text('Quiet From', '免打扰开始'),
    help: text(
      'Time of day where the person is, from which on nobody is written to. Who comes meanwhile is held until the next open minute.',
      '对方当地时间，从此刻起不发送。期间到达的人将保留到下一个可发送时间。',
    ),
    default: '',
    placeholder: '21:00',
    advanced: true,
    showWhen: marketing,
  },
  quietUntil: {
    type: 'text',
    label: text('Quiet Until', '免打扰结束'),
    help: text('Time of day at which it ends.', '免打扰结束的时刻。'),
    default: '',
    placeholder: '08:00',
    advanced: true,
    showWhen: marketing,
  },
  lateAfter: {
    type: 'number',
    label: text('Too Late After (Hours)', '超时（小时）'),
    help: text(
      'Hours after the last wait ended from which on the message is not sent; 0 for never. Give each message of a countdown the hours until the next one: who joins late gets only the newest.',
      '上一次等待结束后超过此小时数则不再发送；0 表示不限。为倒计时的每条消息填写距下一条的小时数：晚加入者只收到最新一条。',
    ),
    default: 0,
    minimum: 0,
    maximum: 8_760,
    advanced: true,
    showWhen: marketing,
  },
  holdout: {
    type: 'number',
    label: text('Holdout (%)', '对照人群 (%)'),
    help: text(
      'Of a hundred people so many, always the same, get no marketing at all, so that you see what it brings.',
      '每一百人中固定的若干人不接收任何营销消息，用于衡量效果。',
    ),
    default: 0,
    minimum: 0,
    maximum: 100,
    advanced: true,
    showWhen: marketing,
  },
  dryRun: {
    type: 'flag',
    label: text('Dry Run', '试运行'),
    help: text(
      'Sends nothing: each item leaves with what would be sent to whom, or why not.',
      '不发送：每条数据附上将发送的内容与对象，或不发送的原因。',
    ),
    default: false,
  },
} as const satisfies Parameters;
