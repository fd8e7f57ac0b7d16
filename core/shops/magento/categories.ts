import { fields, id, listOf, maybe, text, type TypeOf } from '../shape';
import { accepted, type MagentoApi, magentoReader } from './api';
import { SEPARATOR } from './product';
import { fieldsOf, searchQuery } from './search';

const category = fields({ id, name: maybe(text), path: text });
const readCategories = magentoReader(fields({ items: maybe(listOf(category)) }));

const PAGE = 500;
/** The root of all trees, and that of the shop’s. */
const ROOTS = 2;

/** The paths of all categories through the tree of the shop, by their ids. Throws `ShopError`. */
export async function categoryPaths(api: MagentoApi): Promise<Map<string, string>> {
  const all = await allCategories(api);
  const names = new Map(all.map((one) => [String(one.id), one.name ?? '']));
  // A path is made of ids: 1/2/15.
  const pathOf = ({ path }: TypeOf<typeof category>): string =>
    path
      .split('/')
      .slice(ROOTS)
      .map((number) => names.get(number) ?? '')
      .join(SEPARATOR);
  return new Map(all.map((one) => [String(one.id), pathOf(one)]));
}

async function allCategories(api: MagentoApi): Promise<TypeOf<typeof category>[]> {
  const all: TypeOf<typeof category>[] = [];
  for (;;) {
    const after = Number(all.at(-1)?.id ?? 0);
    const query = searchQuery({
      where: [[['entity_id', 'gt', after]]],
      sortedBy: ['entity_id'],
      pageSize: PAGE,
      fields: fieldsOf(category.schema),
    });
    const { items } = readCategories(accepted(await api.get('categories/list', query)));
    all.push(...(items ?? []));
    if ((items ?? []).length < PAGE) return all;
  }
}
