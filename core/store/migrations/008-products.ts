import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../tables';

/** What shops tell of their products; tables.ts tells what the columns mean. */
const statements = [
  `create table product (
    source text not null,
    product_id text not null,
    title text,
    title_at bigint,
    category text,
    category_at bigint,
    price bigint,
    currency text,
    price_at bigint,
    stock bigint,
    stock_at bigint,
    primary key (source, product_id)
  )`,
  `create table product_change (
    source text not null,
    product_id text not null,
    name text not null,
    at bigint not null,
    from_value bigint not null,
    to_value bigint not null,
    currency text,
    primary key (source, product_id, name, at, to_value)
  )`,
  'create index product_change_latest on product_change (name, at)',
];

export async function up(db: Kysely<Tables>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
