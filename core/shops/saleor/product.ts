import type { ToldProduct } from '../../products';
import { currencyOf, minorOf } from '../amount';
import { instantOf } from '../instant';
import { fields, flag, key, listOf, maybe, minor, text, type TypeOf } from '../shape';
import { category, gross, pathOf } from './order';

const variant = fields({
  trackInventory: maybe(flag),
  stocks: maybe(listOf(fields({ quantity: minor, quantityAllocated: minor }))),
});

export const product = fields({
  id: key,
  name: maybe(text),
  updatedAt: text,
  category: maybe(category),
  pricing: maybe(fields({ priceRange: maybe(fields({ start: maybe(gross) })) })),
  variants: maybe(listOf(variant)),
});

type Product = TypeOf<typeof product>;

export const productBody = fields({ issuedAt: text, product });
export const variantBody = fields({ issuedAt: text, productVariant: fields({ product }) });

/** A product when something of it was changed: its own `updatedAt` knows nothing of stock. */
export const changedProducts = (body: TypeOf<typeof productBody>): ToldProduct[] => [
  { ...toldProduct(body.product), at: instantOf(body.issuedAt, 'issuedAt') },
];

export const changedVariants = ({ issuedAt, productVariant }: TypeOf<typeof variantBody>): ToldProduct[] =>
  changedProducts({ issuedAt, product: productVariant.product });

/**
 * A product at its lowest price in its channel, and the pieces of all its variants where Saleor counts them. Throws
 * `MalformedError`.
 */
export function toldProduct(told: Product): ToldProduct {
  const price = told.pricing?.priceRange?.start?.gross;
  const currency = price && currencyOf(price.currency);
  const stock = stockOf(told.variants ?? []);
  return {
    id: told.id,
    ...(told.name && { title: told.name }),
    ...(told.category && { category: pathOf(told.category) }),
    ...(price && currency && { price: { amount: minorOf(price.amount, currency, 'the price'), currency } }),
    ...(stock !== undefined && { stock }),
    at: instantOf(told.updatedAt, 'updatedAt'),
  };
}

function stockOf(variants: NonNullable<Product['variants']>): number | undefined {
  if (variants.length === 0 || variants.some((one) => one.trackInventory === false)) return undefined;
  return variants
    .flatMap(({ stocks }) => stocks ?? [])
    .reduce((sum, { quantity, quantityAllocated }) => sum + Math.max(0, quantity - quantityAllocated), 0);
}
