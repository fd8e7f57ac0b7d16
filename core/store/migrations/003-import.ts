import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Dialect } from '../store';
import type { Tables } from '../tables';

/** What the two stores write differently in a table's definition. */
const ids: Record<Dialect, string> = { sqlite: 'integer primary key', postgres: 'bigint primary key' };

/** What is known of imports under way and done; tables.ts tells what the columns mean. */
const statements = (id: string) => [
  `create table import_file (
    key text primary key,
    name text not null,
    said_at bigint not null,
    byte bigint not null,
    done bigint not null,
    row_count bigint not null,
    rejected bigint not null,
    reasons text not null,
    finished_at bigint
  )`,
  `create table import_contact (contact_id ${id})`,
];

export async function up(db: Kysely<Tables>, dialect: Dialect): Promise<void> {
  for (const statement of statements(ids[dialect])) await sql.raw(statement).execute(db);
}
