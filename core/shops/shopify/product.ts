import type { ToldProduct } from '../../products';
import { instantOf } from '../instant';
import { fields, id, key, listOf, maybe, minor, text, type TypeOf } from '../shape';
import { digitsOf } from './customer';

const variant = fields({ inventory_quantity: maybe(minor), inventory_management: maybe(text) });

/** The body of products/create and products/update. Its prices say no currency. */
export const product = fields({
  id,
  admin_graphql_api_id: maybe(key),
  title: text,
  product_type: maybe(text),
  category: maybe(fields({ full_name: maybe(text) })),
  updated_at: text,
  variants: listOf(variant),
});

/** Its path among Shopify's standard categories; else its type, which is whatever the shop's staff wrote. */
export const categoryOf = (path: string | null | undefined, type: string | null | undefined) => {
  const category = path ?? type ?? '';
  return category === '' ? {} : { category };
};

/** Pieces of all variants. `tracked`: whether the shop counts them. */
export const stockOf = (pieces: number, tracked: boolean) => (tracked ? { stock: Math.max(0, pieces) } : {});

/** Throws `MalformedError`. */
export function toldProduct(body: TypeOf<typeof product>): ToldProduct {
  const pieces = body.variants.map(({ inventory_quantity: quantity }) => quantity ?? 0);
  const tracked = body.variants.every(({ inventory_management: by }) => by != null && by !== '');
  return {
    id: digitsOf(body.admin_graphql_api_id, body.id),
    title: body.title,
    ...categoryOf(body.category?.full_name, body.product_type),
    ...stockOf(
      pieces.reduce((total, one) => total + one, 0),
      tracked && pieces.length > 0,
    ),
    at: instantOf(body.updated_at, 'updated_at'),
  };
}
