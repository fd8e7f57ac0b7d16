import { sql } from 'kysely';
import type { Report } from '../../channels';
import { type Identity, identityKey } from '../../ingest';
import type { Store, Work } from '../../store';
import { publicKey } from '../public-key';
import { type Pointer, tagOf } from './token';

/** A message that somebody tells of. */
export interface SentMessage {
  id: number;
  contact: number;
  channel: string;
  step: string;
  address: string | null;
  /** When it went out; contact's time, ms UTC. */
  at: number;
}

const columns = [
  'message.id',
  'message.contact_id as contact',
  'message.channel',
  'message.step',
  'message.address',
  'message.at',
] as const;

/** The message that a link stands in. */
export async function messageAt(
  work: Work,
  { enrolment, tag }: Pick<Pointer, 'enrolment' | 'tag'>,
): Promise<SentMessage | undefined> {
  const rows = await work
    .selectFrom('message')
    .innerJoin('enrolment', 'enrolment.id', 'message.enrolment_id')
    .where('message.enrolment_id', '=', enrolment)
    .select([...columns, 'message.leg', 'enrolment.started_at'])
    .execute();
  const found = rows.find(
    ({ step, leg, channel, started_at }) =>
      tagOf(publicKey({ enrolment, step, leg, channel }, started_at)) === tag,
  );
  if (!found) return undefined;
  const { leg: _, started_at: __, ...message } = found;
  return message;
}

/** The messages of a channel that reports are about, by the provider's ids. */
export async function messagesOf(
  work: Work,
  store: Store,
  channel: string,
  reports: readonly Report[],
): Promise<Map<string, SentMessage>> {
  const ids = [
    ...new Set(reports.flatMap(({ providerId, respelt }) => [providerId ?? [], respelt?.ids ?? []].flat())),
  ];
  if (ids.length === 0) return new Map();
  const asked = store.batch(
    { provider_id: 'text' },
    ids.map((provider_id) => ({ provider_id })),
  );
  const rows = await work
    .selectFrom(asked.as('asked'))
    .innerJoin('message', 'message.provider_id', 'asked.provider_id')
    .where('message.channel', '=', channel)
    .select([...columns, 'message.provider_id'])
    .execute();
  return new Map(rows.map(({ provider_id, ...message }) => [provider_id ?? '', message]));
}

/** The newest message of a channel that went to each of these addresses, by `identityKey`. */
export async function newestTo(
  work: Work,
  store: Store,
  channel: string,
  addresses: readonly Identity[],
): Promise<Map<string, SentMessage>> {
  const newest = new Map<string, SentMessage>();
  for (const [kind, some] of Map.groupBy(addresses, (address) => address.kind)) {
    const values = new Set(some.map(({ value }) => value));
    const asked = store.batch(
      { value: 'text' },
      [...values].map((value) => ({ value })),
    );
    const isWhose = kind === 'email' || kind === 'phone' ? isOfPerson(kind) : isToChat;
    const rows = await work
      .selectFrom(asked.as('asked'))
      .innerJoin('message', (join) =>
        join.on(
          'message.id',
          '=',
          sql<number>`(
            select m.id from message as m
            where m.channel = ${channel} and m.state = 'sent' and ${isWhose}
            order by m.at desc limit 1
          )`,
        ),
      )
      .select([...columns, 'asked.value'])
      .execute();
    for (const { value, ...message } of rows) newest.set(identityKey({ kind, value: value ?? '' }), message);
  }
  return newest;
}

/** Whether a message (m) went to the person to whom an address that was asked for leads. */
const isOfPerson = (kind: string) => sql<boolean>`m.contact_id in (
  select known.contact_id from identity as known where known.kind = ${kind} and known.value = asked.value
)`;

/** Whether it went to the very address. The channels that ask so are those of the index, in the index's words. */
const isToChat = sql<boolean>`m.address = asked.value and m.channel in ('telegram', 'wechat', 'wecom', 'whatsapp')`;
