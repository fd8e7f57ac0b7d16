import { DateTime } from 'luxon';
import type { Clock } from '../../clock';
import type { ShopEvent } from '../../ingest';
import type { ToldProduct } from '../../products';
import type { ShopChanges } from '../account';
import { MalformedError } from '../generic/parse';
import { fields, jsonReaderOf, minor, parseJson, text, type TypeOf } from '../shape';
import { magentoRefusal } from './api';
import { type ListName, type ListPage, type MagentoLists, numberOf } from './lists';

/** A row by when it was changed, and of those of one second by its number. */
const place = fields({ at: text, id: minor });
type Place = TypeOf<typeof place>;

/** Everything before `safe` was told; reading goes on behind `read`. */
const progress = fields({ safe: place, read: place });
type Progress = TypeOf<typeof progress>;

const watched = fields({
  asked: minor,
  customers: progress,
  products: progress,
  orders: progress,
  refunds: progress,
});
const readCursor = jsonReaderOf(watched);
const names = ['customers', 'products', 'orders', 'refunds'] as const satisfies readonly ListName[];

/**
 * A change is dated when it is written, and seen when its transaction ends. So the last minutes, by the clock of the
 * shop, are read again each time: events name facts, and are taken in once. Milliseconds.
 */
const OVERLAP = 120_000;

/** Who asks again within this goes on reading; who asks later begins with what is read again. Milliseconds. */
const GOES_ON = 20_000;

/** Magento’s dates: UTC to the second. They sort as text. */
const dateOf = (at: number): string =>
  DateTime.fromMillis(at, { zone: 'utc' }).toFormat('yyyy-MM-dd HH:mm:ss');

/**
 * What has changed in a Magento, which tells nothing by itself: a page of each list, of the rows that were changed
 * behind the cursor.
 */
export function magentoChanges(lists: MagentoLists, clock: Clock): ShopChanges {
  const nowOf = ({ now }: ListPage) => now ?? clock.now();
  return {
    async since(cursor, source) {
      if (cursor === null) {
        const from = { at: dateOf(nowOf(await lists.page('orders', { pageSize: 1 }))), id: 0 };
        const start = { safe: from, read: from };
        const next = { asked: clock.now(), customers: start, products: start, orders: start, refunds: start };
        return { events: [], products: [], next: JSON.stringify(next) };
      }
      const last = cursorOf(cursor);
      const goesOn = clock.now() - last.asked < GOES_ON;
      const next = { ...last, asked: clock.now() };
      const events: ShopEvent[] = [];
      const products: ToldProduct[] = [];
      for (const name of names) {
        const page = await lists.page(name, behind(goesOn ? last[name].read : last[name].safe));
        const told = await lists.told(name, page.rows, source);
        events.push(...told.events);
        products.push(...told.products);
        next[name] = advanced(last[name], page, dateOf(nowOf(page) - OVERLAP));
      }
      return { events, products, next: JSON.stringify(next) };
    },
  };
}

function cursorOf(cursor: string): TypeOf<typeof watched> {
  try {
    return readCursor(parseJson(cursor));
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw magentoRefusal(
      'Magento cannot go on where watching was left: the place is not known.',
      'Begin to watch it anew.',
    );
  }
}

/** Changed later than the place, or at once with it and of a higher number. */
const behind = ({ at, id }: Place) =>
  ({
    where: [
      [['updated_at', 'gteq', at]],
      [
        ['updated_at', 'gt', at],
        ['entity_id', 'gt', id],
      ],
    ],
    sortedBy: ['updated_at', 'entity_id'],
  }) as const;

/** `horizon`: the date up to which no more changes can turn up. */
function advanced({ safe, read }: Progress, { rows }: ListPage, horizon: string): Progress {
  const last = rows.at(-1);
  const reached = last
    ? { at: (last.updated_at ?? read.at).slice(0, DATE_LENGTH), id: numberOf(last) }
    : read;
  return { safe: later(safe, reached.at < horizon ? reached : { at: horizon, id: 0 }), read: reached };
}

const DATE_LENGTH = 'yyyy-MM-dd HH:mm:ss'.length;

const later = (one: Place, other: Place): Place =>
  other.at > one.at || (other.at === one.at && other.id > one.id) ? other : one;
