import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../tables';

/** Where links of messages lead to, and what finds a message that a provider tells of; tables.ts tells what the columns mean. */
const statements = [
  `create table message_link (
    name text not null primary key,
    url text not null
  )`,
  'create index message_provider on message (provider_id) where provider_id is not null',
  `create index message_chat on message (address) where channel = 'telegram'`,
];

export async function up(db: Kysely<Tables>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
