import { type RawBuilder, sql } from 'kysely';
import { insertRows, type Store } from '../../store';
import type { IdRange } from '../base/ranges';
import type { Pages } from './pages';
import { Sums } from './sums';

const CONTACTS_A_PAGE = 20_000;
const PRODUCTS_A_WRITE = 1_000;

const favouritesIn = ({ after, to }: IdRange): RawBuilder<{ product: string; contacts: number }> => sql`
  select product, count(distinct contact_id) as contacts from event
  where contact_id > ${after} and contact_id <= ${to} and name = 'product_favourited' and product is not null
    and contact_id not in (select contact_id from rollup where rehearsing = 1)
  group by product`;

/** Counts how many people favoured each product, and writes what has changed since the last run. */
export async function countFavourites(store: Store, pages: Pages): Promise<void> {
  const contacts = new Sums<string>();
  for (const range of pages(CONTACTS_A_PAGE)) {
    const { rows } = await favouritesIn(range).execute(store.bulk);
    for (const row of rows) contacts.add(row.product, row.contacts);
  }
  const before = await store.bulk.selectFrom('product_popularity').selectAll().execute();
  const known = new Map(before.map((row) => [row.product, row.contacts]));
  const changed = [...contacts].filter(([product, count]) => known.get(product) !== count);
  const gone = [...known.keys()].filter((product) => !contacts.has(product));
  for (const some of chunks(changed)) {
    const rows = some.map(([product, count]) => ({ product, contacts: count }));
    await store.write((work) =>
      insertRows(work, store, 'product_popularity', { product: 'text', contacts: 'integer' }, rows)
        .onConflict((conflict) =>
          conflict.column('product').doUpdateSet((eb) => ({ contacts: eb.ref('excluded.contacts') })),
        )
        .execute(),
    );
  }
  for (const some of chunks(gone)) {
    await store.write((work) => work.deleteFrom('product_popularity').where('product', 'in', some).execute());
  }
}

function* chunks<T>(all: readonly T[]): Generator<T[]> {
  for (let i = 0; i < all.length; i += PRODUCTS_A_WRITE) yield all.slice(i, i + PRODUCTS_A_WRITE);
}
