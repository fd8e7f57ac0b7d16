import { tiers } from '../scores/tiers';
import { type MoneyParameter, type Parameters, type ShowWhen, choice } from './define';
import { text } from './text';

const counted = { kind: ['percentage', 'fixed'] } as const;

const value: MoneyParameter = {
  type: 'money',
  label: text('Value', '优惠值'),
  help: text('Percent or amount off in this tier.', '该档位的百分比或优惠金额。'),
  default: '',
  placeholder: '15',
};

const rowLabel = text('Tier', '档位');

/** Better coupons for bigger orders or better customers. */
export function tierParameters(when: ShowWhen) {
  return {
    tiersBy: choice({
      label: text('Tiers By', '分档依据'),
      help: text('What decides the value, once there are tiers.', '设置档位后，由什么决定优惠值。'),
      options: [
        { value: 'order_amount', label: text('Order Amount', '订单金额') },
        { value: 'segment', label: text('Segment', '分组') },
        { value: 'rfm_tier', label: text('RFM Tier', 'RFM 层级') },
        { value: 'rfm_score', label: text('RFM Score', 'RFM 得分') },
      ],
      default: 'order_amount',
      showWhen: { ...when, ...counted },
    }),
    tiers: {
      type: 'rows',
      label: text('Tiers by Order Amount', '按订单金额分档'),
      rowLabel,
      help: text(
        'Bigger orders, better coupons: the highest tier that the item’s order reaches decides the value. Below the lowest one, no coupon is issued.',
        '订单越大，优惠越多：以订单达到的最高档位为准；低于最低档位不发券。',
      ),
      columns: {
        from: {
          type: 'money',
          label: text('Order Amount From', '订单金额起'),
          help: text('The tier begins at this order amount.', '该档位的起始订单金额。'),
          default: '',
          placeholder: '100.00',
        },
        value,
      },
      showWhen: { ...when, ...counted, tiersBy: ['order_amount'] },
    },
    segmentTiers: {
      type: 'rows',
      label: text('Tiers by Segment', '按分组分档'),
      rowLabel,
      help: text(
        'The first segment that the person is in decides the value. Whoever is in none gets no coupon.',
        '以人员所属的第一个分组为准；不属于任何分组者不发券。',
      ),
      columns: {
        segment: {
          type: 'text',
          label: text('Segment Name', '分组名称'),
          help: text('A saved or ready-made segment.', '已保存或内置的分组。'),
          default: '',
          placeholder: 'VIP',
        },
        value,
      },
      showWhen: { ...when, ...counted, tiersBy: ['segment'] },
    },
    rfmTiers: {
      type: 'rows',
      label: text('Tiers by RFM Tier', '按 RFM 层级分档'),
      rowLabel,
      help: text(
        'The row of the person’s RFM tier decides the value. Whoever has none, or is in another one, gets no coupon.',
        '以人员的 RFM 层级对应的行为准；没有层级或不在列表中者不发券。',
      ),
      columns: {
        tier: choice({
          label: text('RFM Tier', 'RFM 层级'),
          help: text('As of the last scoring run.', '以最近一次评分为准。'),
          options: tiers,
          default: 'champions',
        }),
        value,
      },
      showWhen: { ...when, ...counted, tiersBy: ['rfm_tier'] },
    },
    scoreTiers: {
      type: 'rows',
      label: text('Tiers by RFM Score', '按 RFM 得分分档'),
      rowLabel,
      help: text(
        'Recency, frequency and monetary score together, from 3 to 15: the highest tier that is reached decides the value. Below the lowest one, no coupon is issued.',
        '最近消费、频率与金额得分之和（3 至 15）：以达到的最高档位为准；低于最低档位不发券。',
      ),
      columns: {
        from: {
          type: 'number',
          label: text('Score From', '得分起'),
          help: text('The tier begins at this sum.', '该档位的起始得分。'),
          default: 12,
          minimum: 3,
          maximum: 15,
        },
        value,
      },
      showWhen: { ...when, ...counted, tiersBy: ['rfm_score'] },
    },
  } as const satisfies Parameters;
}
