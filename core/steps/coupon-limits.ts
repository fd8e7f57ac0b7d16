import type { Parameters, ShowWhen } from './define';
import { text } from './text';

/** The most that a journey gives out. */
export function limitParameters(when: ShowWhen) {
  return {
    mostCoupons: {
      type: 'number',
      label: text('Most Coupons per Journey', '每旅程最多券数'),
      help: text(
        'Beyond so many coupons of this journey nobody gets one; 0 for no limit.',
        '此旅程的发券总数上限；0 表示不限。',
      ),
      default: 0,
      minimum: 0,
      maximum: 1_000_000_000,
      advanced: true,
      showWhen: when,
    },
    mostCouponsDay: {
      type: 'number',
      label: text('Most Coupons per Day', '每日最多券数'),
      help: text(
        'The same for each day of your shop’s time zone; 0 for no limit.',
        '商店时区内每天的发券上限；0 表示不限。',
      ),
      default: 0,
      minimum: 0,
      maximum: 1_000_000_000,
      advanced: true,
      showWhen: when,
    },
    mostLiability: {
      type: 'money',
      label: text('Most Expected Cost per Journey', '每旅程预期成本上限'),
      help: text(
        'What the coupons of this journey may be expected to cost, in the currency above. Leave empty for no limit.',
        '此旅程优惠券的预期成本上限（以上方货币计）。留空表示不限。',
      ),
      default: '',
      placeholder: '5000.00',
      advanced: true,
      showWhen: when,
    },
    mostLiabilityDay: {
      type: 'money',
      label: text('Most Expected Cost per Day', '每日预期成本上限'),
      help: text(
        'The same for each day of your shop’s time zone. Leave empty for no limit.',
        '商店时区内每天的预期成本上限。留空表示不限。',
      ),
      default: '',
      placeholder: '500.00',
      advanced: true,
      showWhen: when,
    },
    redemptionRate: {
      type: 'number',
      label: text('Expected to Be Used (%)', '预期核销率 (%)'),
      help: text(
        'Of a hundred coupons, so many are expected to be used. The expected cost counts only those.',
        '预计每一百张券中会被使用的张数；预期成本仅计入这部分。',
      ),
      default: 100,
      minimum: 0,
      maximum: 100,
      advanced: true,
      showWhen: when,
    },
    averageOrder: {
      type: 'money',
      label: text('Average Order', '平均订单金额'),
      help: text(
        'What a percentage is expected to be taken off, where the item has no order amount.',
        '数据中没有订单金额时，用于估算百分比优惠的订单金额。',
      ),
      default: '',
      placeholder: '60.00',
      advanced: true,
      showWhen: when,
    },
    costOfOne: {
      type: 'money',
      label: text('Cost of One', '单张成本'),
      help: text('What a gift or a free delivery costs you.', '一份赠品或一次免运费的成本。'),
      default: '',
      placeholder: '4.90',
      advanced: true,
      showWhen: when,
    },
  } as const satisfies Parameters;
}
