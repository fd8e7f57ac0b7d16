import { type Parameters, type ShowWhen, choice } from './define';
import { timeZoneParameter } from './shared';
import { text } from './text';

const counted = ['percentage', 'fixed'] as const;

/** What coupons take off and how long they count: of one that is issued, and of many that are made at once. */
export function couponRules(when: ShowWhen) {
  return {
    kind: choice({
      label: text('Discount', '优惠类型'),
      help: text('What the coupon takes off.', '优惠券的优惠方式。'),
      options: [
        { value: 'percentage', label: text('Percentage', '百分比') },
        { value: 'fixed', label: text('Fixed Amount', '固定金额') },
        { value: 'free_shipping', label: text('Free Shipping', '免运费') },
        { value: 'gift', label: text('Gift of a Category', '品类赠品') },
      ],
      default: 'percentage',
      showWhen: when,
    }),
    value: {
      type: 'money',
      label: text('Value', '优惠值'),
      help: text(
        'Percent off, or the amount off in the currency below.',
        '折扣百分比，或以下方货币计的优惠金额。',
      ),
      default: '10',
      placeholder: '10',
      showWhen: { ...when, kind: counted },
    },
    currency: {
      type: 'text',
      label: text('Currency', '货币'),
      help: text(
        'Three-letter code of the amounts in this step. An order in another currency gets no coupon.',
        '本步骤金额的三字母货币代码。其他货币的订单不发券。',
      ),
      default: 'EUR',
      placeholder: 'EUR',
      showWhen: when,
    },
    minimumSpend: {
      type: 'money',
      label: text('Minimum Spend', '最低消费'),
      help: text(
        'The coupon counts from this order amount. Leave empty for none.',
        '订单达到此金额方可使用。留空表示不限。',
      ),
      default: '',
      placeholder: '50.00',
      showWhen: when,
    },
    category: {
      type: 'text',
      label: text('Category', '品类'),
      help: text(
        'ID in your shop of the category that the coupon counts for, or from which the gift is chosen. Leave empty for everything.',
        '优惠券适用的品类（或赠品所属品类）在商店中的 ID。留空表示全部商品。',
      ),
      default: '',
      placeholder: '42',
      showWhen: when,
    },
    usageLimit: {
      type: 'number',
      label: text('Uses of One Code', '每码可用次数'),
      help: text('How often one code can be used; 0 without end.', '一个券码可使用的次数；0 表示不限。'),
      default: 1,
      minimum: 0,
      maximum: 1_000_000,
      showWhen: when,
    },
    combinable: {
      type: 'flag',
      label: text('Combines With Other Discounts', '可与其他优惠叠加'),
      help: text(
        'Whether the coupon counts beside other discounts. Some shops cannot keep it from doing so, and then say so.',
        '是否可与其他优惠同时使用。部分商店无法禁止叠加，届时会给出说明。',
      ),
      default: false,
      showWhen: when,
    },
    startsOn: {
      type: 'text',
      label: text('Starts', '生效时间'),
      help: text(
        'Date, or date and time, from which the coupon counts, in your shop’s time zone. Leave empty for at once.',
        '优惠券开始生效的日期或时间（商店时区）。留空表示立即生效。',
      ),
      default: '',
      placeholder: '2026-11-27',
      showWhen: when,
    },
    ...expiryRules(when),
  } as const satisfies Parameters;
}

/** How long coupons count: of those that are issued, and of those that are extended. */
export function expiryRules(when: ShowWhen) {
  return {
    expiry: choice({
      label: text('Expires', '到期方式'),
      help: text('When the coupon ends.', '优惠券何时到期。'),
      options: [
        { value: 'days', label: text('Some Days From Now', '若干天后') },
        { value: 'date', label: text('On a Date', '指定日期') },
      ],
      default: 'days',
      showWhen: when,
    }),
    validDays: {
      type: 'number',
      label: text('Valid for (Days)', '有效天数'),
      help: text('Days from now to expiry; 0 never expires.', '自现在起的有效天数；0 表示永不过期。'),
      default: 30,
      minimum: 0,
      maximum: 3650,
      showWhen: { ...when, expiry: ['days'] },
    },
    endOfDay: {
      type: 'flag',
      label: text('To the End of the Day', '至当日结束'),
      help: text(
        'The last day counts to its end in your shop’s time zone.',
        '最后一天按商店时区计至当日结束。',
      ),
      default: false,
      showWhen: { ...when, expiry: ['days'] },
    },
    expiresOn: {
      type: 'text',
      label: text('Last Day', '最后一天'),
      help: text(
        'The date to whose end the coupon counts in your shop’s time zone, or a date and time.',
        '优惠券有效至该日期结束（商店时区），也可填写具体时间。',
      ),
      default: '',
      placeholder: '2026-12-31',
      required: true,
      showWhen: { ...when, expiry: ['date'] },
    },
    timeZone: { ...timeZoneParameter, showWhen: when },
  } as const satisfies Parameters;
}
