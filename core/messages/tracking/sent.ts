import type { Report } from '../../channels';
import type { Identity } from '../../ingest';
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

/** The newest message of a channel that went to an address. */
export async function newestTo(
  work: Work,
  channel: string,
  { kind, value }: Identity,
): Promise<SentMessage | undefined> {
  const sent = work
    .selectFrom('message')
    .where('message.channel', '=', channel)
    .where('message.state', '=', 'sent');
  const ofPerson =
    kind === 'email' || kind === 'phone'
      ? sent.where('message.contact_id', 'in', (eb) =>
          eb
            .selectFrom('identity')
            .where('identity.kind', '=', kind)
            .where('identity.value', '=', value)
            .select('identity.contact_id'),
        )
      : sent.where('message.address', '=', value);
  return ofPerson.select(columns).orderBy('message.at', 'desc').limit(1).executeTakeFirst();
}
