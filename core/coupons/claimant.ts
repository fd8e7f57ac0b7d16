import type { Passage } from '../enrolments';
import { StepError } from '../errors';
import type { JsonObject } from '../steps/define';
import type { DateRule } from './dates';
import type { LiabilityRule } from './liability';
import type { LimitRule } from './limits';
import type { CodeShape } from './pattern';
import type { DiscountRule } from './plan';
import { type CouponKey, keyOf } from './rows';
import type { UseRule } from './terms';
import type { TierRule } from './tiers';

export interface IssueValues
  extends DiscountRule, TierRule, DateRule, UseRule, LiabilityRule, LimitRule, CodeShape {
  source: 'ledger' | 'pool' | 'shop';
  pool: string;
  /** Codes of the pool below which that is told; 0 never. */
  warnBelow: number;
  /** The way into the shop. */
  shop: string;
  /** The name in the store of the shop that knows the person by an id. */
  shopSource: string;
  onlyThisCustomer: boolean;
  /** Points that are taken for it; 0 for none. */
  costsPoints: number;
  purpose: string;
  contact: string;
}

/** Somebody who may get a coupon. */
export interface Claimant {
  item: number;
  json: JsonObject;
  values: IssueValues;
  passage: Passage;
  /** What the coupon is for, by `keyOf`. */
  key: string;
  /** Where the code comes from, as the store says it: people who rehearse touch no pool and no shop. */
  source: string;
}

export const claimKey = ({ passage, values }: Claimant): CouponKey => ({
  enrolment: passage.enrolment,
  purpose: values.purpose,
});

/** Who an item's coupon is for, or what is wrong with the item. */
export function claimantOf(
  { item, json, values }: Pick<Claimant, 'item' | 'json' | 'values'>,
  passage: Passage | StepError | undefined,
): Claimant | StepError {
  if (!passage || passage instanceof StepError) return passage ?? new StepError('The item has no contact.');
  if (values.source === 'pool' && values.pool.trim() === '') {
    return new StepError('“Pool” is empty.', {
      parameter: 'pool',
      advice: 'Name the pool that the codes were added to.',
    });
  }
  if (!Number.isSafeInteger(values.costsPoints)) {
    return new StepError(`${values.costsPoints} is not a whole number of points.`, {
      parameter: 'costsPoints',
      advice: 'Give a whole number, like 100.',
    });
  }
  const source = passage.contact.clock.rehearsing ? 'ledger' : sourceOf(values);
  const key = keyOf({ enrolment: passage.enrolment, purpose: values.purpose });
  return { item, json, values, passage, key, source };
}

function sourceOf({ source, pool, shop }: IssueValues): string {
  if (source === 'pool') return `pool:${pool.trim()}`;
  return source === 'shop' ? `shop:${shop}` : 'ledger';
}
