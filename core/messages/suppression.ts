import { createHmac, randomBytes } from 'node:crypto';
import { insertRows, settingOf, type Store, type Work } from '../store';

/** Why an address gets nothing any more. */
export type SuppressionReason = 'bounced' | 'complained' | 'gone' | 'opted_out' | 'erased';

export interface Address {
  /** `email`, `phone`, … */
  kind: string;
  /** Normalised. */
  value: string;
}

const SALT = 'suppression_salt';

/** Puts addresses on the list; one that is there already keeps its first reason. `now`: wall, ms UTC. */
export async function suppress(
  work: Work,
  store: Store,
  addresses: readonly (Address & { reason: SuppressionReason })[],
  now: number,
): Promise<void> {
  if (addresses.length === 0) return;
  const salt = await saltOf(work);
  const rows = addresses.map(({ reason, ...address }) => ({ hash: hashOf(salt, address), reason, at: now }));
  await insertRows(work, store, 'suppression', { hash: 'text', reason: 'text', at: 'integer' }, rows)
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute();
}

/** Takes addresses off the list whose owners had opted out and want to hear from us again. */
export async function lift(work: Work, addresses: readonly Address[]): Promise<void> {
  if (addresses.length === 0) return;
  const salt = await saltOf(work);
  const hashes = addresses.map((address) => hashOf(salt, address));
  await work
    .deleteFrom('suppression')
    .where('hash', 'in', hashes)
    .where('reason', '=', 'opted_out')
    .execute();
}

/** The values of those among the addresses that are on the list, with the reason. */
export async function suppressedAmong(
  work: Work,
  store: Store,
  addresses: readonly Address[],
): Promise<Map<string, SuppressionReason>> {
  if (addresses.length === 0) return new Map();
  const salt = await saltOf(work);
  const hashes = addresses.map((address) => ({ hash: hashOf(salt, address), value: address.value }));
  const rows = await work
    .selectFrom(store.batch({ hash: 'text', value: 'text' }, hashes).as('asked'))
    .innerJoin('suppression', 'suppression.hash', 'asked.hash')
    .select(['asked.value', 'suppression.reason'])
    .execute();
  return new Map(
    rows.flatMap(({ value, reason }) => (value === null ? [] : [[value, reason as SuppressionReason]])),
  );
}

/** With the salt of the store, nobody who reads the list alone finds out whose addresses are on it. */
const hashOf = (salt: string, { kind, value }: Address): string =>
  createHmac('sha256', salt).update(`${kind}:${value.toLowerCase()}`).digest('base64url');

const saltOf = (work: Work): Promise<string> =>
  settingOf(work, SALT, () => randomBytes(32).toString('base64url'));
