import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../tables';

/** Coming back after unsubscribing, and the proofs of consent; tables.ts tells what the columns mean. */
const statements = [
  'alter table contact add column resubscribed_at bigint',
  `create table consent (
    contact_id bigint not null,
    field text not null,
    state text not null,
    at bigint not null,
    source text not null,
    source_id text not null,
    primary key (contact_id, field)
  )`,
];

export async function up(db: Kysely<Tables>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
