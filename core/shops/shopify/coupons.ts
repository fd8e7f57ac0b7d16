import type { JsonObject } from '../../steps/define';
import { type ShopCoupon, type ShopCoupons, type ShopCustomer, ShopError } from '../account';
import { instantOf } from '../instant';
import { fields, key, maybe, text } from '../shape';
import { batchMaker, LARGEST_BATCH } from './coupon-batch';
import {
  type CouponNode,
  couponNode,
  couponSelection,
  inputOf,
  isSame,
  namesMoney,
  refusalOf,
} from './coupon-input';
import { gidOf } from './gid';
import { type Ask, operation, refuse, userErrors } from './graphql';

const couponOf = operation(
  `query CouponOfCode($code: String!) { codeDiscountNodeByCode(code: $code) { ${couponSelection} } }`,
  fields({ codeDiscountNodeByCode: maybe(couponNode) }),
);

const couponAt = operation(
  `query CouponAt($id: ID!) { node(id: $id) { ... on DiscountCodeNode { ${couponSelection} } } }`,
  fields({ node: maybe(couponNode) }),
);

const shopCurrency = operation(
  'query ShopCurrency { shop { currencyCode } }',
  fields({ shop: fields({ currencyCode: text }) }),
);

const customerAt = operation(
  'query CustomerAt($email: String!) { customerByIdentifier(identifier: { emailAddress: $email }) { id } }',
  fields({ customerByIdentifier: maybe(fields({ id: key })) }),
);

const result = fields({ codeDiscountNode: maybe(fields({ id: key })), userErrors });
const resultSelection = 'codeDiscountNode { id } userErrors { message code }';

/** The mutations of a kind of discount. `argument`: by which they take it. */
const mutationsOf = (kind: 'Basic' | 'FreeShipping', argument: string) => ({
  create: operation(
    `mutation Create${kind}Coupon($coupon: DiscountCode${kind}Input!) {
      result: discountCode${kind}Create(${argument}: $coupon) { ${resultSelection} }
    }`,
    fields({ result }),
  ),
  update: operation(
    `mutation Extend${kind}Coupon($id: ID!, $coupon: DiscountCode${kind}Input!) {
      result: discountCode${kind}Update(id: $id, ${argument}: $coupon) { ${resultSelection} }
    }`,
    fields({ result }),
  ),
});

const basic = mutationsOf('Basic', 'basicCodeDiscount');
const freeShipping = mutationsOf('FreeShipping', 'freeShippingCodeDiscount');

const deactivate = operation(
  `mutation RevokeCoupon($id: ID!) { result: discountCodeDeactivate(id: $id) { ${resultSelection} } }`,
  fields({ result }),
);

const isTaken = (errors: readonly { code?: string | null | undefined }[]): boolean =>
  errors.some(({ code }) => code === 'TAKEN');

const mutationsFor = ({ codeDiscount }: CouponNode) =>
  codeDiscount.__typename === 'DiscountCodeFreeShipping' ? freeShipping : basic;

/** Coupons as discounts with a code, of Shopify's own kinds. */
export function shopifyCoupons(ask: Ask, pause: (milliseconds: number) => Promise<void>): ShopCoupons {
  let currency: Promise<string> | undefined;

  async function checkTerms(coupon: ShopCoupon): Promise<void> {
    const refusal = refusalOf(coupon);
    if (refusal !== undefined) throw new ShopError('refused', refusal);
    if (!namesMoney(coupon)) return;
    currency ??= ask(shopCurrency, {}).then(({ shop }) => shop.currencyCode);
    const own = await currency;
    if (own === coupon.currency) return;
    throw new ShopError('refused', `Shopify keeps the amounts of coupons in the shop’s currency, ${own}.`, {
      advice: `Give the coupon’s amounts in ${own} instead of ${coupon.currency}.`,
    });
  }

  async function customerOf(customer: ShopCustomer | null): Promise<string | null> {
    if (!customer) return null;
    if (customer.id !== null) return gidOf('Customer', customer.id);
    const found = (await ask(customerAt, { email: customer.email })).customerByIdentifier;
    if (found) return found.id;
    throw new ShopError('refused', 'Shopify knows no customer with this e-mail address.', {
      advice: 'Issue coupons to people who have registered or bought, or coupons that anybody may use.',
    });
  }

  const found = async (code: string) => (await ask(couponOf, { code })).codeDiscountNodeByCode ?? undefined;

  async function create(coupon: ShopCoupon): Promise<{ id: string }> {
    await checkTerms(coupon);
    const customer = await customerOf(coupon.customer);
    const { create: make } = coupon.discount.kind === 'free_shipping' ? freeShipping : basic;
    const variables: JsonObject = { coupon: inputOf(coupon, coupon.code, customer) };
    const { codeDiscountNode, userErrors: errors } = (await ask(make, variables)).result;
    // Shopify drops no repeats: whether this was made before, the code tells.
    if (isTaken(errors)) return { id: await idOfOwn(coupon, customer) };
    refuse(errors, `make the coupon ${coupon.code}`);
    if (codeDiscountNode) return codeDiscountNode;
    throw new ShopError('unknown', `Shopify does not say whether it made the coupon ${coupon.code}.`);
  }

  async function idOfOwn(coupon: ShopCoupon, customer: string | null): Promise<string> {
    const present = await found(coupon.code);
    if (!present) {
      throw new ShopError('busy', `Shopify is still making the coupon ${coupon.code}, or removing it.`, {
        advice: 'Run it again later.',
      });
    }
    if (isSame(present, coupon, customer)) return present.id;
    const by = present.codeDiscount.title ?? 'an app';
    throw new ShopError('refused', `The code ${coupon.code} is taken in Shopify, by “${by}”.`, {
      advice: 'Use another code, or delete that discount in Shopify.',
    });
  }

  return {
    refusalOf,
    // Shopify takes no code twice.
    serial: false,
    largestBatch: LARGEST_BATCH,
    create,
    createBatch: batchMaker({ ask, pause, create, found }),
    async find(code) {
      const present = await found(code);
      return present && foundOf(present);
    },
    async extend(id, expiresAt) {
      const present = (await ask(couponAt, { id })).node;
      if (!present) throw new ShopError('refused', 'The coupon is not in Shopify any more.');
      const coupon = { endsAt: new Date(expiresAt).toISOString() };
      refuse(
        (await ask(mutationsFor(present).update, { id, coupon })).result.userErrors,
        'extend the coupon',
      );
    },
    async revoke(id) {
      const errors = (await ask(deactivate, { id })).result.userErrors;
      if (errors.length === 0) return;
      const present = (await ask(couponAt, { id })).node;
      if (present && foundOf(present).active) refuse(errors, 'switch the coupon off');
    },
  };
}

/** Shopify counts uses some time after they happened. One whose end has come counts as switched off. */
function foundOf({ id, codeDiscount: { status, endsAt, codes } }: CouponNode) {
  const [first, another] = codes?.nodes ?? [];
  return {
    id,
    used: first && !another ? first.asyncUsageCount : null,
    expiresAt: endsAt == null ? null : instantOf(endsAt, 'endsAt'),
    active: status !== 'EXPIRED',
  };
}
