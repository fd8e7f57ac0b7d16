import { eventNames } from '../ingest/names';
import { tiers } from '../scores';
import { definitionText, messageEvents } from '../segments';
import { readyMade } from '../segments/ready-made';
import { stages } from '../segments/stages';
import {
  type NoticeParameter,
  type Parameters,
  type Question,
  type ShowWhen,
  type StepContext,
  type Values,
  choice,
} from './define';
import { stepValues } from './schema';
import { type Text, text } from './text';

const windowed = ['did', 'did_not', 'orders', 'spent', 'last_order', 'first_order'] as const;
const filtered = ['did', 'did_not', 'orders', 'spent'] as const;

/** The cells of a condition. Those that a kind of condition does not need are not shown. */
export const conditionColumns = {
  what: choice({
    label: text('Condition', '条件'),
    help: text('What is asked of the person.', '对人员的要求。'),
    options: [
      { value: 'stage', label: text('Is in Stage', '处于阶段') },
      { value: 'did', label: text('Did', '发生过事件') },
      { value: 'did_not', label: text('Did Not', '未发生事件') },
      { value: 'orders', label: text('Number of Paid Orders', '已付款订单数') },
      { value: 'spent', label: text('Amount Spent', '消费金额') },
      { value: 'last_order', label: text('Last Paid Order', '最近付款订单') },
      { value: 'first_order', label: text('First Paid Order', '首个付款订单') },
      { value: 'attribute', label: text('Profile Field', '资料字段') },
      { value: 'tag', label: text('Has the Tag', '带有标签') },
      { value: 'consent', label: text('Consent', '同意状态') },
      { value: 'reachable', label: text('Can Be Reached By', '可通过渠道触达') },
      { value: 'coupon', label: text('Coupon', '优惠券') },
      { value: 'rfm', label: text('RFM Score', 'RFM 得分') },
      { value: 'tier', label: text('RFM Tier', 'RFM 层级') },
      { value: 'member', label: text('Is in the Segment', '属于分组') },
      { value: 'not_member', label: text('Is Not in the Segment', '不属于分组') },
    ],
    default: 'did',
  }),
  stage: choice({
    label: text('Stage', '阶段'),
    help: text('Where the person stands; lapsed after 90 days.', '人员所处阶段；90 天未购视为流失。'),
    options: stages,
    default: 'registered',
    showWhen: { what: ['stage'] },
  }),
  event: choice({
    label: text('Event', '事件'),
    help: text('What the person did or did not do.', '发生或未发生的事件。'),
    options: [...eventNames, { value: 'own', label: text('Another One…', '其他…') }],
    default: 'product_viewed',
    showWhen: { what: ['did', 'did_not'] },
  }),
  ownEvent: {
    type: 'text',
    label: text('Event Name', '事件名称'),
    help: text('The name under which your shop sends the event.', '商店发送该事件时使用的名称。'),
    default: '',
    placeholder: 'quiz_finished',
    showWhen: { what: ['did', 'did_not'], event: ['own'] },
  },
  score: choice({
    label: text('Score', '得分'),
    help: text('From 1, the lowest, to 5.', '1 为最低，5 为最高。'),
    options: [
      { value: 'recency', label: text('Recency', '最近消费') },
      { value: 'frequency', label: text('Frequency', '消费频率') },
      { value: 'monetary', label: text('Monetary', '消费金额') },
    ],
    default: 'recency',
    showWhen: { what: ['rfm'] },
  }),
  comparison: choice({
    label: text('How Many', '数量'),
    help: text('How the number or amount is compared.', '数量或金额的比较方式。'),
    options: [
      { value: 'at_least', label: text('At Least', '至少') },
      { value: 'at_most', label: text('At Most', '至多') },
      { value: 'exactly', label: text('Exactly', '正好') },
    ],
    default: 'at_least',
    showWhen: { what: ['did', 'orders', 'spent', 'rfm'] },
  }),
  number: {
    type: 'number',
    label: text('Number', '次数'),
    help: text('How many times, orders, or which score.', '次数、订单数或得分。'),
    default: 1,
    minimum: 0,
    maximum: 1_000_000,
    showWhen: { what: ['did', 'orders', 'rfm'] },
  },
  amount: {
    type: 'money',
    label: text('Amount', '金额'),
    help: text('Paid less refunded, over the orders in the currency.', '该货币订单的实付减退款。'),
    default: '',
    placeholder: '49.90',
    showWhen: { what: ['spent'] },
  },
  currency: {
    type: 'text',
    label: text('Currency', '货币'),
    help: text('Three-letter code.', '三字母代码。'),
    default: 'EUR',
    placeholder: 'EUR',
    showWhen: { what: ['spent'] },
  },
  when: choice({
    label: text('When', '时间'),
    help: text('Which time counts.', '计入的时间范围。'),
    options: [
      { value: 'ever', label: text('Ever', '任何时候') },
      { value: 'last', label: text('In the Last Days', '最近若干天内') },
      { value: 'before', label: text('Days Ago or Longer', '若干天以前') },
      { value: 'day', label: text('Today', '今天') },
      { value: 'week', label: text('This Week', '本周') },
      { value: 'month', label: text('This Month', '本月') },
      { value: 'year', label: text('This Year', '今年') },
      { value: 'between', label: text('Between Dates', '日期之间') },
    ],
    default: 'ever',
    showWhen: { what: windowed },
  }),
  days: {
    type: 'number',
    label: text('Days', '天数'),
    help: text('How many days, to the second.', '天数，精确到秒。'),
    default: 30,
    minimum: 1,
    maximum: 3650,
    showWhen: { what: windowed, when: ['last', 'before'] },
  },
  from: {
    type: 'text',
    label: text('From', '开始日期'),
    help: text('The first day that counts. Leave empty for no beginning.', '计入的第一天。留空表示不限。'),
    default: '',
    placeholder: '2026-01-01',
    showWhen: { what: windowed, when: ['between'] },
  },
  until: {
    type: 'text',
    label: text('Before', '结束日期前'),
    help: text(
      'The first day that no longer counts. Leave empty for no end.',
      '不再计入的第一天。留空表示不限。',
    ),
    default: '',
    placeholder: '2026-07-01',
    showWhen: { what: windowed, when: ['between'] },
  },
  product: {
    type: 'text',
    label: text('Product', '商品'),
    help: text(
      'Only what is about this product, by its ID in your shop. Leave empty for any.',
      '仅限该商品（商店中的 ID）。留空表示不限。',
    ),
    default: '',
    showWhen: { what: filtered },
  },
  category: {
    type: 'text',
    label: text('Category', '品类'),
    help: text(
      'Only what is about this category or one below it. Leave empty for any.',
      '仅限该品类及其子品类。留空表示不限。',
    ),
    default: '',
    placeholder: 'Audio > Earphones',
    showWhen: { what: filtered },
  },
  messageChannel: {
    type: 'text',
    label: text('Message Channel', '消息渠道'),
    help: text('Only messages of this channel. Leave empty for any.', '仅限该渠道的消息。留空表示不限。'),
    default: '',
    placeholder: 'sms',
    showWhen: { what: ['did', 'did_not'], event: messageEvents },
  },
  channel: {
    type: 'text',
    label: text('Channel', '渠道'),
    help: text('email, sms, push or another of yours.', 'email、sms、push 或您自己的渠道。'),
    default: 'email',
    placeholder: 'email',
    showWhen: { what: ['consent', 'reachable'] },
  },
  field: {
    type: 'text',
    label: text('Field', '字段'),
    help: text('As your shop names it.', '商店中使用的名称。'),
    default: '',
    placeholder: 'locale',
    showWhen: { what: ['attribute'] },
  },
  test: choice({
    label: text('Test', '比较'),
    help: text('How the field is compared.', '字段的比较方式。'),
    options: [
      { value: 'is', label: text('Is', '等于') },
      { value: 'is_not', label: text('Is Not', '不等于') },
      { value: 'contains', label: text('Contains', '包含') },
      { value: 'starts_with', label: text('Starts With', '开头为') },
      { value: 'known', label: text('Is Known', '已知') },
      { value: 'unknown', label: text('Is Not Known', '未知') },
    ],
    default: 'is',
    showWhen: { what: ['attribute'] },
  }),
  value: {
    type: 'text',
    label: text('Value', '值'),
    help: text('What the field is compared with.', '与字段比较的值。'),
    default: '',
    placeholder: 'de',
    showWhen: { what: ['attribute'], test: ['is', 'is_not', 'contains', 'starts_with'] },
  },
  name: {
    type: 'text',
    label: text('Name', '名称'),
    help: text('Of the tag, or of the segment.', '标签或分组的名称。'),
    default: '',
    placeholder: 'vip',
    showWhen: { what: ['tag', 'member', 'not_member'] },
  },
  consent: choice({
    label: text('State', '状态'),
    help: text('What the person said about messages of the channel.', '人员对该渠道消息的表态。'),
    options: [
      { value: 'granted', label: text('Granted', '已同意') },
      { value: 'withdrawn', label: text('Withdrawn', '已撤回') },
      { value: 'unknown', label: text('Never Asked', '未知') },
    ],
    default: 'granted',
    showWhen: { what: ['consent'] },
  }),
  coupon: choice({
    label: text('Coupon Is', '优惠券状态'),
    help: text('What became of a coupon that the person was given.', '已发放优惠券的状态。'),
    options: [
      { value: 'held', label: text('Given', '已发放') },
      { value: 'unused', label: text('Not Used', '未使用') },
      { value: 'redeemed', label: text('Used', '已使用') },
      { value: 'expiring', label: text('About to Expire', '即将到期') },
    ],
    default: 'unused',
    showWhen: { what: ['coupon'] },
  }),
  purpose: {
    type: 'text',
    label: text('Purpose', '用途'),
    help: text('As in Coupon Issue. Leave empty for any.', '与“发放优惠券”一致。留空表示不限。'),
    default: '',
    placeholder: 'welcome',
    showWhen: { what: ['coupon'] },
  },
  expiresIn: {
    type: 'number',
    label: text('Within Days', '天数内'),
    help: text('Expires in so many days.', '在此天数内到期。'),
    default: 7,
    minimum: 1,
    maximum: 3650,
    showWhen: { what: ['coupon'], coupon: ['expiring'] },
  },
  tier: choice({
    label: text('Tier', '层级'),
    help: text('As of the last scoring.', '以最近一次评分为准。'),
    options: tiers,
    default: 'champions',
    showWhen: { what: ['tier'] },
  }),
} as const satisfies Parameters;

