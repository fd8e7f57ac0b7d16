import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Dialect } from '../store';
import type { Tables } from '../tables';

/** What the two stores write differently in a table's definition. */
const least: Record<Dialect, string> = { sqlite: 'min', postgres: 'least' };

/**
 * Codes as orders name them, of which each is one person's, and the orders that used a coupon; tables.ts tells what the
 * columns mean.
 */
const statements = (earliest: string) => [
  `alter table coupon add column code_key text not null default ''`,
  `create index order_part_coupon on order_part (value) where kind = 'coupon'`,
  'alter table shop_order add column redeemed_at bigint',
  `create view redemption as
    select k.id as coupon_id, o.source, o.order_id, o.contact_id,
      ${earliest}(
        coalesce(o.placed_at, ${NEVER}), coalesce(o.paid_at, ${NEVER}), coalesce(o.redeemed_at, ${NEVER})
      ) as at,
      case when o.contact_id = k.contact_id then 1 else 0 end as own,
      case when o.cancelled_at is null and (o.refunded = 0 or o.refunded < coalesce(o.amount, 0))
        then 0 else 1 end as given_back
    from coupon as k
    inner join order_part as p on p.kind = 'coupon' and p.value = k.code_key
    inner join shop_order as o on o.source = p.source and o.order_id = p.order_id
    where o.placed_at is not null or o.paid_at is not null or o.redeemed_at is not null`,
];

const NEVER = Number.MAX_SAFE_INTEGER;

export async function up(db: Kysely<Tables>, dialect: Dialect): Promise<void> {
  for (const statement of statements(least[dialect])) await sql.raw(statement).execute(db);
  // In JavaScript, as codes are compared: SQLite knows the capitals of ASCII alone.
  for (const { id, code } of await db.selectFrom('coupon').select(['id', 'code']).execute())
    await sql`update coupon set code_key = ${code.trim().toUpperCase()} where id = ${id}`.execute(db);
  await sql.raw('create unique index coupon_key on coupon (code_key)').execute(db);
}
