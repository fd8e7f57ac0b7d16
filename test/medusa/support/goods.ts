import { fields, text } from '../../../core/shops/shape';
import { type Caller, listed } from './caller';
import type { Outfit } from './outfit';

/** What the shop sells and how it is sorted; of the garden, it has nothing. */
export interface Goods {
  readonly kitchen: string;
  readonly garden: string;
  readonly teapot: Product;
  readonly mug: Product;
  readonly atlas: Product;
  readonly spade: Product;
}

/** By the ids that the shop gave them. */
export interface Product {
  readonly id: string;
  readonly variant: string;
}

/** A teapot, a mug, an atlas and a spade at 48, 12, 60 and 24 euros; of spades there are seven, the rest is not counted. */
export async function stock(staff: Caller, outfit: Outfit): Promise<Goods> {
  const kitchen = await categoryOf(staff, 'Kitchen');
  const books = await categoryOf(staff, 'Books');
  const garden = await categoryOf(staff, 'Garden');
  const goods = {
    teapot: await productOf(staff, outfit, { title: 'Teapot', amount: 48, category: kitchen }),
    mug: await productOf(staff, outfit, { title: 'Mug', amount: 12, category: kitchen }),
    atlas: await productOf(staff, outfit, { title: 'Atlas', amount: 60, category: books }),
    spade: await productOf(staff, outfit, { title: 'Spade', amount: 24, counted: true }),
  };
  await staff.ask(`/admin/inventory-items/${await itemOf(staff, 'Spade')}/location-levels`, fields({}), {
    location_id: outfit.place,
    stocked_quantity: 7,
  });
  return { kitchen, garden, ...goods };
}

/** Counts the pieces of a product anew. */
export async function recount(
  staff: Caller,
  { place }: Outfit,
  title: string,
  pieces: number,
): Promise<void> {
  const item = await itemOf(staff, title);
  await staff.ask(`/admin/inventory-items/${item}/location-levels/${place}`, fields({}), {
    stocked_quantity: pieces,
  });
}

const categoryOf = (staff: Caller, name: string): Promise<string> =>
  staff.make('product_category', '/admin/product-categories', { name, is_active: true });

async function productOf(
  staff: Caller,
  { channel, profile }: Outfit,
  of: { title: string; amount: number; category?: string; counted?: boolean },
): Promise<Product> {
  const { product } = await staff.ask(
    '/admin/products',
    fields({ product: fields({ id: text, variants: listed }) }),
    {
      title: of.title,
      status: 'published',
      shipping_profile_id: profile,
      sales_channels: [{ id: channel }],
      categories: of.category === undefined ? [] : [{ id: of.category }],
      options: [{ title: 'Size', values: ['One'] }],
      variants: [
        {
          title: 'One',
          sku: of.title,
          options: { Size: 'One' },
          manage_inventory: of.counted ?? false,
          prices: [{ currency_code: 'eur', amount: of.amount }],
        },
      ],
    },
  );
  return { id: product.id, variant: String(product.variants[0]?.id) };
}

async function itemOf(staff: Caller, title: string): Promise<string> {
  const { inventory_items } = await staff.ask(
    `/admin/inventory-items?sku=${title}`,
    fields({ inventory_items: listed }),
  );
  return String(inventory_items[0]?.id);
}
