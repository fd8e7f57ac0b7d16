import { currencyOf, minorOf } from '../amount';
import type { Money } from '../../money';
import { instantOf } from '../instant';
import type { ToldProduct } from '../../products';
import { decimal, fields, flag, key, listOf, maybe, minor, text, type TypeOf } from '../shape';

/** Prices for some only have rules, which the API and the subscriber tell in their own ways. */
const price = fields({
  amount: decimal,
  currency_code: text,
  rules: maybe(fields({})),
  price_rules: maybe(listOf(fields({}))),
});

const item = fields({
  required_quantity: minor,
  inventory: maybe(fields({ location_levels: listOf(fields({ available_quantity: minor })) })),
});

const variant = fields({
  manage_inventory: maybe(flag),
  prices: maybe(listOf(price)),
  inventory_items: maybe(listOf(item)),
});

const parts = {
  id: key,
  title: maybe(text),
  updated_at: text,
  categories: maybe(listOf(fields({ name: key }))),
  variants: maybe(listOf(variant)),
};

export const product = fields(parts);

/** `currency_code`: the default of the store. */
export const productBody = fields({
  metadata: fields({ created_at: text }),
  data: fields({ ...parts, currency_code: maybe(text) }),
});

/** What is asked of a product, in the words of Medusa's `fields`. */
export const productFields = [
  'id',
  'title',
  'updated_at',
  'categories.name',
  'variants.manage_inventory',
  'variants.prices.amount',
  'variants.prices.currency_code',
  'variants.inventory_items.required_quantity',
  'variants.inventory_items.inventory.location_levels.available_quantity',
];

type Variant = TypeOf<typeof variant>;

/**
 * A product at its lowest price in `currency` (ISO 4217) that holds for everybody, and the pieces of all its variants
 * where Medusa counts them. Throws `MalformedError`.
 */
export function toldProduct(told: TypeOf<typeof product>, currency: string | undefined): ToldProduct {
  const variants = told.variants ?? [];
  const price = currency === undefined ? undefined : lowestPrice(variants, currencyOf(currency));
  const stock = stockOf(variants);
  const [category] = told.categories ?? [];
  return {
    id: told.id,
    ...(told.title && { title: told.title }),
    ...(category && { category: category.name }),
    ...(price && { price }),
    ...(stock !== undefined && { stock }),
    at: instantOf(told.updated_at, 'updated_at'),
  };
}

/** A product when something of it was changed: its own `updated_at` knows nothing of prices and stock. */
export function changedProducts({ metadata, data }: TypeOf<typeof productBody>): ToldProduct[] {
  const at = instantOf(metadata.created_at, 'metadata.created_at');
  return [{ ...toldProduct(data, data.currency_code ?? undefined), at }];
}

function lowestPrice(variants: readonly Variant[], currency: string): Money | undefined {
  const amounts = variants
    .flatMap(({ prices }) => prices ?? [])
    .filter(({ currency_code: code, rules, price_rules: others }) => {
      const isForAll = Object.keys(rules ?? {}).length === 0 && (others ?? []).length === 0;
      return isForAll && code.toUpperCase() === currency;
    })
    .map(({ amount }) => minorOf(amount, currency, 'a price'));
  return amounts.length === 0 ? undefined : { amount: Math.min(...amounts), currency };
}

function stockOf(variants: readonly Variant[]): number | undefined {
  if (variants.length === 0 || variants.some((one) => !one.manage_inventory)) return undefined;
  return variants.reduce((sum, one) => sum + piecesOf(one), 0);
}

/** How often a variant can be made up from what lies in all places. */
function piecesOf({ inventory_items: items }: Variant): number {
  const counts = (items ?? []).map(({ required_quantity: needed, inventory }) => {
    const there = (inventory?.location_levels ?? []).reduce((sum, one) => sum + one.available_quantity, 0);
    return Math.max(0, Math.floor(there / Math.max(1, needed)));
  });
  return counts.length === 0 ? 0 : Math.min(...counts);
}
