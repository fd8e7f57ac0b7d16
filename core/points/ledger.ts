import type { Contact } from '../enrolments';
import { catchUp, updateMemberships } from '../segments/membership/update';
import type { StepContext } from '../steps/define';
import { insertRows, type Store, type Work } from '../store';
import { recordPoints } from './events';

/** Whose points change, and in which passage. */
export interface PointsHolder {
  enrolment: number;
  contact: Pick<Contact, 'id' | 'clock'>;
}

/** Points that somebody is to get or to give. */
export interface PointsAsked {
  passage: PointsHolder;
  /** A whole number above 0. */
  points: number;
  /** What they are for: once in the passage. */
  purpose: string;
  /** In words, for the ledger. */
  reason: string;
}

/** What became of it. `change`: what it changed, now or when it was first asked; 0 where there is not enough. */
export interface PointsTold {
  enough: boolean;
  change: number;
  /** What the person has now. */
  balance: number;
}

type Context = Pick<StepContext, 'store' | 'clock'>;

/** A change of somebody's points that happened. `at`: the contact's time, ms UTC. */
export interface PointsChange {
  contact_id: number;
  enrolment_id: number;
  /** Null for what is given back. */
  key: string | null;
  delta: number;
  balance: number;
  reason: string;
  at: number;
}

const keyOf = (kind: 'grant' | 'charge', purpose: string) => `${kind}:${purpose}`;

/** Gives points, within the caller's transaction, which holds the contacts' rows. What was given before is not given again. */
export const grant = (work: Work, context: Context, asked: readonly PointsAsked[]): Promise<PointsTold[]> =>
  settle(
    work,
    context,
    asked.map((one) => ({ ...one, key: keyOf('grant', one.purpose), delta: one.points })),
  );

/**
 * Takes points, within the caller's transaction, which holds the contacts' rows. Who has not enough keeps what there is;
 * what was taken before, and not given back, is not taken again.
 */
export const charge = (work: Work, context: Context, asked: readonly PointsAsked[]): Promise<PointsTold[]> =>
  settle(
    work,
    context,
    asked.map((one) => ({ ...one, key: keyOf('charge', one.purpose), delta: -one.points })),
  );

/**
 * Gives back what passages were charged for a purpose, within the caller's transaction, which holds the contacts' rows.
 * What was not charged, or was given back before, changes nothing; the same may be charged anew.
 */
export async function giveBack(
  work: Work,
  { store }: Context,
  asked: readonly Pick<PointsAsked, 'passage' | 'purpose' | 'reason'>[],
): Promise<void> {
  const charged = await changesOf(
    work,
    store,
    asked.map(({ passage, purpose }) => ({ passage, key: keyOf('charge', purpose) })),
  );
  if (charged.size === 0) return;
  const balances = await balancesOf(
    work,
    store,
    asked.map(({ passage }) => passage.contact.id),
  );
  const changes: PointsChange[] = [];
  for (const { passage, purpose, reason } of asked) {
    const name = nameOf(passage, keyOf('charge', purpose));
    const before = charged.get(name);
    if (!before) continue;
    charged.delete(name);
    await work.updateTable('points_change').set({ key: null }).where('id', '=', before.id).execute();
    changes.push(changeOf({ passage, key: null, delta: -before.delta, reason }, balances));
  }
  await write(work, store, changes, balances);
}

/** What contacts have: 0 for whoever never got any. */
export async function balancesOf(
  work: Work,
  store: Store,
  contacts: readonly number[],
): Promise<Map<number, number>> {
  const ids = [...new Set(contacts)];
  if (ids.length === 0) return new Map();
  const asked = store.batch(
    { id: 'integer' },
    ids.map((id) => ({ id })),
  );
  const rows = await work
    .selectFrom(asked.as('asked'))
    .innerJoin('points_balance', 'points_balance.contact_id', 'asked.id')
    .select(['points_balance.contact_id', 'points_balance.balance'])
    .execute();
  const known = new Map(rows.map(({ contact_id, balance }) => [contact_id, balance]));
  return new Map(ids.map((id) => [id, known.get(id) ?? 0]));
}

