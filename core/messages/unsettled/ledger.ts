import { sql } from 'kysely';
import type { Store, Work } from '../../store';
import { LEASE } from '../ledger';

/** Of unknown fate, or of a sender who died on the way: in the words of the index, which has no others. `now`: ms UTC. */
const isUnsettled = (now: number) => sql<boolean>`
  message.state in ('intended', 'unknown') and (message.state = 'unknown' or message.at <= ${now - LEASE})`;

/** A message of which nobody knows whether it arrived. */
export interface Unsettled {
  id: number;
  contact: number;
  enrolment: number;
  journey: string;
  step: string;
  leg: number;
  channel: string;
  address: string | null;
  /** When it was tried; contact's time, ms UTC. */
  at: number;
}

/** The messages of unknown fate, and those whose sender died on the way; the oldest first. `now`: ms UTC. */
export function unsettled(work: Work, now: number, most: number): Promise<Unsettled[]> {
  return work
    .selectFrom('message')
    .innerJoin('enrolment', 'enrolment.id', 'message.enrolment_id')
    .where(isUnsettled(now))
    .select(['message.id', 'message.contact_id as contact', 'message.enrolment_id as enrolment'])
    .select(['enrolment.journey', 'message.step', 'message.leg', 'message.channel', 'message.address'])
    .select('message.at')
    .orderBy('message.at')
    .orderBy('message.id')
    .limit(most)
    .execute();
}

/** How many there are by channel, up to `most`. `now`: ms UTC. */
export async function countUnsettled(
  { db }: Store,
  channel: string,
  now: number,
  most: number,
): Promise<number> {
  const rows = await db
    .selectFrom('message')
    .where(isUnsettled(now))
    .where('channel', '=', channel)
    .select('id')
    .limit(most)
    .execute();
  return rows.length;
}

/**
 * Writes down what somebody found out of messages of unknown fate, within the caller's transaction: one that did not
 * arrive is sent when its item comes again. Answers which of these were of unknown fate. `now`: ms UTC.
 */
export async function settleFates(
  work: Work,
  store: Store,
  ids: readonly number[],
  { arrived, now }: { arrived: boolean; now: number },
): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set();
  const asked = store.batch(
    { id: 'integer' },
    [...new Set(ids)].toSorted((a, b) => a - b).map((id) => ({ id })),
  );
  const rows = await work
    .updateTable('message')
    .from(asked.as('asked'))
    .set(arrived ? { state: 'sent', reason: null } : { state: 'failed', reason: 'outcome_unknown' })
    .whereRef('message.id', '=', 'asked.id')
    .where(isUnsettled(now))
    .returning('message.id')
    .execute();
  return new Set(rows.map(({ id }) => id));
}
