import { type RawBuilder, sql } from 'kysely';
import { keptOrder } from '../../ingest/rollups';
import type { Store } from '../../store';
import { type Rhythm, rhythmOf } from '../churn/rhythm';
import { DAY } from '../days';
import { Slices } from '../maths/slices';
import { pathsOf } from '../preferences/category';
import { type CountedPrice, type PriceCuts, priceCutsOf, type PriceLevels } from '../preferences/price';
import type { CouponOrders } from '../preferences/discount';
import type { IdRange } from '../base/ranges';
import type { Pages } from './pages';
import { reached, Sums } from './sums';

/** What all orders tell together. */
export interface OrderFacts {
  rhythms: Record<string, Rhythm>;
  prices: PriceLevels;
  coupons: CouponOrders;
}

const CONTACTS_A_PAGE = 5_000;
/** What many people do on the whole shows in some of them. */
const ENOUGH_CONTACTS = 1_000_000;
const ROWS_BETWEEN_LOOKS = 1_000;
/** Gaps and pieces without which a category is judged by the one above it. */
const FEWEST = 30;

/** A range's orders that count, of people who do not rehearse. */
const ordersIn = ({ after, to }: IdRange): RawBuilder<boolean> => sql`
  o.contact_id > ${after} and o.contact_id <= ${to} and ${keptOrder('o')}
  and o.contact_id not in (select contact_id from rollup where rehearsing = 1)`;

const partsOf = (kind: 'category' | 'coupon') =>
  sql`join order_part as p on p.source = o.source and p.order_id = o.order_id and p.kind = ${sql.lit(kind)}`;

interface GapRow {
  category: string;
  days: number;
  count: number;
}

/** How many days after a day with a purchase the next one is: of anything (''), and of each category bought that day. */
const gapsIn = (range: IdRange): RawBuilder<GapRow> => sql`
  with bought as (
    select distinct o.contact_id, o.paid_at / ${sql.lit(DAY)} as day from shop_order as o where ${ordersIn(range)}
  ), gaps as (
    select contact_id, day, lead(day) over (partition by contact_id order by day) - day as days from bought
  ), goods as (
    select distinct o.contact_id, o.paid_at / ${sql.lit(DAY)} as day, p.value as category
    from shop_order as o ${partsOf('category')} where ${ordersIn(range)}
  )
  select '' as category, days, count(*) as count from gaps where days is not null group by days
  union all
  select goods.category, gaps.days, count(*) as count
  from goods join gaps on gaps.contact_id = goods.contact_id and gaps.day = goods.day
  where gaps.days is not null group by goods.category, gaps.days`;

interface PriceRow extends CountedPrice {
  currency: string;
  category: string;
}

const pricesIn = (range: IdRange): RawBuilder<PriceRow> => sql`
  select o.currency, p.value as category, p.amount / p.quantity as price, cast(sum(p.quantity) as bigint) as count
  from shop_order as o ${partsOf('category')}
  where ${ordersIn(range)} and p.quantity > 0 and p.amount is not null and o.currency is not null
  group by o.currency, p.value, p.amount / p.quantity`;

const couponsIn = (range: IdRange): RawBuilder<{ orders: number; with_coupon: number }> => sql`
  select count(*) as orders, count(case when exists (
    select 1 from order_part as p where p.source = o.source and p.order_id = o.order_id and p.kind = 'coupon'
  ) then 1 end) as with_coupon
  from shop_order as o where ${ordersIn(range)}`;

/**
 * Rhythms and prices by category, and how many orders use coupons, over the orders of everybody who does not rehearse;
 * of more than a million contacts, over those of a million.
 */
export async function orderFacts(store: Store, pages: Pages): Promise<OrderFacts> {
  const gaps = new Map<string, Sums<number>>();
  const prices = new Map<string, Map<string, Sums<number>>>();
  const coupons: CouponOrders = { orders: 0, withCoupon: 0 };
  const slices = new Slices();
  const each = async <Row>(query: RawBuilder<Row>, take: (row: Row) => void) => {
    const { rows } = await query.execute(store.bulk);
    for (const [i, row] of rows.entries()) {
      take(row);
      if (i % ROWS_BETWEEN_LOOKS === 0 && slices.over) await slices.next();
    }
  };
  for (const range of pages(CONTACTS_A_PAGE, ENOUGH_CONTACTS)) {
    await each(gapsIn(range), ({ category, days, count }) => {
      for (const path of category === '' ? [''] : pathsOf(category))
        reached(gaps, path, () => new Sums()).add(days, count);
    });
    await each(pricesIn(range), ({ currency, category, price, count }) => {
      const byCategory = reached(prices, currency, () => new Map<string, Sums<number>>());
      for (const path of ['', ...pathsOf(category)])
        reached(byCategory, path, () => new Sums()).add(price, count);
    });
    await each(couponsIn(range), ({ orders, with_coupon }) => {
      coupons.orders += orders;
      coupons.withCoupon += with_coupon;
    });
  }
  return { rhythms: rhythmsOf(gaps), prices: await priceLevelsOf(prices, slices), coupons };
}

const enough = (sums: Sums<number>) => [...sums.values()].reduce((all, count) => all + count, 0) >= FEWEST;

function rhythmsOf(gaps: ReadonlyMap<string, Sums<number>>): Record<string, Rhythm> {
  return Object.fromEntries(
    [...gaps].flatMap(([category, sums]) => {
      const rhythm = rhythmOf([...sums].map(([days, count]) => ({ days, count })));
      return rhythm && (category === '' || enough(sums)) ? [[category, rhythm]] : [];
    }),
  );
}

async function priceLevelsOf(
  prices: ReadonlyMap<string, ReadonlyMap<string, Sums<number>>>,
  slices: Slices,
): Promise<PriceLevels> {
  const levels = new Map<string, Record<string, PriceCuts>>();
  for (const [currency, byCategory] of prices) {
    const known = new Map<string, PriceCuts>();
    for (const [category, sums] of byCategory) {
      const cuts = priceCutsOf([...sums].map(([price, count]) => ({ price, count })));
      if (cuts && (category === '' || enough(sums))) known.set(category, cuts);
      if (slices.over) await slices.next();
    }
    levels.set(currency, Object.fromEntries(known));
  }
  return Object.fromEntries(levels);
}
