import { text } from '../../steps/text';
import { activityScore, type Doing } from '../activity';
import { likenessOf } from '../likeness/likeness';
import { own } from '../own';
import { type ChannelResponse, channelResponse, countChannel } from '../preferences/channels';
import { type DiscountSensitivity, discountSensitivity } from '../preferences/discount';
import { type Buyer, type Rfm, scoreByCuts } from '../rfm';
import { type Tier, tierOf } from '../tiers';
import type { Base } from './base';
import { type Churn, churnOf } from './churn';
import { featuresOf } from './features';
import type { History, Need } from './history';
import { type Preferences, preferencesOf } from './preferences';

/** The scores that can be asked for. */
export const scores = [
  {
    value: 'rfm',
    label: text('RFM', 'RFM'),
    help: text(
      'Recency, frequency and spend, each from 1 to 5 among all buyers.',
      '最近购买、购买频次与消费金额，在全部买家中各评 1 至 5 分。',
    ),
  },
  {
    value: 'tier',
    label: text('Tier', '客户分层'),
    help: text(
      'The named group of the RFM scores, from champions to lost.',
      'RFM 得分对应的分层，从冠军客户到已流失。',
    ),
  },
  {
    value: 'activity',
    label: text('Activity', '活跃度'),
    help: text(
      'Points for what the person did; half of them are gone after every 30 days.',
      '按行为计分，每 30 天衰减一半。',
    ),
  },
  {
    value: 'preferences',
    label: text('Preferences', '偏好'),
    help: text(
      'Categories at each level of the tree, the price band, and holidays.',
      '各级类目、价格带与节日偏好。',
    ),
  },
  {
    value: 'discountSensitivity',
    label: text('Discount Sensitivity', '折扣敏感度'),
    help: text(
      'The share of orders with a coupon, against everybody’s.',
      '使用优惠券的订单占比，与整体对比。',
    ),
  },
  {
    value: 'channels',
    label: text('Channel Response', '渠道响应'),
    help: text(
      'How likely the person is to answer on each channel, and whether it should rest.',
      '在各渠道的响应概率，以及是否应停用该渠道。',
    ),
  },
  {
    value: 'churn',
    label: text('Churn', '流失'),
    help: text(
      'Whether the person still buys, what to expect of the next 90 days, and whether they are overdue by their own rhythm.',
      '是否仍会购买、未来 90 天的预期，以及按个人购买节奏是否逾期。',
    ),
  },
  {
    value: 'likeness',
    label: text('Likeness', '相似度'),
    help: text('How like the members of a segment the person is.', '与某分组成员的相似程度。'),
  },
] as const;

export type Score = (typeof scores)[number]['value'];

/** What is said of a person; null where nothing can be. */
export interface PersonScores {
  rfm: Rfm | null;
  tier: Tier | null;
  activity: number;
  preferences: Preferences;
  discountSensitivity: DiscountSensitivity | null;
  channels: Record<string, ChannelResponse>;
  churn: Churn | null;
  /** By segment; null where no likeness was learnt that beats chance. */
  likeness: Record<string, number | null>;
}

/** How a score is made, and from what beside the rollup. */
export const scorers: {
  [S in Score]: { needs: readonly Need[]; of: (person: History, base: Base) => PersonScores[S] };
} = {
  rfm: { needs: [], of: rfmOf },
  tier: {
    needs: [],
    of(person, base) {
      const rfm = rfmOf(person, base);
      return rfm && tierOf(rfm);
    },
  },
  activity: {
    needs: ['orders', 'deeds'],
    of: (person, { rules }) => activityScore(doingsOf(person), person.now, rules.activity),
  },
  preferences: { needs: ['orders', 'goods', 'deeds'], of: preferencesOf },
  discountSensitivity: { needs: ['orders'], of: discountsOf },
  channels: { needs: ['orders', 'sent', 'answers'], of: channelsOf },
  churn: { needs: ['orders', 'goods'], of: churnOf },
  likeness: { needs: ['orders', 'goods', 'deeds'], of: likenessesOf },
};

function rfmOf({ rollup }: History, { facts }: Base): Rfm | null {
  const buyer = rollup && buyerOf(rollup);
  return buyer && facts.rfm ? scoreByCuts(facts.rfm, buyer) : null;
}

function buyerOf({
  last_paid_at,
  orders_paid,
  spent,
  currency,
}: NonNullable<History['rollup']>): Buyer | undefined {
  return last_paid_at === null
    ? undefined
    : { lastPaidAt: last_paid_at, orders: orders_paid, spent, currency };
}

function* doingsOf({ orders, deeds }: History): Generator<Doing> {
  yield* deeds;
  for (const { placed_at, paid_at, cancelled_at, kept } of orders) {
    const placed = placed_at ?? paid_at;
    if (placed !== null) yield { name: 'order_placed', at: placed };
    if (kept && paid_at !== null) yield { name: 'order_paid', at: paid_at };
    if (cancelled_at !== null) yield { name: 'order_cancelled', at: cancelled_at };
  }
}

function discountsOf({ orders }: History, { facts }: Base): DiscountSensitivity | null {
  const kept = orders.filter((order) => order.kept);
  if (kept.length === 0) return null;
  return discountSensitivity(
    { orders: kept.length, withCoupon: kept.filter(({ coupons }) => coupons > 0).length },
    facts.coupons ?? { orders: 0, withCoupon: 0 },
  );
}

function channelsOf(
  { orders, sent, answers }: History,
  { facts, rules }: Base,
): Record<string, ChannelResponse> {
  const purchases = orders.flatMap(({ kept, paid_at }) => (kept && paid_at !== null ? [paid_at] : []));
  const timesOn = (words: History['sent'], channel: string) =>
    words.filter((word) => word.channel === channel).map(({ at }) => at);
  return Object.fromEntries(
    [...new Set(sent.map(({ channel }) => channel))].sort().map((channel) => {
      const counts = countChannel(
        timesOn(sent, channel),
        timesOn(answers, channel),
        purchases,
        rules.channels,
      );
      const everybody = own(facts.channels ?? {}, channel) ?? { sent: 0, answered: 0, bought: 0 };
      return [channel, channelResponse(counts, everybody, rules.channels)];
    }),
  );
}

function likenessesOf(person: History, { likenesses }: Base): Record<string, number | null> {
  const features = featuresOf(person);
  return Object.fromEntries(
    [...likenesses].map(([segment, likeness]) => [
      segment,
      likeness.beatsChance ? likenessOf(likeness, features) : null,
    ]),
  );
}
