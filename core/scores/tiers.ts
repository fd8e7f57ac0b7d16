import { text } from '../steps/text';
import type { Rfm } from './rfm';

/** The named groups that RFM scores fall into. */
export const tiers = [
  {
    value: 'champions',
    label: text('Champions', '冠军客户'),
    help: text('Bought lately, often, and for much.', '近期购买、频次高、金额高。'),
  },
  {
    value: 'loyal',
    label: text('Loyal', '忠诚客户'),
    help: text('Buy often and for much, though not just now.', '频次和金额高，但并非最近购买。'),
  },
  {
    value: 'potential_loyalist',
    label: text('Potential Loyalist', '潜在忠诚客户'),
    help: text('Bought lately, with some orders behind them.', '近期购买，已有一定订单。'),
  },
  {
    value: 'new',
    label: text('New', '新客户'),
    help: text('Bought just now, little so far.', '刚刚购买，累计尚少。'),
  },
  {
    value: 'promising',
    label: text('Promising', '有望客户'),
    help: text('Bought rather lately, little so far.', '较近期购买，累计尚少。'),
  },
  {
    value: 'need_attention',
    label: text('Need Attention', '需要关注'),
    help: text('In the middle by every measure.', '各项指标居中。'),
  },
  {
    value: 'about_to_sleep',
    label: text('About to Sleep', '即将沉睡'),
    help: text('Bought little, and not lately.', '购买较少，且近期未购买。'),
  },
  {
    value: 'at_risk',
    label: text('At Risk', '有流失风险'),
    help: text('Used to buy well; not for a while.', '曾经购买良好，已有一段时间未购买。'),
  },
  {
    value: 'cannot_lose',
    label: text('Cannot Lose', '不可流失'),
    help: text('Used to be among the best; not for a while.', '曾是最佳客户，已有一段时间未购买。'),
  },
  {
    value: 'hibernating',
    label: text('Hibernating', '休眠客户'),
    help: text('Bought little, long ago.', '购买较少，且时间较久。'),
  },
  {
    value: 'lost',
    label: text('Lost', '已流失'),
    help: text('Bought little, longest ago of all.', '购买较少，且时间最久。'),
  },
] as const;

export type Tier = (typeof tiers)[number]['value'];

type Row = readonly [Tier, Tier, Tier, Tier, Tier];

/** Rows: recency 1 to 5. Columns: frequency and monetary together, 1 to 5. */
const grid: readonly [Row, Row, Row, Row, Row] = [
  ['lost', 'lost', 'at_risk', 'at_risk', 'cannot_lose'],
  ['hibernating', 'hibernating', 'at_risk', 'at_risk', 'cannot_lose'],
  ['about_to_sleep', 'about_to_sleep', 'need_attention', 'loyal', 'loyal'],
  ['promising', 'potential_loyalist', 'potential_loyalist', 'loyal', 'loyal'],
  ['new', 'potential_loyalist', 'potential_loyalist', 'champions', 'champions'],
];

/**
 * The tier of scores from 1 to 5: recency against the mean of frequency and monetary, halves rounded up.
 * Throws a `RangeError` for other scores.
 */
export function tierOf({ r, f, m }: Rfm): Tier {
  const tier = grid[r - 1]?.[Math.ceil((f + m) / 2) - 1];
  if (tier === undefined) throw new RangeError(`RFM scores go from 1 to 5, not ${r}, ${f}, ${m}`);
  return tier;
}
