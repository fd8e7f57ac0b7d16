import { StepError } from '../errors';
import { isCurrency, scaled, toMinor } from '../money';
import type { OrderSaid } from './order';
import type { Refusal } from './refusal';
import { asksAmount, type Standing, type TierRule, tierValue } from './tiers';

export type CouponKind = 'percentage' | 'fixed' | 'free_shipping' | 'gift';

/** What a coupon takes off, and from what it counts. */
export interface DiscountRule {
  kind: CouponKind;
  /** Decimal text: percent, or an amount in `currency`. */
  value: string;
  currency: string;
  /** Decimal text; '' for none. */
  minimumSpend: string;
  /** The shop's own id of the category; '' for all. */
  category: string;
}

/** What a coupon will take off. */
export interface CouponPlan {
  kind: CouponKind;
  /** Hundredths of a percent, or minor units; 0 where nothing is counted. */
  value: number;
  currency: string;
  /** Minor units. */
  minimumSpend: number | null;
  category: string | null;
}

const countsValue = (kind: CouponKind) => kind === 'percentage' || kind === 'fixed';

/** The currency that a rule names. Throws `StepError` where there is no such. */
export function currencyOf({ currency }: Pick<DiscountRule, 'currency'>): string {
  const code = currency.trim().toUpperCase();
  if (isCurrency(code)) return code;
  throw new StepError(`“${currency}” is not a currency.`, {
    parameter: 'currency',
    advice: 'Use a three-letter code, like EUR.',
  });
}

/** What a rule takes off, its value (decimal text) given. Throws `StepError` for a rule that makes no sense. */
export function discountOf(rule: DiscountRule, value: string): CouponPlan {
  const { kind } = rule;
  const currency = currencyOf(rule);
  const category = rule.category.trim();
  if (kind === 'gift' && category === '') {
    throw new StepError('The gift has no category from which it could be chosen.', {
      parameter: 'category',
      advice: 'Give the ID of the gift’s category in your shop.',
    });
  }
  const minimumSpend = rule.minimumSpend === '' ? null : toMinor(rule.minimumSpend, currency, 'minimumSpend');
  return {
    kind,
    value: valueOf(kind, value, currency),
    currency,
    minimumSpend,
    category: category === '' ? null : category,
  };
}

function valueOf(kind: CouponKind, value: string, currency: string): number {
  if (!countsValue(kind)) return 0;
  if (kind === 'fixed') {
    const amount = toMinor(value, currency, 'value');
    if (amount > 0) return amount;
    throw new StepError('A coupon of 0 takes nothing off.', {
      parameter: 'value',
      advice: 'Give an amount above 0.',
    });
  }
  const percent = scaled(value, 2);
  if (percent !== undefined && percent > 0 && percent <= 10_000) return percent;
  throw new StepError(`“${value}” is not a percentage.`, {
    parameter: 'value',
    advice: 'Write a number above 0 and up to 100, like 10 or 12.5.',
  });
}

/**
 * What coupon an item earns. Throws `StepError` for a rule that makes no sense (a negative or absurd amount, a
 * currency that does not exist); answers a refusal where the rule is sound and this order or person does not fit it.
 */
export function planCoupon(
  rule: DiscountRule & TierRule,
  order: OrderSaid,
  standing: Standing,
): CouponPlan | Refusal {
  const currency = currencyOf(rule);
  const tiered = countsValue(rule.kind);
  const countsMoney = rule.kind === 'fixed' || rule.minimumSpend !== '' || (tiered && asksAmount(rule));
  if (countsMoney && order.currency !== undefined && order.currency !== currency) {
    return {
      reason: 'currency_mismatch',
      detail: `The order is in ${order.currency}, the coupon in ${currency}.`,
    };
  }
  const { amount } = order;
  const value = tiered ? tierValue(rule, { amount, currency, standing }, rule.value) : rule.value;
  return typeof value === 'string' ? discountOf(rule, value) : value;
}
