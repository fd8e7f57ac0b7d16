import { DateTime } from 'luxon';
import { emailIdentity } from '../../ingest';
import { LARGEST_AMOUNT, minorPlaces, toDecimal } from '../../money';
import type { CouponTerms, Discount, ShopCoupon, ShopCustomer } from '../account';
import { wooRefusal } from './api';

/** Marks the coupons that are ours among those of the shop. */
export const OURS = 'shop_journeys';

const MOST_PERCENT = 10_000;

/** The number of a category; undefined for what is none. */
const categoryOf = (category: string): number | undefined =>
  /^[1-9]\d{0,14}$/.test(category) ? Number(category) : undefined;

/** What WooCommerce cannot do of this, in words. `now`: ms UTC. */
export function refusalOf({ customer, ...terms }: ShopCoupon, now: number): string | undefined {
  return (customer && refusalOfCustomer(customer)) ?? refusalOfTerms(terms, now);
}

function refusalOfCustomer({ email }: ShopCustomer): string | undefined {
  if (email === null || !emailIdentity(email))
    return 'WooCommerce cannot give a coupon to somebody without an e-mail address: it knows people by that alone.';
  if (email.includes('*'))
    return `WooCommerce cannot give a coupon to “${email}” alone: it takes * for any text.`;
  return undefined;
}

/** As `refusalOf`, for whoever has the code. */
export function refusalOfTerms(terms: CouponTerms, now: number): string | undefined {
  const { discount, category, startsAt, minimumSpend } = terms;
  if (startsAt > now)
    return 'WooCommerce cannot start a coupon later: its coupons count from when they are made.';
  if (category !== null && categoryOf(category) === undefined)
    return `WooCommerce cannot find the category “${category}”: give its number, as in the address of its page in the administration.`;
  if (!isAmountOf(discount) || (minimumSpend !== null && !isAmount(minimumSpend, LARGEST_AMOUNT)))
    return 'WooCommerce cannot take off what is no amount above 0, or more than 100 percent.';
  return refusalOfCategory(discount, category);
}

const isAmount = (value: number, most: number): boolean =>
  Number.isSafeInteger(value) && value > 0 && value <= most;

function isAmountOf(discount: Discount): boolean {
  if (discount.kind === 'percentage') return isAmount(discount.value, MOST_PERCENT);
  return discount.kind === 'fixed' ? isAmount(discount.value, LARGEST_AMOUNT) : true;
}

function refusalOfCategory({ kind }: Discount, category: string | null): string | undefined {
  if (kind === 'fixed' && category !== null)
    return 'WooCommerce cannot take a fixed amount off one category: it takes it off the whole cart. Give a percentage, or no category.';
  if (kind === 'gift' && category === null)
    return 'WooCommerce cannot give a gift without a category that it is of.';
  return undefined;
}

/** Whether amounts of money are in the terms, which WooCommerce takes to be in its own currency. */
export const hasMoney = ({ discount, minimumSpend }: CouponTerms): boolean =>
  discount.kind === 'fixed' || minimumSpend !== null;

/** What WooCommerce is sent to make a coupon. Amounts go as text: what is no number it would take for nothing. */
export function couponBody(code: string, terms: CouponTerms, customer: ShopCustomer | null): object {
  const { title, discount, currency, minimumSpend, category, usageLimit, expiresAt, timeZone } = terms;
  return {
    code: couponCode(code),
    description: title,
    ...discountBody(discount, currency),
    individual_use: !terms.combinable,
    ...(minimumSpend !== null && { minimum_amount: toDecimal(minimumSpend, minorPlaces(currency)) }),
    ...(category !== null && { product_categories: [categoryOf(category)] }),
    ...(usageLimit !== null && { usage_limit: usageLimit }),
    ...(expiresAt !== null && { date_expires: expiryText(expiresAt, timeZone) }),
    ...(customer && { email_restrictions: [addressOf(customer)] }),
    meta_data: [{ key: OURS, value: 'yes' }],
  };
}

/** WooCommerce keeps codes in lower case. */
export const couponCode = (code: string): string => code.trim().toLowerCase();

export const addressOf = ({ email }: ShopCustomer): string | undefined =>
  email === null ? undefined : emailIdentity(email)?.value;

function discountBody(discount: Discount, currency: string): object {
  switch (discount.kind) {
    case 'percentage':
      return { discount_type: 'percent', amount: toDecimal(discount.value, 2) };
    case 'fixed':
      return { discount_type: 'fixed_cart', amount: toDecimal(discount.value, minorPlaces(currency)) };
    case 'free_shipping':
      return { discount_type: 'fixed_cart', amount: '0', free_shipping: true };
    case 'gift':
      return { discount_type: 'percent', amount: '100', limit_usage_to_x_items: 1 };
  }
}

/**
 * The shop’s local time with its offset. `date_expires_gmt` is ignored, and a local time without its offset would be
 * read in the zone of the shop’s settings, whatever that is. Throws `ShopError`.
 */
export function expiryText(at: number, timeZone: string): string {
  const local = DateTime.fromMillis(at, { zone: timeZone }).startOf('second');
  const text = local.toISO({ suppressMilliseconds: true });
  if (text !== null) return text;
  throw wooRefusal(`“${timeZone}” is no time zone.`, 'Give the shop’s, like Europe/Berlin.');
}
