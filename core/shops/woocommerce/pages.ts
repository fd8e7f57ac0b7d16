import { ShopError } from '../account';
import { fields, id, listOf, type TypeOf } from '../shape';
import { accepted, type WooCommerceApi, wooReader } from './api';

const row = fields({ id });
const readRows = wooReader(listOf(row));

const PAGE = 100;
const CURSOR = /^(\d{1,10}):(\d{1,16})$/;

/** A row of a list, not yet read any further. */
export type Row = TypeOf<typeof row>;

interface Page {
  rows: Row[];
  next: string | null;
  total: number;
}

/** The place behind the rows that were read: how many there were, and the highest id. */
interface Position {
  offset: number;
  last: number;
}

/**
 * The rows of a list behind a cursor, by their ids, which grow. Rows that come meanwhile are read at the end. Rows
 * that go move all others forward, and WooCommerce cannot be asked for ids above one: so each page begins with the
 * row that was read last, and where that is not found, further in front, until nothing can lie between.
 * `query`: further conditions. Throws `ShopError`.
 */
export async function rowsAfter(
  api: WooCommerceApi,
  path: string,
  query: Readonly<Record<string, string>>,
  cursor: string | null,
): Promise<Page> {
  const position = positionOf(cursor);
  for (let offset = Math.max(0, position.offset - 1); ; offset = Math.max(0, offset - PAGE)) {
    const asked = { ...query, per_page: PAGE, offset, orderby: 'id', order: 'asc' };
    const answer = accepted(await api.get(path, asked));
    const rows = readRows(answer);
    const [first] = rows;
    if (offset > 0 && (!first || Number(first.id) > position.last)) continue;
    const last = Math.max(position.last, ...rows.map((one) => Number(one.id)));
    return {
      rows: rows.filter((one) => Number(one.id) > position.last),
      next: rows.length < PAGE ? null : `${offset + rows.length}:${last}`,
      total: Number(answer.headers['x-wp-total'] ?? rows.length),
    };
  }
}

function positionOf(cursor: string | null): Position {
  if (cursor === null) return { offset: 0, last: 0 };
  const [, offset, last] = CURSOR.exec(cursor) ?? [];
  if (offset !== undefined && last !== undefined) return { offset: Number(offset), last: Number(last) };
  throw new ShopError('refused', 'WooCommerce cannot go on where reading was left: the place is not known.', {
    advice: 'Read the history from its beginning.',
  });
}
