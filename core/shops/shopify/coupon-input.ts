import type { JsonObject } from '../../steps/define';
import { toDecimal, minorPlaces, scaled } from '../../money';
import type { CouponTerms, ShopCoupon } from '../account';
import { decimal, fields, flag, listOf, maybe, quantity, text, type TypeOf } from '../shape';
import { gidOf } from './gid';

/** Decimal places of a percentage as Shopify writes it, a part of 1. */
const PART_PLACES = 4;

/** What Shopify cannot do of a coupon, in words; undefined where it can. */
export function refusalOf({ discount, category, customer }: ShopCoupon): string | undefined {
  if (discount.kind === 'gift') {
    return 'Shopify cannot give a piece of a category for nothing: its “buy X get Y” discounts need products to be bought, and cannot take just any.';
  }
  if (discount.kind === 'free_shipping' && category !== null) {
    return 'Shopify cannot give free shipping for one category only: its shipping discounts count for the whole order.';
  }
  if (customer && customer.id === null && customer.email === null)
    return 'Shopify cannot restrict a coupon to somebody of whom it knows neither id nor e-mail address.';
  return undefined;
}

/** Whether the terms say something in the currency of the shop. */
export const namesMoney = ({ discount, minimumSpend }: CouponTerms): boolean =>
  discount.kind === 'fixed' || minimumSpend !== null;

const instant = (at: number): string => new Date(at).toISOString();

/** The coupon as the input of its mutation. `customer`: the GraphQL id of whom alone it is for. */
export function inputOf(terms: CouponTerms, code: string, customer: string | null): JsonObject {
  const { title, discount, currency, minimumSpend, usageLimit, startsAt, expiresAt, combinable } = terms;
  const shipping = discount.kind === 'free_shipping';
  return {
    title,
    code,
    startsAt: instant(startsAt),
    endsAt: expiresAt === null ? null : instant(expiresAt),
    usageLimit,
    appliesOncePerCustomer: customer !== null && usageLimit === 1,
    context: customer === null ? { all: 'ALL' } : { customers: { add: [customer] } },
    minimumRequirement:
      minimumSpend === null
        ? null
        : { subtotal: { greaterThanOrEqualToSubtotal: toDecimal(minimumSpend, minorPlaces(currency)) } },
    combinesWith: {
      orderDiscounts: combinable,
      productDiscounts: combinable,
      // Shipping is never taken off twice.
      shippingDiscounts: combinable && !shipping,
    },
    ...(shipping ? { destination: { all: true } } : { customerGets: getsOf(terms) }),
  };
}

function getsOf({ discount, currency, category }: CouponTerms): JsonObject {
  return {
    value:
      discount.kind === 'percentage'
        ? { percentage: Number(toDecimal(discount.value, PART_PLACES)) }
        : {
            discountAmount: {
              amount: toDecimal(discount.kind === 'fixed' ? discount.value : 0, minorPlaces(currency)),
              appliesOnEachItem: false,
            },
          },
    items: category === null ? { all: true } : { collections: { add: [gidOf('Collection', category)] } },
  };
}

const common = `
  title
  status
  startsAt
  endsAt
  usageLimit
  context { __typename ... on DiscountCustomers { customers { id } } }
  codes(first: 2) { nodes { code asyncUsageCount } }
`;

/** What is asked of a coupon that is in the shop. */
export const couponSelection = `
  id
  codeDiscount {
    __typename
    ... on DiscountCodeBasic {
      ${common}
      customerGets {
        value {
          ... on DiscountPercentage { percentage }
          ... on DiscountAmount { amount { amount currencyCode } appliesOnEachItem }
        }
      }
    }
    ... on DiscountCodeFreeShipping { ${common} }
  }
`;

/** A coupon that is in the shop, as `couponSelection` asks for it. */
export const couponNode = fields({
  id: text,
  codeDiscount: fields({
    __typename: text,
    title: maybe(text),
    status: maybe(text),
    startsAt: maybe(text),
    endsAt: maybe(text),
    usageLimit: maybe(quantity),
    context: maybe(fields({ customers: maybe(listOf(fields({ id: text }))) })),
    codes: maybe(fields({ nodes: listOf(fields({ code: text, asyncUsageCount: quantity })) })),
    customerGets: maybe(
      fields({
        value: fields({
          percentage: maybe(decimal),
          amount: maybe(fields({ amount: decimal, currencyCode: text })),
          appliesOnEachItem: maybe(flag),
        }),
      }),
    ),
  }),
});
export type CouponNode = TypeOf<typeof couponNode>;

/**
 * Whether a coupon in the shop is the one with these terms. Its end is not compared: it may have been moved.
 * `customer`: the GraphQL id of whom alone it is for.
 */
export function isSame({ codeDiscount: found }: CouponNode, terms: CouponTerms, customer: string | null) {
  const customers = (found.context?.customers ?? []).map(({ id }) => id);
  return (
    found.title === terms.title &&
    (found.usageLimit ?? null) === terms.usageLimit &&
    customers.join() === (customer ?? '') &&
    takesOffSame(found, terms)
  );
}

function takesOffSame(
  { __typename: type, customerGets }: CouponNode['codeDiscount'],
  { discount, currency }: CouponTerms,
): boolean {
  if (discount.kind === 'free_shipping') return type === 'DiscountCodeFreeShipping';
  const { percentage, amount } = customerGets?.value ?? {};
  if (discount.kind === 'percentage')
    return percentage != null && scaled(String(percentage), PART_PLACES) === discount.value;
  return (
    discount.kind === 'fixed' &&
    amount?.currencyCode === currency &&
    scaled(String(amount.amount), minorPlaces(currency)) === discount.value
  );
}
