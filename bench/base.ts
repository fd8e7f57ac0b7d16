import { sql } from 'kysely';

import type { Condition } from '../dist/core/segments/definition/index.js';
import type { Store } from '../dist/core/store/index.js';

/** A segment that is live, and whom of a base it has. */
export interface LiveSegment {
  where: Condition;
  /** `since` and `flips_at` of the membership of whoever has the order `o`, in SQL. */
  filledBy?: { since: string; flipsAt: string };
}

export interface Base {
  people: number;
  /** One of so many viewed a product and paid for one order of 49.90. */
  buyerAmong: number;
  /** When a buyer did, in SQL; `i` is the person's id. */
  paidAt: string;
  segments: readonly LiveSegment[];
}

/** Written at once. */
const STRETCH = 1_000_000;
const filled = ['contact', 'identity', 'rollup', 'shop_order', 'order_part', 'event', 'membership'] as const;

/** The shop's id of a person. */
export const customerOf = (id: number): string => `c${String(id).padStart(9, '0')}`;

/** Fills an empty store by plain SQL, with segments as if they had been built long ago. */
export async function fillBase(store: Store, base: Base): Promise<void> {
  await withoutIndexes(store, async () => {
    for (let from = 0; from < base.people; from += STRETCH) {
      for (const statement of stretch(store, base, from + 1, Math.min(from + STRETCH, base.people)))
        await sql.raw(statement).execute(store.db);
    }
  });
  await store.db.insertInto('segment').values(base.segments.map(rowOf)).execute();
  await store.db
    .updateTable('counter')
    .set({ next: base.people + 1 })
    .execute();
  await sql.raw('analyze').execute(store.db);
}

function rowOf({ where }: LiveSegment, index: number) {
  const definition = JSON.stringify({ version: 1, where });
  return {
    id: index + 1,
    name: `segment ${index + 1}`,
    version: 1,
    definition,
    resolved: definition,
    state: 'current',
    build_to: 0,
    created_at: 0,
  };
}

function stretch({ dialect }: Store, base: Base, first: number, last: number): string[] {
  const { buyerAmong, paidAt } = base;
  const people =
    dialect === 'postgres'
      ? `generate_series(${first}::bigint, ${last}) as people(i)`
      : `(with recursive numbers(i) as (select ${first} union all select i + 1 from numbers where i < ${last})
          select i from numbers) as people`;
  const id = dialect === 'postgres' ? "lpad(i::text, 9, '0')" : "printf('%09d', i)";
  const buyers = `(select i, ${id} as id, ${paidAt} as paid from ${people} where i % ${buyerAmong} = 0) as buyers`;
  return [
    `insert into contact (id, created_at, profile)
      select i, 0, '{"email":["person' || i || '@example.com",0]}' from ${people}`,
    `insert into identity (kind, value, contact_id) select 'customer:shop', 'c' || ${id}, i from ${people}`,
    `insert into rollup (contact_id, orders_paid, orders_placed, first_paid_at, last_paid_at, days_paid, spent, currency)
      select people.i, coalesce(one, 0), coalesce(one, 0), paid, paid, coalesce(one, 0), coalesce(one, 0) * 4990,
        case when one = 1 then 'EUR' end
      from ${people} left join (select i, paid, 1 as one from ${buyers}) as bought on bought.i = people.i`,
    `insert into shop_order (source, order_id, contact_id, placed_at, paid_at, amount, currency, amount_at, refunded)
      select 'shop', 'h' || id, i, paid, paid, 4990, 'EUR', paid, 0 from ${buyers}`,
    `insert into order_part (source, order_id, kind, value, quantity, amount)
      select 'shop', 'h' || id, 'category', 'shoes', 1, 4990 from ${buyers}`,
    `insert into event (id, source, source_id, contact_id, name, at, received_at, category, data)
      select i, 'shop', 'h' || id, i, 'product_viewed', paid, 0, 'shoes',
        '{"product":{"id":"p1","category":"Shoes"}}' from ${buyers}`,
    ...membershipsOf(base, first, last),
  ];
}

function membershipsOf({ segments }: Base, first: number, last: number): string[] {
  const orders = `shop_order as o where o.source = 'shop'
    and o.order_id between 'h${customerOf(first).slice(1)}' and 'h${customerOf(last).slice(1)}'`;
  const each = segments.flatMap(({ filledBy }, index) =>
    filledBy
      ? `select o.contact_id, ${index + 1} as segment_id, ${filledBy.since} as since, ${filledBy.flipsAt} as flips_at from ${orders}`
      : [],
  );
  return each.length === 0
    ? []
    : [
        `insert into membership (contact_id, segment_id, since, flips_at)
          select * from (${each.join(' union all ')}) as had
          where since is not null or flips_at is not null order by 1, 2`,
      ];
}

interface Index {
  name: string;
  made: string;
}

/** Fills tables without their indexes, which are made once all is there. */
async function withoutIndexes(store: Store, fill: () => Promise<void>): Promise<void> {
  const tables = sql.join(filled.map((table) => sql.lit(table)));
  const { rows } = await (
    store.dialect === 'postgres'
      ? sql<Index>`select indexname as name, indexdef as made from pg_indexes
          where tablename in (${tables}) and indexname not like '%_pkey'`
      : sql<Index>`select name, sql as made from sqlite_master
          where type = 'index' and sql is not null and tbl_name in (${tables})`
  ).execute(store.db);
  for (const { name } of rows) await sql.raw(`drop index ${name}`).execute(store.db);
  await fill();
  for (const { made } of rows) await sql.raw(made).execute(store.db);
}
