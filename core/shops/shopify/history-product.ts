import type { ToldProduct } from '../../products';
import { currencyOf, minorOf } from '../amount';
import { instantOf } from '../instant';
import { decimal, fields, flag, key, maybe, minor, text, type TypeOf } from '../shape';
import { digitsOf } from './customer';
import { categoryOf, stockOf } from './product';

/** What is asked of a product. */
export const productSelection = `
  id
  title
  productType
  category { fullName }
  priceRangeV2 { minVariantPrice { amount currencyCode } }
  totalInventory
  tracksInventory
  updatedAt
`;

export const productNode = fields({
  id: key,
  title: text,
  productType: maybe(text),
  category: maybe(fields({ fullName: text })),
  priceRangeV2: fields({ minVariantPrice: fields({ amount: decimal, currencyCode: text }) }),
  totalInventory: minor,
  tracksInventory: flag,
  updatedAt: text,
});

/** A product at its lowest price. Throws `MalformedError`. */
export function toldProductOf(node: TypeOf<typeof productNode>): ToldProduct {
  const { amount, currencyCode } = node.priceRangeV2.minVariantPrice;
  const currency = currencyOf(currencyCode);
  return {
    id: digitsOf(node.id, node.id),
    title: node.title,
    ...categoryOf(node.category?.fullName, node.productType),
    price: { amount: minorOf(amount, currency, 'minVariantPrice'), currency },
    ...stockOf(node.totalInventory, node.tracksInventory),
    at: instantOf(node.updatedAt, 'updatedAt'),
  };
}
