import type { ToldProduct } from '../../products';
import { minorOf } from '../amount';
import { instantOf } from '../instant';
import { decimal, fields, id, listOf, maybe, text, type TypeOf } from '../shape';

export const product = fields({
  id,
  name: maybe(text),
  price: maybe(decimal),
  updated_at: text,
  extension_attributes: maybe(fields({ category_links: maybe(listOf(fields({ category_id: id }))) })),
});

export interface ProductSurroundings {
  /** ISO 4217; undefined where websites differ in theirs. */
  currency: string | undefined;
  /** The paths of categories by their ids. */
  categories: ReadonlyMap<string, string>;
}

/** Between the levels of a category's path. */
export const SEPARATOR = ' > ';

/** What Magento tells of a product; its pieces it tells elsewhere, by warehouse. Throws `MalformedError`. */
export function toldProduct(told: TypeOf<typeof product>, around: ProductSurroundings): ToldProduct {
  const { currency, categories } = around;
  const [deepest] = (told.extension_attributes?.category_links ?? [])
    .map(({ category_id: number }) => categories.get(String(number)) ?? '')
    .sort((a, b) => b.split(SEPARATOR).length - a.split(SEPARATOR).length);
  // Products that consist of others have a price of 0.
  const hasPrice = currency !== undefined && told.price != null && Number(told.price) !== 0;
  return {
    id: String(told.id),
    at: instantOf(told.updated_at, 'updated_at'),
    ...(told.name && { title: told.name }),
    ...(deepest && { category: deepest }),
    ...(hasPrice && { price: { amount: minorOf(told.price ?? 0, currency, 'price'), currency } }),
  };
}
