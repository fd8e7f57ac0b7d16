import type { JsonObject } from '../../../core/steps';
import type { Root } from './shopify-schema';

interface Discount {
  id: string;
  type: string;
  input: DiscountInput;
  /** As they were written. */
  codes: string[];
  used: number;
  off: boolean;
}

interface DiscountInput extends JsonObject {
  title: string;
  code: string;
  startsAt: string;
  endsAt: string | null;
  usageLimit: number | null;
  context: { customers?: { add: string[] } };
  customerGets?: {
    value: { percentage?: number; discountAmount?: { amount: string; appliesOnEachItem: boolean } };
  };
}

interface Addition {
  looks: number;
  nodes: { code: string; errors: { message: string; code: string }[] }[];
}

const none = { userErrors: [] };
const fault = (code: string, message: string) => ({ userErrors: [{ code, message }] });

/** The discounts of a shop: codes are unique, whatever their case. */
export function shopifyDiscounts() {
  const discounts = new Map<string, Discount>();
  const additions = new Map<string, Addition>();
  const holder = (code: string) =>
    [...discounts.values()].find(({ codes }) =>
      codes.some((one) => one.toUpperCase() === code.toUpperCase()),
    );

  function create(type: string, input: DiscountInput) {
    if (holder(input.code)) return fault('TAKEN', 'Code must be unique.');
    const id = `gid://shopify/DiscountCodeNode/${discounts.size + 1}`;
    discounts.set(id, { id, type, input, codes: [input.code], used: 0, off: false });
    return { codeDiscountNode: { id }, ...none };
  }

  function update(id: string, input: Partial<DiscountInput>) {
    const discount = discounts.get(id);
    if (!discount) return fault('INVALID', 'Discount does not exist.');
    Object.assign(discount.input, input);
    return { codeDiscountNode: { id }, ...none };
  }

  function add(discountId: string, codes: string[]) {
    const discount = discounts.get(discountId);
    if (!discount) return fault('INVALID', 'Discount does not exist.');
    if (codes.length > 250) return fault('TOO_MANY_ARGUMENTS', 'At most 250 codes.');
    const nodes = codes.map((code) => {
      const taken = holder(code) !== undefined;
      if (!taken) discount.codes.push(code);
      return { code, errors: taken ? [{ code: 'TAKEN', message: 'Code must be unique.' }] : [] };
    });
    const id = `gid://shopify/DiscountRedeemCodeBulkCreation/${additions.size + 1}`;
    additions.set(id, { looks: 0, nodes });
    return { bulkCreation: { id }, ...none };
  }

  const root: Root = {
    discountCodeBasicCreate: (args: { basicCodeDiscount: DiscountInput }) =>
      create('DiscountCodeBasic', args.basicCodeDiscount),
    discountCodeFreeShippingCreate: (args: { freeShippingCodeDiscount: DiscountInput }) =>
      create('DiscountCodeFreeShipping', args.freeShippingCodeDiscount),
    discountCodeBasicUpdate: (args: { id: string; basicCodeDiscount: Partial<DiscountInput> }) =>
      update(args.id, args.basicCodeDiscount),
    discountCodeFreeShippingUpdate: (args: {
      id: string;
      freeShippingCodeDiscount: Partial<DiscountInput>;
    }) => update(args.id, args.freeShippingCodeDiscount),
    discountCodeDeactivate: ({ id }: { id: string }) => {
      const discount = discounts.get(id);
      if (!discount) return fault('INVALID', 'Discount does not exist.');
      discount.off = true;
      return { codeDiscountNode: { id }, ...none };
    },
    discountRedeemCodeBulkAdd: (args: { discountId: string; codes: { code: string }[] }) =>
      add(
        args.discountId,
        args.codes.map(({ code }) => code),
      ),
    discountRedeemCodeBulkCreation: ({ id }: { id: string }) => {
      const addition = additions.get(id);
      if (!addition) return null;
      addition.looks += 1;
      const { nodes, looks } = addition;
      return { done: looks > 1, codesCount: nodes.length, codes: { nodes } };
    },
    codeDiscountNodeByCode: ({ code }: { code: string }) => nodeOf(holder(code)),
    node: ({ id }: { id: string }) => nodeOf(discounts.get(id)),
  };
  return { root, discounts };
}

function nodeOf(discount: Discount | undefined) {
  if (!discount) return null;
  const { id, type, input, codes, used, off } = discount;
  const customers = input.context.customers?.add.map((customer) => ({ id: customer }));
  const { percentage, discountAmount } = input.customerGets?.value ?? {};
  return {
    __typename: 'DiscountCodeNode',
    id,
    codeDiscount: {
      __typename: type,
      title: input.title,
      status: off ? 'EXPIRED' : 'ACTIVE',
      startsAt: input.startsAt,
      endsAt: input.endsAt,
      usageLimit: input.usageLimit,
      context: customers
        ? { __typename: 'DiscountCustomers', customers }
        : { __typename: 'DiscountBuyerSelectionAll' },
      codes: { nodes: codes.slice(0, 2).map((code) => ({ code, asyncUsageCount: used })) },
      customerGets: {
        value:
          percentage === undefined
            ? {
                __typename: 'DiscountAmount',
                amount: { amount: `${discountAmount?.amount ?? '0'}0`, currencyCode: 'EUR' },
                appliesOnEachItem: discountAmount?.appliesOnEachItem ?? false,
              }
            : { __typename: 'DiscountPercentage', percentage },
      },
    },
  };
}
