import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../tables';

/** What is kept of shops that are called; tables.ts tells what the columns mean. */
const statements = [
  `create table shop_history (
    source text not null,
    api text not null,
    kind text not null,
    cursor text,
    pages bigint not null,
    done bigint not null,
    total bigint,
    begun_at bigint not null,
    finished_at bigint,
    primary key (source, api, kind)
  )`,
  `create table shop_change (
    source text not null,
    api text not null,
    cursor text,
    asks bigint not null,
    asked_at bigint not null,
    primary key (source, api)
  )`,
  `create table shop_webhook (
    address text not null primary key,
    source text not null,
    api text not null,
    receiver text not null,
    wanted bigint not null
  )`,
];

export async function up(db: Kysely<Tables>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
