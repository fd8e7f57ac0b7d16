import { insertRows, type Store, type Work } from '../store';
import type { AddressLoss } from '../channels';
import { isReason, type Reason } from './reasons';
import { type Address, suppress } from './suppression';

/** A message is known by its passage, its step, the lap of that step, and its channel: one row, sent once. */
export interface MessageKey {
  enrolment: number;
  step: string;
  leg: number;
  channel: string;
}

/** A message to enter in the ledger. */
export interface Entry extends MessageKey {
  contact: number;
  address: string | null;
  /** `intended` goes out now, `kept` goes to the outbox instead, `not_sent` is refused for a reason. */
  state: 'intended' | 'kept' | 'not_sent';
  reason: Reason | null;
  subject: string | null;
  body: string;
  /** The id under which its provider will know it, where that is known before. */
  providerId: string | null;
  /** Whether a message of unknown fate may be sent again: its provider drops repeats. */
  resendable: boolean;
  purpose: 'marketing' | 'transactional';
  /** Where it is refused for now: when it may go out; contact's time, ms UTC. */
  nextAt: number | null;
  /** Contact's time, ms UTC. */
  now: number;
}

/** What the ledger says of an entry: it is ours to carry out, or somebody has been here before. */
export type Entered =
  | { ours: true; id: number; attempts: number }
  | { ours: false; state: 'sent' | 'intended' | 'unknown'; reason: Reason | null };

/** What became of a message that was intended. */
export interface Settlement {
  id: number;
  state: 'sent' | 'failed' | 'unknown';
  reason: Reason | null;
  /** Null where the provider named none: one that was known before stays. */
  providerId: string | null;
  /** 1 where its provider was asked and could not take it, which counts as a try. */
  tries: 0 | 1;
  /** When it is tried again; contact's time, ms UTC. */
  nextAt: number | null;
  /** The address, where the provider says that it is of no use any more. */
  lost?: Address & { reason: AddressLoss };
  /** Contact's time, ms UTC. */
  now: number;
}

/** After so long, whoever intended to send has died on the way. Milliseconds. */
export const LEASE = 15 * 60_000;

const keyColumns = { enrolment_id: 'integer', step: 'text', leg: 'integer', channel: 'text' } as const;

const keyRow = ({ enrolment, step, leg, channel }: MessageKey) => ({
  enrolment_id: enrolment,
  step,
  leg,
  channel,
});

/** One text for a key. */
export const keyText = ({ enrolment, step, leg, channel }: MessageKey): string =>
  `${enrolment} ${leg} ${channel} ${step}`;

const inOneOrder = (a: MessageKey, b: MessageKey): number =>
  a.enrolment - b.enrolment || a.leg - b.leg || compared(a.step, b.step) || compared(a.channel, b.channel);

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A message that may have been here before. */
export type Asked = MessageKey & Pick<Entry, 'resendable' | 'now'>;

/** What the ledger says of the messages that need no deciding any more, by the text of their keys. */
export async function seenAmong(
  work: Work,
  store: Store,
  asked: readonly Asked[],
): Promise<Map<string, Entered>> {
  const known = await lookUp(work, store, asked);
  return new Map(
    asked.flatMap((one) => {
      const found = known.get(keyText(one));
      return found && isSettled(found, one) ? [[keyText(one), seenAs(found)]] : [];
    }),
  );
}

function isSettled({ state, at }: Known, { resendable, now }: Asked): boolean {
  if (state === 'intended') return at > now - LEASE;
  return state === 'sent' || (state === 'unknown' && !resendable);
}

/**
 * Enters messages, each key once, within the caller's transaction. Of several callers with the same key at once, one
 * gets it. The answer has a value for every key.
 */
export async function enter(
  work: Work,
  store: Store,
  entries: readonly Entry[],
): Promise<Map<string, Entered>> {
  // In one order everywhere: two transactions that hold each other's rows would wait forever.
  const ordered = entries.toSorted(inOneOrder);
  await judgeTheLost(work, store, ordered);
  const ours = await claim(work, store, ordered);
  await keep(work, store, ordered, ours);
  const known = await lookUp(
    work,
    store,
    ordered.filter((entry) => !ours.has(keyText(entry))),
  );
  const entered = new Map<string, Entered>([...known].map(([key, one]) => [key, seenAs(one)]));
  for (const [key, one] of ours) entered.set(key, { ours: true, ...one });
  return entered;
}

/** Intended so long ago that the outcome will never be told: unknown, or free to go again where repeats are dropped. */
async function judgeTheLost(work: Work, store: Store, entries: readonly Entry[]): Promise<void> {
  const rows = entries
    .filter(({ state }) => state === 'intended')
    .map((entry) => ({
      ...keyRow(entry),
      verdict: entry.resendable ? 'failed' : 'unknown',
      lost_since: entry.now - LEASE,
    }));
  if (rows.length === 0) return;
  const asked = store.batch({ ...keyColumns, verdict: 'text', lost_since: 'integer' }, rows);
  await work
    .updateTable('message')
    .from(asked.as('asked'))
    .set((eb) => ({ state: eb.ref('asked.verdict').$notNull(), reason: 'outcome_unknown' }))
    .whereRef('message.enrolment_id', '=', 'asked.enrolment_id')
    .whereRef('message.step', '=', 'asked.step')
    .whereRef('message.leg', '=', 'asked.leg')
    .whereRef('message.channel', '=', 'asked.channel')
    .where((eb) =>
      eb.or([
        eb('message.state', '=', 'unknown'),
        eb.and([eb('message.state', '=', 'intended'), eb('message.at', '<=', eb.ref('asked.lost_since'))]),
      ]),
    )
    .execute();
}