const BUILT_HERE = 'built_here';
const BY_NAME = 'by_name';
const AS_JSON = 'as_json';

const needing = (what: 'category') => readyMade.filter(({ needs }) => needs === what).map(({ name }) => name);

interface Asking {
  /** Shown only then. */
  when?: ShowWhen;
  /** Needed before any item comes. */
  constant?: boolean;
}

function choiceParameters({ when = {}, constant = false }: Asking) {
  const only = (...segment: string[]): ShowWhen => ({ ...when, segment });
  return {
    segment: choice({
      label: text('Segment', '分组'),
      help: text(
        'One that comes along, one that was saved, or one that you build right here.',
        '内置分组、已保存的分组，或在此处创建的分组。',
      ),
      options: [
        { value: BUILT_HERE, label: text('Built Here', '在此创建') },
        { value: BY_NAME, label: text('By Name', '按名称') },
        { value: AS_JSON, label: text('Written as JSON', 'JSON 定义') },
        ...readyMade.map(({ name, label, help }) => ({ value: name, label, help })),
      ],
      default: BUILT_HERE,
      constant,
      showWhen: when,
    }),
    segmentName: {
      type: 'text',
      label: text('Segment Name', '分组名称'),
      help: text('The name under which it was saved.', '保存时使用的名称。'),
      default: '',
      placeholder: 'VIP',
      required: true,
      constant,
      showWhen: only(BY_NAME),
    },
    segmentCategory: {
      type: 'text',
      label: text('Category', '品类'),
      help: text(
        'As your shop names it, with its path; those below it are in it.',
        '商店中的品类名称及路径；包含其子品类。',
      ),
      default: '',
      placeholder: 'Audio > Earphones',
      required: true,
      constant,
      showWhen: only(...needing('category')),
    },
    match: choice({
      label: text('Match', '匹配'),
      help: text(
        'Whether all of the conditions have to hold, or any one of them.',
        '需满足全部条件，还是任一条件。',
      ),
      options: [
        { value: 'all', label: text('All Conditions', '全部条件') },
        { value: 'any', label: text('Any Condition', '任一条件') },
      ],
      default: 'all',
      constant,
      showWhen: only(BUILT_HERE),
    }),
    conditions: {
      type: 'rows',
      label: text('Conditions', '条件'),
      rowLabel: text('Condition', '条件'),
      help: text('Who is in the segment.', '哪些人属于该分组。'),
      columns: conditionColumns,
      constant,
      showWhen: only(BUILT_HERE),
    },
    definition: {
      type: 'json',
      label: text('Definition', '定义'),
      help: text(
        'The segment in the language of docs/segments.md.',
        '用 docs/segments.md 所述语言编写的分组定义。',
      ),
      default: '{\n  "version": 1,\n  "where": { "did": "order_paid" }\n}',
      rows: 10,
      constant,
      showWhen: only(AS_JSON),
    },
    saveAs: {
      type: 'text',
      label: text('Save As', '保存为'),
      help: text(
        'A name by which other steps and segments find it. It is saved when the step runs. Leave empty to keep it to this step.',
        '供其他步骤和分组使用的名称，在步骤运行时保存。留空则仅用于此步骤。',
      ),
      default: '',
      placeholder: 'VIP',
      constant,
      showWhen: only(BUILT_HERE, AS_JSON),
    },
    segmentZone: {
      type: 'text',
      label: text('Time Zone', '时区'),
      help: text(
        'Where days, weeks, months and years begin. A definition in JSON names its own.',
        '日、周、月、年的起点所用时区。JSON 定义自带时区。',
      ),
      default: 'UTC',
      placeholder: 'Europe/Berlin',
      advanced: true,
      constant,
      showWhen: when,
    },
  } as const satisfies Parameters;
}

