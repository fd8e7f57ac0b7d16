import { insertRows, storable, type Store, type Work } from '../store';
import { afterTold, changesBetween, type ProductChange, type ProductRow, unknownProduct } from './merge';
import type { ToldProduct } from './product';

/**
 * Takes in what a shop tells of its products, within the caller's transaction, and notes each change of a price or a
 * stock once. Any sequence of tellings ends in the same products; a late word about an earlier time changes nothing.
 */
export async function takeProducts(
  work: Work,
  store: Store,
  source: string,
  products: readonly ToldProduct[],
): Promise<void> {
  if (products.length === 0) return;
  const rows = await holdProducts(work, store, source, products);
  const changes: ProductChange[] = [];
  for (const product of products) {
    const id = storable(product.id);
    const before = rows.get(id) ?? unknownProduct(source, id);
    const after = afterTold(before, product);
    changes.push(...changesBetween(before, after));
    rows.set(id, after);
  }
  await writeProducts(work, store, [...rows.values()]);
  await writeChanges(work, store, changes);
}

/** The products as they are known, by id; nobody else changes them until the transaction ends. */
async function holdProducts(
  work: Work,
  store: Store,
  source: string,
  products: readonly ToldProduct[],
): Promise<Map<string, ProductRow>> {
  const ids = [...new Set(products.map(({ id }) => storable(id)))].sort();
  const keys = ids.map((product_id) => ({ source, product_id }));
  const columns = { source: 'text', product_id: 'text' } as const;
  const held = await insertRows(work, store, 'product', columns, keys)
    .onConflict((conflict) =>
      conflict.columns(['source', 'product_id']).doUpdateSet((eb) => ({ title: eb.ref('product.title') })),
    )
    .returningAll()
    .execute();
  return new Map(held.map((row) => [row.product_id, row]));
}

const productColumns = {
  source: 'text',
  product_id: 'text',
  title: 'text',
  title_at: 'integer',
  category: 'text',
  category_at: 'integer',
  price: 'integer',
  currency: 'text',
  price_at: 'integer',
  stock: 'integer',
  stock_at: 'integer',
} as const;

async function writeProducts(work: Work, store: Store, rows: readonly ProductRow[]): Promise<void> {
  const told = ['title', 'category', 'price', 'stock'] as const;
  await insertRows(
    work,
    store,
    'product',
    productColumns,
    rows.map((row) => ({ ...row })),
  )
    .onConflict((conflict) =>
      conflict.columns(['source', 'product_id']).doUpdateSet((eb) => ({
        ...Object.fromEntries(
          told.flatMap((name) => [
            [name, eb.ref(`excluded.${name}`)],
            [`${name}_at`, eb.ref(`excluded.${name}_at`)],
          ]),
        ),
        currency: eb.ref('excluded.currency'),
      })),
    )
    .execute();
}

const changeColumns = {
  source: 'text',
  product_id: 'text',
  name: 'text',
  at: 'integer',
  from_value: 'integer',
  to_value: 'integer',
  currency: 'text',
} as const;

async function writeChanges(work: Work, store: Store, changes: readonly ProductChange[]): Promise<void> {
  if (changes.length === 0) return;
  await insertRows(
    work,
    store,
    'product_change',
    changeColumns,
    changes.map((row) => ({ ...row })),
  )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
