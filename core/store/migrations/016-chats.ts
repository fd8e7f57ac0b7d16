import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../tables';

/** What finds the messages to a chat or a follower: whoever answers there names no message. */
const statements = [
  'drop index message_chat',
  `create index message_chat on message (address) where channel in ('telegram', 'wechat', 'wecom', 'whatsapp')`,
];

export async function up(db: Kysely<Tables>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
