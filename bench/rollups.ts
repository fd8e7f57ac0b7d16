import { sql } from 'kysely';

import type { Store } from '../dist/core/store/index.js';
import { BEGAN, DAY, people, seedPeople } from './people.ts';

/** Written at once. */
const STRETCH = 1_000_000;
/** People whom events can name; the others have a rollup only. */
export const KNOWN = 10_000;

/**
 * The rollups of the numbers `i` in `numbers`, in SQL that SQLite, PostgreSQL and DuckDB read alike. Of a hundred
 * people 30 only registered, 15 have a cart, 5 an open order, 25 one paid order and 25 two to six, all of them within
 * a year; a tenth buys in another currency.
 */
export const rollupsOf = (numbers: string) => `
  select i as contact_id, ${BEGAN} - spread % ${600 * DAY} as registered_at,
    case when kind >= 30 and kind < 45 then 1 + spread % 4 when kind >= 50 then 0 end as cart_items,
    case when kind >= 45 and kind < 50 then 1 else 0 end as orders_open,
    bought as orders_paid,
    case when bought > 0 then ${BEGAN} - lately end as last_paid_at,
    case when bought > 0 then ${BEGAN} - lately - (bought - 1) * ${30 * DAY} end as first_paid_at,
    bought as days_paid, bought * (500 + spread % 20011) as spent,
    case when bought > 0 then case when spread % 10 = 0 then 'USD' else 'EUR' end end as currency,
    bought as orders_placed,
    case when kind >= 30 and kind < 45 then ${BEGAN} - lately end as cart_at
  from (${traitsOf(numbers)}) as one`;

/** What a number's rollup, and its orders, follow from. No divisor is shared: nothing goes in step. */
export const traitsOf = (numbers: string) => `
  select i, kind, spread, spread * 7 % ${365 * DAY} as lately,
    case when kind >= 75 then 2 + spread % 5 when kind >= 50 then 1 else 0 end as bought
  from (select i, i * 7919 % 100 as kind, i * 2654435761 % 68719476767 as spread from ${numbers}) as two`;

/** The numbers from `first` to `last`, in PostgreSQL and DuckDB. */
export const series = (first: number, last: number) =>
  `generate_series(cast(${first} as bigint), cast(${last} as bigint)) as numbers(i)`;

const recursive = (first: number, last: number) =>
  `(with recursive numbers(i) as (select ${first} union all select i + 1 from numbers where i < ${last})
    select i from numbers) as numbers`;

/** Fills an empty embedded store with `count` people. */
export async function seedRollups(store: Store, count: number): Promise<void> {
  await seedPeople(store, people(KNOWN));
  await store.db.deleteFrom('rollup').execute();
  for (let from = 0; from < count; from += STRETCH) {
    const rows = rollupsOf(recursive(from + 1, Math.min(from + STRETCH, count)));
    await sql`insert into rollup (${sql.raw(columns)}) ${sql.raw(rows)}`.execute(store.db);
  }
  await store.db
    .updateTable('counter')
    .set({ next: count + 1 })
    .where('name', '=', 'contact')
    .execute();
}

const columns =
  'contact_id, registered_at, cart_items, orders_open, orders_paid, last_paid_at, first_paid_at, days_paid, spent, currency, orders_placed, cart_at';