/** A row that is ours, and how often its provider could not take the message. */
interface Claimed {
  id: number;
  attempts: number;
}

/** Takes the keys that nobody has carried out or is carrying out: their rows by key. */
async function claim(work: Work, store: Store, entries: readonly Entry[]): Promise<Map<string, Claimed>> {
  const columns = {
    ...keyColumns,
    contact_id: 'integer',
    address: 'text',
    state: 'text',
    reason: 'text',
    at: 'integer',
    purpose: 'text',
    next_at: 'integer',
    provider_id: 'text',
  } as const;
  const rows = entries.map((entry) => ({
    ...keyRow(entry),
    contact_id: entry.contact,
    address: entry.address,
    state: entry.state === 'kept' ? 'sent' : entry.state,
    reason: entry.reason,
    at: entry.now,
    purpose: entry.purpose,
    next_at: entry.nextAt,
    provider_id: entry.providerId,
  }));
  const claimed = await insertRows(work, store, 'message', columns, rows)
    .onConflict((conflict) =>
      conflict
        .columns(['enrolment_id', 'step', 'leg', 'channel'])
        .doUpdateSet((eb) => ({
          contact_id: eb.ref('excluded.contact_id'),
          address: eb.ref('excluded.address'),
          state: eb.ref('excluded.state'),
          reason: eb.ref('excluded.reason'),
          at: eb.ref('excluded.at'),
          purpose: eb.ref('excluded.purpose'),
          next_at: eb.ref('excluded.next_at'),
          provider_id: eb.fn.coalesce('excluded.provider_id', 'message.provider_id'),
        }))
        .where('message.state', 'in', ['failed', 'not_sent']),
    )
    .returning(['id', 'attempts', 'enrolment_id', 'step', 'leg', 'channel'])
    .execute();
  return new Map(
    claimed.map(({ id, attempts, enrolment_id, ...key }) => [
      keyText({ enrolment: enrolment_id, ...key }),
      { id, attempts },
    ]),
  );
}

/** Puts what is only kept into the outbox, in the transaction that says it is sent. */
async function keep(
  work: Work,
  store: Store,
  entries: readonly Entry[],
  ours: ReadonlyMap<string, Claimed>,
): Promise<void> {
  const rows = entries.flatMap((entry) => {
    const message_id = ours.get(keyText(entry))?.id;
    if (entry.state !== 'kept' || message_id === undefined) return [];
    const { channel, address, subject, body, now } = entry;
    return [{ message_id, channel, address: address ?? '', subject, body, at: now }];
  });
  if (rows.length === 0) return;
  const columns = {
    message_id: 'integer',
    channel: 'text',
    address: 'text',
    subject: 'text',
    body: 'text',
    at: 'integer',
  } as const;
  await insertRows(work, store, 'outbox', columns, rows).execute();
}

/** A message as the ledger has it. */
interface Known {
  state: string;
  reason: string | null;
  at: number;
}

/** As somebody else's: whoever holds it may have let go of it meanwhile. */
const seenAs = ({ state, reason }: Known): Entered => ({
  ours: false,
  state: state === 'sent' || state === 'unknown' ? state : 'intended',
  reason: isReason(reason) ? reason : null,
});

async function lookUp(work: Work, store: Store, keys: readonly MessageKey[]): Promise<Map<string, Known>> {
  if (keys.length === 0) return new Map();
  const rows = await work
    .selectFrom(store.batch(keyColumns, keys.map(keyRow)).as('asked'))
    .innerJoin('message', (join) =>
      join
        .onRef('message.enrolment_id', '=', 'asked.enrolment_id')
        .onRef('message.step', '=', 'asked.step')
        .onRef('message.leg', '=', 'asked.leg')
        .onRef('message.channel', '=', 'asked.channel'),
    )
    .select([
      'message.enrolment_id',
      'message.step',
      'message.leg',
      'message.channel',
      'message.state',
      'message.reason',
      'message.at',
    ])
    .execute();
  return new Map(
    rows.map(({ enrolment_id, step, leg, channel, ...known }) => [
      keyText({ enrolment: enrolment_id, step, leg, channel }),
      known,
    ]),
  );
}

/**
 * Writes down what became of intended messages, and puts addresses that are of no use any more on the list, within the
 * caller's transaction. `now`: wall, ms UTC.
 */
export async function settle(
  work: Work,
  store: Store,
  settlements: readonly Settlement[],
  now: number,
): Promise<void> {
  const columns = {
    id: 'integer',
    state: 'text',
    reason: 'text',
    provider_id: 'text',
    tries: 'integer',
    next_at: 'integer',
    at: 'integer',
  } as const;
  const rows = settlements.map(({ id, state, reason, providerId, tries, nextAt, now: at }) => ({
    id,
    state,
    reason,
    provider_id: providerId,
    tries,
    next_at: nextAt,
    at,
  }));
  const lost = settlements.flatMap((one) => one.lost ?? []);
  await suppress(work, store, lost, now);
  await work
    .updateTable('message')
    .from(store.batch(columns, rows).as('settled'))
    .set((eb) => ({
      state: eb.ref('settled.state').$notNull(),
      reason: eb.ref('settled.reason'),
      provider_id: eb.fn.coalesce('settled.provider_id', 'message.provider_id'),
      attempts: eb('message.attempts', '+', eb.ref('settled.tries').$notNull()),
      next_at: eb.ref('settled.next_at'),
      at: eb.ref('settled.at').$notNull(),
    }))
    .whereRef('message.id', '=', 'settled.id')
    .where('message.state', 'in', ['intended', 'unknown'])
    .execute();
}
