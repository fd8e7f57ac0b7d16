import { type RawBuilder, sql } from 'kysely';
import type { Store } from '../store';

/** What counts as a touch that led to a purchase: that a message was sent, that somebody answered it, or followed a link. */
export type TouchKind = 'sent' | 'answered' | 'clicked';

const ANSWERS: Record<Exclude<TouchKind, 'sent'>, readonly string[]> = {
  answered: ['message_opened', 'message_clicked', 'message_replied'],
  clicked: ['message_clicked', 'message_replied'],
};

/** The message that an event is about; `e`: the event's row. */
export const messageId = ({ dialect }: Pick<Store, 'dialect'>): RawBuilder<number> =>
  dialect === 'postgres'
    ? sql`(e.data::json -> 'message' ->> 'id')::bigint`
    : sql`cast(e.data ->> '$.message.id' as integer)`;

/** Events about messages, of which each says once what became of one. */
export const ofMessages = sql`e.source = 'message'`;

/** Touches since an instant (contact's time, ms UTC), one of each message: message_id, contact_id, at. */
export function touchesOf(store: Store, kind: TouchKind, since: number): RawBuilder<unknown> {
  if (kind === 'sent')
    return sql`select m.id as message_id, m.contact_id, m.at from message as m
      where m.state = 'sent' and m.at >= ${since}`;
  return sql`select ${messageId(store)} as message_id, e.contact_id, min(e.at) as at from event as e
    where ${ofMessages} and e.name in (${sql.join(ANSWERS[kind])}) and e.at >= ${since}
    group by 1, 2`;
}
