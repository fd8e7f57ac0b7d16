import type { Selectable } from 'kysely';
import type { ProductEventName } from '../ingest/names';
import type { Money } from '../money';
import { storable, type Tables } from '../store';
import type { ToldProduct } from './product';

export type ProductRow = Selectable<Tables['product']>;
export type ProductChange = Selectable<Tables['product_change']>;

/** A product of which nothing has been told. */
export const unknownProduct = (source: string, product_id: string): ProductRow => ({
  source,
  product_id,
  title: null,
  title_at: null,
  category: null,
  category_at: null,
  price: null,
  currency: null,
  price_at: null,
  stock: null,
  stock_at: null,
});

/** What is known of a product once it is told of: of each part the latest word, whatever sequence words come in. */
export function afterTold(known: ProductRow, { title, category, price, stock, at }: ToldProduct): ProductRow {
  const row = { ...known };
  if (isLatest(title, known.title, at, known.title_at)) {
    row.title = storable(title);
    row.title_at = at;
  }
  if (isLatest(category, known.category, at, known.category_at)) {
    row.category = storable(category);
    row.category_at = at;
  }
  if (price && isLatestPrice(price, known, at)) {
    row.price = price.amount;
    row.currency = price.currency;
    row.price_at = at;
  }
  if (isLatest(stock, known.stock, at, known.stock_at)) {
    row.stock = stock;
    row.stock_at = at;
  }
  return row;
}

/** Of two words of one instant the lesser counts: within a second, pieces are sold one by one. */
function isLatest<T extends string | number>(
  said: T | undefined,
  known: T | null,
  at: number,
  knownAt: number | null,
): said is T {
  if (said === undefined) return false;
  return known === null || knownAt === null || at > knownAt || (at === knownAt && said < known);
}

function isLatestPrice({ amount, currency }: Money, known: ProductRow, at: number): boolean {
  if (amount === known.price && at === known.price_at) return currency < (known.currency ?? '');
  return isLatest(amount, known.price, at, known.price_at);
}

/** What became another. A price in another currency than before is not compared with it. */
export function changesBetween(before: ProductRow, after: ProductRow): ProductChange[] {
  const change = (
    name: ProductEventName,
    from_value: number | null,
    to_value: number | null,
    at: number | null,
    currency: string | null,
  ): ProductChange[] =>
    from_value === null || to_value === null || at === null || from_value === to_value
      ? []
      : [{ source: after.source, product_id: after.product_id, name, at, from_value, to_value, currency }];
  return [
    ...(before.currency === after.currency
      ? change('product_price_changed', before.price, after.price, after.price_at, after.currency)
      : []),
    ...change('product_stock_changed', before.stock, after.stock, after.stock_at, null),
  ];
}
