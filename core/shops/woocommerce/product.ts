import type { ToldProduct } from '../../products';
import { currencyOf, minorOf } from '../amount';
import { instantOf } from '../instant';

import { bit, decimal, fields, id, listOf, maybe, text, type TypeOf } from '../shape';

export const product = fields({
  id,
  name: text,
  date_created_gmt: maybe(text),
  date_modified_gmt: maybe(text),
  price: maybe(decimal),
  manage_stock: maybe(bit),
  stock_quantity: maybe(decimal),
  stock_status: maybe(text),
  categories: maybe(listOf(fields({ id }))),
});
type Product = TypeOf<typeof product>;

/** What a webhook does not say of the shop. */
export interface ProductSurroundings {
  /** ISO 4217. */
  currency: string;
  /** The paths of categories by their ids. */
  categories: ReadonlyMap<string, string>;
}

/**
 * What WooCommerce tells of a product. Its webhooks do not say in which currency the price is, nor where in the tree
 * a category stands: without its surroundings, neither is told. Throws `MalformedError`.
 */
export function toldProducts(told: Product, around?: ProductSurroundings): ToldProduct[] {
  const at = told.date_modified_gmt ?? told.date_created_gmt;
  // A product that was never published has no dates.
  if (!at) return [];
  const stock = stockOf(told);
  return [
    {
      id: String(told.id),
      title: told.name,
      at: instantOf(at, 'date_modified_gmt'),
      ...(stock !== undefined && { stock }),
      ...(around && surroundedBy(told, around)),
    },
  ];
}

function surroundedBy(
  { price, categories }: Product,
  { currency: code, categories: paths }: ProductSurroundings,
): Pick<ToldProduct, 'price' | 'category'> {
  const currency = currencyOf(code);
  const [deepest] = (categories ?? [])
    .map(({ id: number }) => paths.get(String(number)) ?? '')
    .sort((a, b) => b.split(SEPARATOR).length - a.split(SEPARATOR).length);
  return {
    ...(price && { price: { amount: minorOf(price, currency, 'price'), currency } }),
    ...(deepest && { category: deepest }),
  };
}

/** Between the levels of a category's path. */
export const SEPARATOR = ' > ';

/** Pieces, where WooCommerce counts them; else only that there are none left. */
function stockOf({
  manage_stock: counts,
  stock_quantity: pieces,
  stock_status: status,
}: Product): number | undefined {
  const whole = Number(pieces ?? undefined);
  if (counts === true && Number.isInteger(whole)) return Math.max(0, whole);
  return status === 'outofstock' ? 0 : undefined;
}
