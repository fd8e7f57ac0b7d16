import { StepError } from '../errors';
import { scaled, toMinor } from '../money';
import type { OrderSaid } from './order';
import type { CouponPlan } from './plan';

/** What is known of what coupons will cost. */
export interface LiabilityRule {
  /** Percent of the coupons that will be used. */
  redemptionRate: number;
  /** Decimal text: what an order usually amounts to; '' where that is not known. */
  averageOrder: string;
  /** Decimal text: what a gift or a free delivery costs; '' where that is not known. */
  costOfOne: string;
  /** Uses of one code; 0 without end. */
  usageLimit: number;
}

const WHOLE = 10_000n;

const share = (amount: bigint, hundredths: bigint): bigint => (amount * hundredths + WHOLE - 1n) / WHOLE;

/**
 * What a coupon is expected to cost, in minor units of its currency, rounded up: what it takes off, of the order's
 * amount or else of the average order, times the share of coupons that are used. Undefined where too little is known.
 */
export function expectedLiability(
  plan: CouponPlan,
  { redemptionRate, averageOrder, costOfOne, usageLimit }: LiabilityRule,
  order: OrderSaid,
): number | undefined {
  const one = costOf(plan, { averageOrder, costOfOne }, order);
  if (one === undefined || usageLimit === 0) return undefined;
  return Number(share(one * BigInt(usageLimit), BigInt(rateOf(redemptionRate))));
}

function rateOf(percent: number): number {
  const rate = scaled(String(percent), 2);
  if (rate !== undefined) return rate;
  throw new StepError(`“${percent}” is not a percentage.`, {
    parameter: 'redemptionRate',
    advice: 'Write a number up to 100 with at most two decimals.',
  });
}

function costOf(
  { kind, value, currency }: CouponPlan,
  { averageOrder, costOfOne }: Pick<LiabilityRule, 'averageOrder' | 'costOfOne'>,
  order: OrderSaid,
): bigint | undefined {
  if (kind === 'fixed') return BigInt(value);
  if (kind !== 'percentage') {
    return costOfOne === '' ? undefined : BigInt(toMinor(costOfOne, currency, 'costOfOne'));
  }
  const known = order.currency === undefined || order.currency === currency ? order.amount : undefined;
  const amount = known ?? (averageOrder === '' ? undefined : toMinor(averageOrder, currency, 'averageOrder'));
  return amount === undefined ? undefined : share(BigInt(amount), BigInt(value));
}

/** What is missing to know what a coupon costs. */
export function unknownLiability({ kind }: CouponPlan, { usageLimit }: LiabilityRule): StepError {
  const [missing, parameter, advice] =
    usageLimit === 0
      ? ['how often it can be used', 'usageLimit', 'Set “Uses of One Code”.']
      : kind === 'percentage'
        ? ['the amount of the order', 'averageOrder', 'Fill in “Average Order”.']
        : ['what one costs', 'costOfOne', 'Fill in “Cost of One”.'];
  return new StepError(`The coupon’s expected liability follows from ${missing}, which is not known.`, {
    parameter,
    advice,
  });
}
