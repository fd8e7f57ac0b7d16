import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../tables';

/** How often a message was tried, how the accounts of providers fare, and what channels cost; tables.ts tells what the columns mean. */
const statements = [
  'alter table message add column attempts integer not null default 0',
  `create index message_unsettled on message (at) where state in ('intended', 'unknown')`,
  `create table sending_account (
    name text not null primary key,
    full_at bigint not null default 0,
    queue_until bigint not null default 0,
    failures integer not null default 0,
    rests integer not null default 0,
    rest_until bigint not null default 0
  )`,
  `create table channel_spend (
    channel text not null,
    currency text not null,
    day text not null,
    micros bigint not null,
    primary key (channel, currency, day)
  )`,
];

export async function up(db: Kysely<Tables>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
