import { type BatchAnswer, type ShopCoupon, type ShopCoupons, ShopError } from '../account';
import { fields, flag, key, listOf, maybe, quantity, text } from '../shape';
import type { CouponNode } from './coupon-input';
import { type Ask, operation, refuse, type UserErrors, userErrors } from './graphql';

/** Codes that one call adds at most. */
export const LARGEST_BATCH = 250;

/** Milliseconds between two looks at whether the codes have been added. */
const LOOK_EVERY = 1_000;
const MOST_LOOKS = 120;

const addCodes = operation(
  `mutation AddCodes($discount: ID!, $codes: [DiscountRedeemCodeInput!]!) {
    result: discountRedeemCodeBulkAdd(discountId: $discount, codes: $codes) {
      bulkCreation { id }
      userErrors { message code }
    }
  }`,
  fields({ result: fields({ bulkCreation: maybe(fields({ id: key })), userErrors }) }),
);

const addition = operation(
  `query AddedCodes($id: ID!) {
    addition: discountRedeemCodeBulkCreation(id: $id) {
      done
      codesCount
      codes(first: ${LARGEST_BATCH}) { nodes { code errors { message code } } }
    }
  }`,
  fields({
    addition: maybe(
      fields({
        done: flag,
        codesCount: quantity,
        codes: fields({ nodes: listOf(fields({ code: text, errors: userErrors })) }),
      }),
    ),
  }),
);

interface Tools {
  ask: Ask;
  pause(milliseconds: number): Promise<void>;
  create(coupon: ShopCoupon): Promise<{ id: string }>;
  found(code: string): Promise<CouponNode | undefined>;
}

/**
 * Makes codes of one discount, whose id is the reference. The discount is made with the first code of the first
 * batch; since that code is the same when the batch is made again, so is the discount.
 */
export function batchMaker({ ask, pause, create, found }: Tools): ShopCoupons['createBatch'] {
  async function outcomes(id: string): Promise<{ code: string; errors: UserErrors }[]> {
    for (let looks = 1; looks <= MOST_LOOKS; looks += 1) {
      const { addition: state } = await ask(addition, { id });
      if (!state) throw new ShopError('unknown', 'Shopify has lost sight of codes that it was adding.');
      if (state.done) return state.codes.nodes;
      await pause(LOOK_EVERY);
    }
    throw new ShopError('unknown', 'Shopify takes long to add the codes.', {
      advice: 'Run it again later: codes that have been added by then are found.',
    });
  }

  /** Whether a code that is taken was added to this discount before. */
  const isOwn = async (code: string, discount: string) => (await found(code))?.id === discount;

  async function add(discount: string, codes: readonly string[]): Promise<Omit<BatchAnswer, 'reference'>> {
    if (codes.length === 0) return { created: [], refused: [] };
    const variables = { discount, codes: codes.map((code) => ({ code })) };
    const { bulkCreation, userErrors: errors } = (await ask(addCodes, variables)).result;
    refuse(errors, 'add the codes');
    if (!bulkCreation) throw new ShopError('unknown', 'Shopify does not say whether it adds the codes.');
    const created: string[] = [];
    const refused: { code: string; reason: string }[] = [];
    for (const { code, errors: faults } of await outcomes(bulkCreation.id)) {
      const taken = faults.some((fault) => fault.code === 'TAKEN');
      if (faults.length === 0 || (taken && (await isOwn(code, discount)))) created.push(code);
      else refused.push({ code, reason: faults.map(({ message }) => message).join(' ') });
    }
    return { created, refused };
  }

  return async ({ terms, codes, reference }) => {
    const [first, ...others] = codes;
    if (first === undefined) return { reference, created: [], refused: [] };
    if (reference !== null) return { reference, ...(await add(reference, codes)) };
    const { id } = await create({ ...terms, code: first, customer: null });
    const { created, refused } = await add(id, others);
    return { reference: id, created: [first, ...created], refused };
  };
}
