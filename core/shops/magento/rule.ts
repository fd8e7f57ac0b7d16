import { DateTime } from 'luxon';
import { LARGEST_AMOUNT, minorPlaces, toDecimal } from '../../money';
import type { CouponTerms, Discount, ShopCoupon } from '../account';
import { magentoRefusal } from './api';
import type { MagentoStore } from './store';

const CONDITIONS = String.raw`Magento\SalesRule\Model\Rule\Condition`;
const MOST_PERCENT = 10_000;

/** The last day of coupons without end: without one, Magento would put today. Its database knows none after 2037. */
const LAST_DAY = '2037-12-31';

/** What Magento cannot do of this, in words. */
export function refusalOf({ customer, ...terms }: ShopCoupon): string | undefined {
  if (customer)
    return 'Magento cannot give a coupon to one customer alone: its rules know groups of customers. Issue it for whoever has the code, with a code that nobody guesses and a usage limit of 1.';
  return refusalOfTerms(terms);
}

/** As `refusalOf`, for whoever has the code. */
export function refusalOfTerms({ discount, category, minimumSpend }: CouponTerms): string | undefined {
  if (discount.kind === 'gift')
    return 'Magento cannot give one piece of a category: it would give one of each product of it in the cart.';
  if (category !== null && !/^[1-9]\d{0,9}$/.test(category))
    return `Magento cannot find the category “${category}”: give its ID, as shown beside its name under Catalog > Categories.`;
  if (!isAmountOf(discount) || (minimumSpend !== null && !isAmount(minimumSpend, LARGEST_AMOUNT)))
    return 'Magento cannot take off what is no amount above 0, or more than 100 percent.';
  return undefined;
}

const isAmount = (value: number, most: number): boolean =>
  Number.isSafeInteger(value) && value > 0 && value <= most;

function isAmountOf(discount: Discount): boolean {
  if (discount.kind === 'percentage') return isAmount(discount.value, MOST_PERCENT);
  return discount.kind === 'fixed' ? isAmount(discount.value, LARGEST_AMOUNT) : true;
}

/**
 * What Magento is sent to make a rule whose coupons have these terms; `description` marks it as ours. It counts on
 * all websites, or where money is in the terms, on those that have that currency. Throws `ShopError` where none has.
 * Source: https://developer.adobe.com/commerce/webapi/rest/quick-reference (salesRuleRuleRepositoryV1)
 */
export function ruleBody(description: string, terms: CouponTerms, store: MagentoStore): object {
  const { title, discount, currency, minimumSpend, category, usageLimit, startsAt, expiresAt } = terms;
  return {
    name: title,
    description,
    website_ids: websitesFor(terms, store),
    customer_group_ids: store.customerGroups,
    from_date: dayOf(startsAt, store.timeZone),
    to_date: expiresAt === null ? LAST_DAY : lastDayOf(expiresAt, store.timeZone),
    is_active: true,
    is_advanced: true,
    is_rss: false,
    sort_order: 0,
    stop_rules_processing: !terms.combinable,
    coupon_type: 'SPECIFIC_COUPON',
    use_auto_generation: true,
    uses_per_coupon: usageLimit ?? 0,
    uses_per_customer: 0,
    times_used: 0,
    discount_step: 0,
    apply_to_shipping: false,
    ...discountBody(discount, terms),
    condition: allOf(
      'Combine',
      minimumSpend === null
        ? []
        : [condition('Address', 'base_subtotal', '>=', toDecimal(minimumSpend, minorPlaces(currency)))],
    ),
    action_condition: allOf(
      String.raw`Product\Combine`,
      category === null ? [] : [condition('Product', 'category_ids', '()', category)],
    ),
  };
}

/** Amounts go as text, which Magento reads as numbers: there is no floating point on the way. */
function discountBody(discount: Discount, { currency, category }: CouponTerms): object {
  switch (discount.kind) {
    case 'percentage':
      return {
        simple_action: 'by_percent',
        discount_amount: toDecimal(discount.value, 2),
        simple_free_shipping: 'NONE',
      };
    case 'fixed':
      return {
        simple_action: 'cart_fixed',
        discount_amount: toDecimal(discount.value, minorPlaces(currency)),
        simple_free_shipping: 'NONE',
      };
    default:
      return {
        simple_action: 'by_percent',
        discount_amount: '0',
        simple_free_shipping: category === null ? 'FREE_WITH_MATCHING_ITEMS' : 'MATCHING_ITEMS_ONLY',
      };
  }
}

const allOf = (type: string, conditions: readonly object[]): object => ({
  condition_type: `${CONDITIONS}\\${type}`,
  aggregator_type: 'all',
  value: '1',
  conditions,
});

const condition = (type: string, attribute: string, operator: string, value: string): object => ({
  condition_type: `${CONDITIONS}\\${type}`,
  attribute_name: attribute,
  operator,
  value,
});

function websitesFor(
  { discount, minimumSpend, currency }: CouponTerms,
  { websites }: MagentoStore,
): number[] {
  const hasMoney = discount.kind === 'fixed' || minimumSpend !== null;
  const found = websites.filter((website) => !hasMoney || website.currency === currency);
  if (found.length > 0) return found.map(({ id }) => id);
  const others = [...new Set(websites.map((website) => website.currency))].join(', ');
  throw magentoRefusal(
    `Magento cannot make a coupon in ${currency}: the base currency of this shop is ${others}.`,
    'Give the amounts in the base currency of the shop.',
  );
}

const dayOf = (at: number, zone: string): string => DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd');

/**
 * The last day on which a coupon counts that expires at an instant: Magento’s rules last for whole days of its zone,
 * so that one which expires at noon counts until midnight.
 */
export const lastDayOf = (expiresAt: number, zone: string): string => dayOf(expiresAt - 1, zone);

/** When a rule whose last day is this one expires, ms UTC; null without end. */
export function expiryOf(lastDay: string | null | undefined, zone: string): number | null {
  const day = lastDay?.slice(0, LAST_DAY.length);
  if (!day || day >= LAST_DAY) return null;
  return DateTime.fromISO(day, { zone }).plus({ days: 1 }).toMillis();
}
