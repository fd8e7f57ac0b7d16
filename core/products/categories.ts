import { sql } from 'kysely';
import type { EventData, ShopEvent } from '../ingest/event';
import { storable, type Store, type Work } from '../store';

interface Named {
  product: string | undefined;
  category: string | undefined;
}

/** The products of an event that come without their category. */
const openIn = ({ order, product }: EventData): string[] =>
  [
    ...(order?.items ?? []).map(({ product, category }): Named => ({ product, category })),
    { product: product?.id, category: product?.category },
  ].flatMap(({ product, category }) =>
    product !== undefined && category === undefined ? [storable(product)] : [],
  );

const keyOf = (source: string, product: string): string => `${source}\n${storable(product)}`;

/** The events with the categories that the shop has told of their products, where they bring none of their own. */
export async function withCategories(
  work: Work,
  store: Store,
  events: readonly ShopEvent[],
): Promise<ShopEvent[]> {
  const asked = new Map(
    events.flatMap(({ source, data }) =>
      openIn(data).map((product_id) => [keyOf(source, product_id), { source, product_id }] as const),
    ),
  );
  if (asked.size === 0) return [...events];
  const known = await categoriesOf(work, store, [...asked.values()]);
  if (known.size === 0) return [...events];
  return events.map((event) => ({
    ...event,
    data: filled(event.data, (product) => known.get(keyOf(event.source, product))),
  }));
}

async function categoriesOf(
  work: Work,
  store: Store,
  products: readonly { source: string; product_id: string }[],
): Promise<Map<string, string>> {
  const asked = store.batch({ source: 'text', product_id: 'text' }, products);
  const { rows } = await sql<{ source: string; product_id: string; category: string }>`
    select known.source, known.product_id, known.category from ${asked} as asked cross join product as known
    where known.source = asked.source and known.product_id = asked.product_id and known.category is not null
  `.execute(work);
  return new Map(rows.map(({ source, product_id, category }) => [keyOf(source, product_id), category]));
}

function filled(data: EventData, categoryOf: (product: string) => string | undefined): EventData {
  const withCategory = <T extends { category?: string }>(named: T, product: string | undefined): T => {
    const category = named.category ?? (product === undefined ? undefined : categoryOf(product));
    return category === undefined ? named : { ...named, category };
  };
  const { order, product } = data;
  return {
    ...data,
    ...(order?.items && {
      order: { ...order, items: order.items.map((item) => withCategory(item, item.product)) },
    }),
    ...(product && { product: withCategory(product, product.id) }),
  };
}
