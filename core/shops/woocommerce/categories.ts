import { fields, id, listOf, text, type TypeOf } from '../shape';
import { accepted, type WooCommerceApi, wooReader } from './api';
import { SEPARATOR } from './product';

const category = fields({ id, name: text, parent: id });
const readCategories = wooReader(listOf(category));

const PAGE = 100;
const DEEPEST = 20;

/** WordPress gives names as they stand in HTML. */
const nameOf = ({ name }: TypeOf<typeof category>): string => name.replaceAll('&amp;', '&');

/** The paths of all categories through the tree of the shop, by their ids. Throws `ShopError`. */
export async function categoryPaths(api: WooCommerceApi): Promise<Map<string, string>> {
  const all = new Map((await allCategories(api)).map((one) => [String(one.id), one]));
  const pathOf = (one: TypeOf<typeof category>, depth = 0): string => {
    const parent = depth < DEEPEST ? all.get(String(one.parent)) : undefined;
    return parent ? `${pathOf(parent, depth + 1)}${SEPARATOR}${nameOf(one)}` : nameOf(one);
  };
  return new Map([...all].map(([number, one]) => [number, pathOf(one)]));
}

async function allCategories(api: WooCommerceApi): Promise<TypeOf<typeof category>[]> {
  const all: TypeOf<typeof category>[] = [];
  for (let page = 1; ; page += 1) {
    const query = { per_page: PAGE, page, orderby: 'id', order: 'asc', _fields: 'id,name,parent' };
    const rows = readCategories(accepted(await api.get('products/categories', query)));
    all.push(...rows);
    if (rows.length < PAGE) return all;
  }
}
