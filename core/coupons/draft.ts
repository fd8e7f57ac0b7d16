import { couponKey } from '../ingest';
import type { CouponDates } from './dates';
import type { Claimant } from './claimant';
import type { Expense } from './limits';
import type { CouponPlan } from './plan';
import type { NewCoupon } from './rows';
import { type OwnTerms, writeTerms } from './terms';

/** A coupon that somebody is to get, all but its code. */
export interface Draft {
  claimant: Claimant;
  plan: CouponPlan;
  dates: CouponDates;
  terms: OwnTerms;
  expense: Expense;
  /** How the code looks; '' where it comes from a pool. */
  pattern: string;
}

/** The draft as it is written, with its code. */
export function rowOf({ claimant, plan, dates, terms, expense }: Draft, code: string): NewCoupon {
  const { passage, values, source } = claimant;
  const { rehearsing } = passage.contact.clock;
  return {
    enrolment_id: passage.enrolment,
    purpose: values.purpose,
    contact_id: passage.contact.id,
    source,
    code,
    code_key: couponKey(code),
    kind: plan.kind,
    value: plan.value,
    currency: plan.currency,
    minimum_spend: plan.minimumSpend,
    starts_at: dates.startsAt,
    expires_at: dates.expiresAt,
    state: source.startsWith('shop:') ? 'reserved' : 'issued',
    rehearsal: rehearsing ? 1 : 0,
    terms: writeTerms(terms),
    counted_on: rehearsing ? null : expense.day,
    liability: expense.liability,
  };
}