type ChoiceParameters = ReturnType<typeof choiceParameters>;

/** A question about the segment that stands in the parameters. */
export function questionOf(
  parameters: ChoiceParameters & { written?: NoticeParameter },
  answer: (asked: Values<ChoiceParameters>, context: Pick<StepContext, 'store' | 'clock'>) => Promise<Text>,
): Question {
  return {
    from: Object.entries(parameters).flatMap(([name, { type }]) => (type === 'notice' ? [] : [name])),
    answer: (given, context) => answer(stepValues(parameters, given), context),
  };
}

/** The parameters by which a step is told of one segment, and the definition that they stand for. */
export function segmentParameters(asking: Asking = {}) {
  const parameters = choiceParameters(asking);
  const written: NoticeParameter = {
    type: 'notice',
    label: text('As JSON', 'JSON 形式'),
    showWhen: { ...asking.when, segment: [BUILT_HERE, BY_NAME, ...readyMade.map(({ name }) => name)] },
    asks: {
      ...questionOf(parameters, async (asked, context) => {
        const json = await definitionText(asked, context);
        return text(json, json);
      }),
      takeOver: {
        label: text('Go On as JSON', '转为 JSON 编辑'),
        into: 'definition',
        set: { segment: AS_JSON },
      },
    },
  };
  return { ...parameters, written };
}
