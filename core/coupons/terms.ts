import { StepError } from '../errors';
import { remembering } from '../remembering';
import type { CouponTerms, Discount, ShopCustomer } from '../shops/account';
import type { CouponDates } from './dates';
import type { CouponPlan } from './plan';

/** What a coupon is beside its code: what a shop is asked for, and what is kept with it. */
export interface OwnTerms extends CouponTerms {
  customer: ShopCustomer | null;
}

/** What the coupons of a rule have in common, whoever gets them. */
export interface UseRule {
  /** How often one code can be used; 0 without end. */
  usageLimit: number;
  combinable: boolean;
  timeZone: string;
}

export function termsOf(
  plan: CouponPlan,
  { startsAt, expiresAt }: CouponDates,
  { usageLimit, combinable, timeZone }: UseRule,
  title: string,
): CouponTerms {
  const { currency, minimumSpend, category } = plan;
  return {
    title,
    discount: takingOff(plan),
    currency,
    minimumSpend,
    category,
    usageLimit: usageLimitOf(usageLimit),
    startsAt,
    expiresAt,
    timeZone,
    combinable,
  };
}

function takingOff({ kind, value }: CouponPlan): Discount {
  return kind === 'percentage' || kind === 'fixed' ? { kind, value } : { kind };
}

function usageLimitOf(limit: number): number | null {
  if (Number.isSafeInteger(limit)) return limit === 0 ? null : limit;
  throw new StepError(`A coupon cannot be used ${limit} times.`, {
    parameter: 'usageLimit',
    advice: 'Give a whole number.',
  });
}

export const writeTerms = remembering((terms: OwnTerms): string => JSON.stringify(terms));

/** The terms as `writeTerms` wrote them; undefined for coupons of the first release. */
export const readTerms = (json: string | null): OwnTerms | undefined =>
  json === null ? undefined : (JSON.parse(json) as OwnTerms);
