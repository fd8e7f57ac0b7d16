import { instantOf } from '../instant';
import { decimal, fields, flag, key, listOf, maybe, quantity, text, type TypeOf } from '../shape';
import { digitsOf } from './customer';
import { buyerBody, buyerNode, customerSelection } from './history-customer';
import { isPaid, type Order } from './order';

const money = 'presentmentMoney { amount currencyCode }';
const moneyBag = fields({ presentmentMoney: fields({ amount: decimal, currencyCode: text }) });

/** Of the payments, and of the refunds, of one order. */
const MOST_PARTS = 100;

/** What is asked of an order. Refunds give their sum: what lies deeper, bulk operations do not read. */
export const orderSelection = `
  id
  createdAt
  processedAt
  updatedAt
  cancelledAt
  displayFinancialStatus
  taxesIncluded
  totalPriceSet { ${money} }
  email
  phone
  customerLocale
  discountCodes
  customer { ${customerSelection} }
  refunds(first: ${MOST_PARTS}) { id createdAt totalRefundedSet { ${money} } }
  transactions(first: ${MOST_PARTS}) { kind status processedAt }
  lineItems {
    edges {
      node {
        id
        quantity
        product { id }
        originalUnitPriceSet { ${money} }
        discountAllocations { allocatedAmountSet { ${money} } }
        taxLines { priceSet { ${money} } }
      }
    }
  }
`;

const lineItem = fields({
  quantity,
  product: maybe(fields({ id: key })),
  originalUnitPriceSet: moneyBag,
  discountAllocations: listOf(fields({ allocatedAmountSet: moneyBag })),
  taxLines: listOf(fields({ priceSet: moneyBag })),
});

const refund = fields({ id: key, createdAt: maybe(text), totalRefundedSet: moneyBag });

export const orderNode = fields({
  id: key,
  createdAt: text,
  processedAt: maybe(text),
  updatedAt: maybe(text),
  cancelledAt: maybe(text),
  displayFinancialStatus: maybe(text),
  taxesIncluded: maybe(flag),
  totalPriceSet: moneyBag,
  email: maybe(text),
  phone: maybe(text),
  customerLocale: maybe(text),
  discountCodes: listOf(text),
  customer: maybe(buyerNode),
  refunds: listOf(refund),
  transactions: listOf(fields({ kind: text, status: text, processedAt: maybe(text) })),
  lineItems: listOf(lineItem),
});
type OrderNode = TypeOf<typeof orderNode>;

/** As the webhooks write it. */
export function orderBody(node: OrderNode): Order {
  const total = setOf(node.totalPriceSet);
  return {
    id: digitsOf(node.id, node.id),
    admin_graphql_api_id: node.id,
    created_at: node.createdAt,
    processed_at: node.processedAt,
    updated_at: node.updatedAt,
    cancelled_at: node.cancelledAt,
    financial_status: node.displayFinancialStatus?.toLowerCase(),
    currency: total.presentment_money.currency_code,
    taxes_included: node.taxesIncluded,
    total_price: total.presentment_money.amount,
    total_price_set: total,
    email: node.email,
    phone: node.phone,
    customer_locale: node.customerLocale,
    customer: node.customer && buyerBody(node.customer),
    line_items: node.lineItems.map(itemBody),
    discount_codes: node.discountCodes.map((code) => ({ code })),
    refunds: node.refunds.map((one) => refundBody(one, node.createdAt)),
  };
}

function itemBody(item: TypeOf<typeof lineItem>): Order['line_items'][number] {
  return {
    product_id: item.product && digitsOf(item.product.id, item.product.id),
    quantity: item.quantity,
    ...pricedAs(item.originalUnitPriceSet),
    discount_allocations: item.discountAllocations.map(({ allocatedAmountSet }) => {
      const { price: amount, price_set: set } = pricedAs(allocatedAmountSet);
      return { amount, amount_set: set };
    }),
    tax_lines: item.taxLines.map(({ priceSet }) => pricedAs(priceSet)),
  };
}

function refundBody({ id, createdAt, totalRefundedSet }: TypeOf<typeof refund>, orderedAt: string) {
  const { amount, currencyCode: currency } = totalRefundedSet.presentmentMoney;
  return {
    id: digitsOf(id, id),
    admin_graphql_api_id: id,
    created_at: createdAt ?? orderedAt,
    transactions: [{ kind: 'refund', status: 'success', amount, currency }],
  };
}

function setOf({ presentmentMoney: { amount, currencyCode } }: TypeOf<typeof moneyBag>) {
  return { presentment_money: { amount, currency_code: currencyCode } };
}

const pricedAs = (bag: TypeOf<typeof moneyBag>) => ({
  price: bag.presentmentMoney.amount,
  price_set: setOf(bag),
});

/**
 * When an order was paid in full, ms UTC: at the last payment that Shopify processed for it; one that cost nothing, as
 * it was processed itself. Undefined where it has not been. Throws `MalformedError`.
 */
export function paidAt({ transactions }: OrderNode, body: Order): number | undefined {
  if (!isPaid(body)) return undefined;
  const payments = transactions
    .filter(({ kind, status }) => (kind === 'SALE' || kind === 'CAPTURE') && status === 'SUCCESS')
    .flatMap(({ processedAt: at }) => (at == null ? [] : [instantOf(at, 'transactions.processedAt')]));
  return payments.length > 0
    ? Math.max(...payments)
    : instantOf(body.processed_at ?? body.created_at, 'processedAt');
}