interface Wanted extends PointsAsked {
  key: string;
  delta: number;
}

async function settle(
  work: Work,
  { store, clock }: Context,
  wanted: readonly Wanted[],
): Promise<PointsTold[]> {
  if (wanted.length === 0) return [];
  const contacts = [...new Set(wanted.map(({ passage }) => passage.contact.id))];
  const before = await changesOf(work, store, wanted);
  const known = new Map([...before].map(([name, { delta }]) => [name, delta]));
  const balances = await balancesOf(work, store, contacts);
  const changes: PointsChange[] = [];
  const told = wanted.map((one): PointsTold & { contact: number } => {
    const contact = one.passage.contact.id;
    const name = nameOf(one.passage, one.key);
    const change = known.get(name);
    const balance = balances.get(contact) ?? 0;
    if (change !== undefined) return { contact, enough: true, change, balance };
    if (balance + one.delta < 0) return { contact, enough: false, change: 0, balance };
    changes.push(changeOf(one, balances));
    known.set(name, one.delta);
    return { contact, enough: true, change: one.delta, balance };
  });
  if (changes.length > 0) {
    await catchUp(work, store, clock, contacts);
    await write(work, store, changes, balances);
    const touched = await recordPoints(work, store, clock, changes);
    await updateMemberships(work, store, clock, touched);
  }
  return told.map(({ contact, ...one }) => ({ ...one, balance: balances.get(contact) ?? 0 }));
}

const nameOf = (passage: Pick<PointsHolder, 'enrolment'>, key: string) => `${passage.enrolment}\n${key}`;

/** A change that the balances already show. */
function changeOf(
  { passage, key, delta, reason }: Pick<Wanted, 'passage' | 'delta' | 'reason'> & { key: string | null },
  balances: Map<number, number>,
): PointsChange {
  const { contact, enrolment } = passage;
  const balance = (balances.get(contact.id) ?? 0) + delta;
  balances.set(contact.id, balance);
  return {
    contact_id: contact.id,
    enrolment_id: enrolment,
    key,
    delta,
    balance,
    reason,
    at: contact.clock.now(),
  };
}

/** The changes that there are for keys of passages, by `nameOf`. */
async function changesOf(
  work: Work,
  store: Store,
  asked: readonly { passage: PointsHolder; key: string }[],
): Promise<Map<string, { id: number; delta: number }>> {
  const keys = store.batch(
    { enrolment_id: 'integer', key: 'text' },
    asked.map(({ passage, key }) => ({ enrolment_id: passage.enrolment, key })),
  );
  const rows = await work
    .selectFrom(keys.as('asked'))
    .innerJoin('points_change', (join) =>
      join
        .onRef('points_change.enrolment_id', '=', 'asked.enrolment_id')
        .onRef('points_change.key', '=', 'asked.key'),
    )
    .select(['points_change.id', 'points_change.enrolment_id', 'points_change.key', 'points_change.delta'])
    .execute();
  return new Map(rows.map(({ id, enrolment_id, key, delta }) => [`${enrolment_id}\n${key}`, { id, delta }]));
}

const columns = {
  contact_id: 'integer',
  enrolment_id: 'integer',
  key: 'text',
  delta: 'integer',
  balance: 'integer',
  reason: 'text',
  at: 'integer',
} as const;

/** The rows of the ledger, and the balances that they come to. The database refuses one below zero. */
async function write(
  work: Work,
  store: Store,
  changes: readonly PointsChange[],
  balances: ReadonlyMap<number, number>,
): Promise<void> {
  const rows = changes.map((change) => ({ ...change }));
  await insertRows(work, store, 'points_change', columns, rows).execute();
  const touched = [...new Set(changes.map(({ contact_id }) => contact_id))];
  await insertRows(
    work,
    store,
    'points_balance',
    { contact_id: 'integer', balance: 'integer' },
    touched.map((contact_id) => ({ contact_id, balance: balances.get(contact_id) ?? 0 })),
  )
    .onConflict((conflict) =>
      conflict.column('contact_id').doUpdateSet((eb) => ({ balance: eb.ref('excluded.balance') })),
    )
    .execute();
}
