import { minorPlaces, scaled, toDecimal } from '../../money';
import { ShopError, type CouponTerms, type ShopCoupon } from '../account';

/** A condition or an action of a promotion; Vendure takes every argument as text. */
interface Part {
  code: string;
  arguments: { name: string; value: string }[];
}

/** What of a shop decides how its promotions are written. */
export interface Selling {
  language: string;
  currencies: readonly string[];
  /** Its prices, and so the amounts of its promotions, are with tax. */
  withTax: boolean;
  /** Decimal places of all its money. */
  precision: number;
  /** The codes of the conditions that it has. */
  conditions: readonly string[];
}

/** What Vendure's createPromotion takes. */
export interface PromotionInput {
  enabled: true;
  couponCode: string;
  usageLimit: number | null;
  startsAt: string;
  endsAt: string | null;
  conditions: Part[];
  actions: Part[];
  translations: { languageCode: string; name: string; description: string }[];
}

/** The description by which promotions of ours are known; buyers may see it. */
export const MARK = 'Shop Journeys';
/** The condition that the plugin in plugins/vendure adds to the shop. */
const ONLY_CODE = 'shop_journeys_only_code';

/** What Vendure cannot do of a coupon, in words; undefined where it can. */
export function refusalOf({ discount, category, customer }: ShopCoupon): string | undefined {
  if (discount.kind === 'gift') return 'Vendure cannot give away a piece of a category.';
  if (discount.kind === 'fixed' && category !== null) {
    return 'Vendure cannot take a fixed amount off one category (facet value), only a percentage.';
  }
  if (customer && customer.id === null && customer.email === null) {
    return 'Vendure cannot keep a coupon for somebody of whom it knows neither an id nor an e-mail address.';
  }
  return undefined;
}

/** Coupons on which an amount of money stands. */
const countsMoney = ({ discount, minimumSpend }: CouponTerms) =>
  discount.kind === 'fixed' || minimumSpend !== null;

/** Throws `ShopError` for terms that this shop, of all Vendures, does not sell by. */
export function checkSelling(terms: CouponTerms, { currencies, conditions }: Selling): void {
  const { currency, combinable } = terms;
  if (countsMoney(terms) && !(currencies.length === 1 && currencies[0] === currency)) {
    throw new ShopError(
      'refused',
      `Vendure cannot tie the amounts of a coupon to ${currency}: this channel sells in ${currencies.join(', ')}, and they would count in each.`,
      { advice: 'Use a percentage without minimum spend, or a channel that sells in this currency alone.' },
    );
  }
  if (!combinable && !conditions.includes(ONLY_CODE)) {
    throw new ShopError(
      'refused',
      'Vendure by itself cannot keep a coupon from counting beside other coupons.',
      {
        advice: 'Add the plugin of docs/webhooks.md to the shop, or let the coupon be combinable.',
      },
    );
  }
}

/** A coupon as the promotion that it is. `group`: the id of the customer group that alone may use it. */
export function promotionOf(
  terms: CouponTerms,
  { code, group, selling }: { code: string; group: string | null; selling: Selling },
): PromotionInput {
  const { title, usageLimit, startsAt, expiresAt } = terms;
  return {
    enabled: true,
    couponCode: code,
    usageLimit,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    conditions: conditionsOf(terms, group, selling),
    actions: [actionOf(terms, selling)],
    translations: [{ languageCode: selling.language, name: title, description: MARK }],
  };
}

const part = (code: string, values: Record<string, string> = {}): Part => ({
  code,
  arguments: Object.entries(values).map(([name, value]) => ({ name, value })),
});

function conditionsOf(terms: CouponTerms, group: string | null, selling: Selling): Part[] {
  const { discount, minimumSpend, category, combinable } = terms;
  return [
    ...(group === null ? [] : [part('customer_group', { customerGroupId: group })]),
    ...(minimumSpend === null
      ? []
      : [
          part('minimum_order_amount', {
            amount: moneyOf(minimumSpend, terms, selling),
            taxInclusive: String(selling.withTax),
          }),
        ]),
    // A percentage is taken off the category alone; shipping is free for orders in which it is.
    ...(category === null || discount.kind !== 'free_shipping'
      ? []
      : [part('at_least_n_with_facets', { minimum: '1', facets: JSON.stringify([category]) })]),
    ...(combinable ? [] : [part(ONLY_CODE)]),
  ];
}

function actionOf(terms: CouponTerms, selling: Selling): Part {
  const { discount, category } = terms;
  switch (discount.kind) {
    case 'percentage': {
      const percent = toDecimal(discount.value, 2);
      return category === null
        ? part('order_percentage_discount', { discount: percent })
        : part('facet_based_discount', { discount: percent, facets: JSON.stringify([category]) });
    }
    case 'fixed':
      return part('order_fixed_discount', { discount: moneyOf(discount.value, terms, selling) });
    case 'free_shipping':
      return part('free_shipping');
    case 'gift':
      throw new Error('a gift was not refused');
  }
}

/** Minor units of a currency at the places that the shop keeps for all of them. Throws `ShopError`. */
function moneyOf(amount: number, { currency }: CouponTerms, { precision }: Selling): string {
  const decimal = toDecimal(amount, minorPlaces(currency));
  const scaledAmount = scaled(decimal, precision);
  if (scaledAmount !== undefined) return String(scaledAmount);
  throw new ShopError(
    'refused',
    `Vendure cannot count ${decimal} ${currency}: it keeps ${precision} decimal places.`,
    {
      advice: 'Use an amount with fewer places.',
    },
  );
}
