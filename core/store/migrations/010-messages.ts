import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../tables';

/** Who may be written to, and how often; tables.ts tells what the columns mean. */
const statements = [
  `alter table message add column purpose text not null default 'marketing'`,
  'alter table message add column next_at bigint',
  'drop index message_contact',
  'create index message_contact on message (contact_id, at)',
  `create table suppression (
    hash text not null primary key,
    reason text not null,
    at bigint not null
  )`,
  `create table setting (
    name text not null primary key,
    value text not null
  )`,
];

export async function up(db: Kysely<Tables>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
