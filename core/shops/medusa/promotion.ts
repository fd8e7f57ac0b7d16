import { minorPlaces, toDecimal } from '../../money';
import type { Discount, ShopCoupon, ShopCustomer } from '../account';

/**
 * What tells that a promotion is ours: the identifier of its campaign. Each coupon has a campaign of its own, without
 * which Medusa knows neither start nor end.
 */
export const campaignOf = (code: string): string => `shop-journeys-${code}`;

/** What Medusa cannot do, in words. Beside other promotions its promotions always count. */
export function refusalOf({ discount, category, customer }: ShopCoupon): string | undefined {
  if (discount.kind === 'gift' && category === null)
    return 'Medusa cannot give a gift of no category: choose the category of the gift.';
  if (discount.kind === 'free_shipping' && category !== null)
    return 'Medusa cannot ship one category for free: leave the category empty.';
  if (customer && customer.id === null && customer.email === null)
    return 'Medusa cannot restrict a coupon to somebody without customer id and e-mail address.';
  return undefined;
}

/**
 * The body of POST /admin/promotions.
 * Source: https://docs.medusajs.com/api/admin#promotions_postpromotions
 */
export function promotionOf(coupon: ShopCoupon): object {
  const { code, title, customer, discount, currency, minimumSpend, category, usageLimit } = coupon;
  return {
    code,
    type: 'standard',
    status: 'active',
    is_automatic: false,
    ...(usageLimit !== null && { limit: usageLimit }),
    application_method: {
      ...methodOf(discount, currency, category),
      ...(category !== null && {
        target_rules: [{ attribute: 'items.product.categories.id', operator: 'in', values: [category] }],
      }),
      // With a currency it counts for carts in that currency only.
      ...((discount.kind === 'fixed' || minimumSpend !== null) && { currency_code: currency.toLowerCase() }),
    },
    rules: [
      ...(customer ? [ruleFor(customer)] : []),
      ...(minimumSpend === null ? [] : [spendRule(minimumSpend, currency)]),
    ],
    campaign: {
      name: title,
      campaign_identifier: campaignOf(code),
      starts_at: instantText(coupon.startsAt),
      ...(coupon.expiresAt !== null && { ends_at: instantText(coupon.expiresAt) }),
    },
  };
}

/** An instant (ms UTC) as Medusa takes it. */
export const instantText = (instant: number): string => new Date(instant).toISOString();

/** What is taken off, and from what. */
function methodOf(discount: Discount, currency: string, category: string | null): object {
  switch (discount.kind) {
    case 'percentage':
      return { type: 'percentage', value: numberAt(discount.value, 2), ...spread(category) };
    case 'fixed':
      return { type: 'fixed', value: numberAt(discount.value, minorPlaces(currency)), ...spread(category) };
    case 'free_shipping':
      return { type: 'percentage', value: 100, target_type: 'shipping_methods', allocation: 'across' };
    case 'gift':
      // Once, and not for each: that is one piece of every product of the category.
      return { type: 'percentage', value: 100, target_type: 'items', allocation: 'once', max_quantity: 1 };
  }
}

const spread = (category: string | null) => ({
  target_type: category === null ? 'order' : 'items',
  allocation: 'across',
});

function ruleFor({ id, email }: ShopCustomer): object {
  return id === null
    ? { attribute: 'email', operator: 'eq', values: [email] }
    : { attribute: 'customer.id', operator: 'eq', values: [id] };
}

/** Counted before discounts: `item_total` is what is left by the coupon itself, which would then undo itself. */
const spendRule = (minimumSpend: number, currency: string): object => ({
  attribute: 'original_item_total',
  operator: 'gte',
  values: [toDecimal(minimumSpend, minorPlaces(currency))],
});

/** Medusa takes numbers; the double nearest to a decimal is written as that decimal again. */
const numberAt = (amount: number, decimals: number): number => Number(toDecimal(amount, decimals));
