import { minorPlaces, toDecimal } from '../../money';
import type { CouponTerms, ShopCoupon } from '../account';

/** Ends the name of each voucher that is ours. */
const MARK = ' · Shop Journeys';
const LONGEST_TITLE = 200;

export const nameOf = ({ title }: CouponTerms): string => `${title.slice(0, LONGEST_TITLE)}${MARK}`;
export const isOurs = (name: string | null | undefined): boolean => name?.endsWith(MARK) ?? false;

/**
 * What Saleor cannot do, in words. A checkout takes one voucher, which counts beside promotions and sales: there is
 * nothing to choose.
 */
export function refusalOf({ discount, category, customer }: ShopCoupon): string | undefined {
  if (customer)
    return 'Saleor cannot restrict a voucher to one customer: issue it for whoever has the code, to be used once.';
  if (discount.kind === 'gift' && category === null)
    return 'Saleor cannot give a gift of no category: choose the category of the gift.';
  if (discount.kind === 'free_shipping' && category !== null)
    return 'Saleor cannot ship one category for free: leave the category empty.';
  if (discount.kind === 'fixed' && category !== null)
    return 'Saleor cannot take an amount off a category once, but only off each piece: choose a percentage, or no category.';
  return undefined;
}

/** The part of VoucherInput that holds in all channels. */
export function voucherOf(terms: CouponTerms): object {
  const { discount, category, usageLimit, startsAt, expiresAt } = terms;
  return {
    name: nameOf(terms),
    type: typeOf(terms),
    discountValueType: discount.kind === 'fixed' ? 'FIXED' : 'PERCENTAGE',
    ...(category !== null && { categories: [category] }),
    // The cheapest piece alone.
    applyOncePerOrder: discount.kind === 'gift',
    ...(usageLimit !== null && { usageLimit }),
    startDate: instantText(startsAt),
    ...(expiresAt !== null && { endDate: instantText(expiresAt) }),
  };
}

/** An instant (ms UTC) as Saleor takes it. */
export const instantText = (instant: number): string => new Date(instant).toISOString();

function typeOf({ discount, category }: CouponTerms): string {
  if (discount.kind === 'free_shipping') return 'SHIPPING';
  return category === null ? 'ENTIRE_ORDER' : 'SPECIFIC_PRODUCT';
}

/** Whether it says an amount, which is in the currency of the channel. */
export const countsMoney = ({ discount, minimumSpend }: CouponTerms): boolean =>
  discount.kind === 'fixed' || minimumSpend !== null;

/** The part of a voucher that holds in one channel. */
export function listingOf({ discount, minimumSpend, currency }: CouponTerms, channelId: string): object {
  const places = minorPlaces(currency);
  return {
    channelId,
    discountValue: valueOf(discount, places),
    ...(minimumSpend !== null && { minAmountSpent: toDecimal(minimumSpend, places) }),
  };
}

function valueOf(discount: CouponTerms['discount'], places: number): string {
  switch (discount.kind) {
    case 'percentage':
      return toDecimal(discount.value, 2);
    case 'fixed':
      return toDecimal(discount.value, places);
    case 'free_shipping':
    case 'gift':
      return '100';
  }
}
