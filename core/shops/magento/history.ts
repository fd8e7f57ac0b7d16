import { type HistoryKind, historyKinds, type ShopHistory } from '../account';
import { magentoRefusal } from './api';
import { type ListName, type MagentoLists, numberOf, PAGE } from './lists';

/** The lists that a kind is made of, one after the other: of a refund, its order tells nothing. */
const listsOf: Record<HistoryKind, readonly [ListName, ...ListName[]]> = {
  customers: ['customers'],
  products: ['products'],
  orders: ['orders', 'refunds'],
};

const CURSOR = /^(customers|products|orders|refunds):(\d{1,16})$/;

/**
 * What a Magento holds: the same events as its own events tell, so that each is taken in once. Rows are read by
 * their numbers, which grow: whatever comes and goes meanwhile moves none.
 */
export function magentoHistory(lists: MagentoLists): ShopHistory {
  return {
    kinds: historyKinds,
    async page(kind, cursor, source) {
      const { name, after } = placeOf(kind, cursor);
      const { rows, total } = await lists.page(name, {
        where: [[['entity_id', 'gt', after]]],
        sortedBy: ['entity_id'],
      });
      return {
        ...(await lists.told(name, rows, source)),
        next: nextOf(kind, name, rows.length < PAGE ? undefined : rows.at(-1)),
        ...(cursor === null && { total }),
      };
    },
  };
}

function placeOf(kind: HistoryKind, cursor: string | null): { name: ListName; after: number } {
  if (cursor === null) return { name: listsOf[kind][0], after: 0 };
  const [, found, after] = CURSOR.exec(cursor) ?? [];
  const name = listsOf[kind].find((one) => one === found);
  if (name) return { name, after: Number(after) };
  throw magentoRefusal(
    'Magento cannot go on where reading was left: the place is not known.',
    'Read the history from its beginning.',
  );
}

function nextOf(
  kind: HistoryKind,
  name: ListName,
  last: Parameters<typeof numberOf>[0] | undefined,
): string | null {
  if (last) return `${name}:${numberOf(last)}`;
  const following = listsOf[kind][listsOf[kind].indexOf(name) + 1];
  return following ? `${following}:0` : null;
}
