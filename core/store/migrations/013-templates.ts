import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../tables';

/** Texts that messages are written from, every version of them; tables.ts tells what the columns mean. */
const statement = `create table message_template (
  name text not null,
  version integer not null,
  language text not null,
  format text not null,
  subject text not null,
  body text,
  fallback_since integer not null,
  at bigint not null,
  primary key (name, version)
)`;

export async function up(db: Kysely<Tables>): Promise<void> {
  await sql.raw(statement).execute(db);
}
