import { type Expression, sql, type SqlBool } from 'kysely';
import { withoutCustomer } from '../coupons';
import { loadContacts } from '../ingest';
import { type Address, suppress } from '../messages';
import type { StepContext } from '../steps/define';
import type { Work } from '../store';
import { addressesOf } from './addresses';

/** What of a person is their own and goes; what remains (messages, coupons, passages) is counted, and names nobody. */
const theirs = [
  'identity',
  'event',
  'shop_order',
  'rollup',
  'membership',
  'consent',
  'points_change',
  'points_balance',
  'import_contact',
] as const;

/**
 * Erases a person, within the caller's transaction, which is the one that may bring new identities: what is known of them goes, and of their addresses only salted hashes
 * stay, so that nobody writes to them should they be told of again. Answers how many addresses these are.
 */
export async function eraseContact(
  work: Work,
  { store, clock }: Pick<StepContext, 'store' | 'clock'>,
  contact: number,
): Promise<number> {
  const merged = await work.selectFrom('contact').where('merged_into', '=', contact).select('id').execute();
  const ids = [contact, ...merged.map(({ id }) => id)];
  await store.lockContacts(work, ids);
  const rows = [...(await loadContacts(work, store, ids)).values()];
  const addresses = await addressesOf(
    work,
    ids,
    rows.map(({ profile }) => profile),
  );
  const suppressed = addresses.map((address) => ({ ...address, reason: 'erased' as const }));
  await suppress(work, store, suppressed, clock.now());
  await dropOrderParts(work, ids);
  await dropWaits(work, ids);
  await dropOutbox(work, ids);
  for (const table of theirs) await work.deleteFrom(table).where('contact_id', 'in', ids).execute();
  await dropRejections(work, addresses);
  await work
    .updateTable('message')
    .set({ address: null, provider_id: null })
    .where('contact_id', 'in', ids)
    .execute();
  await withoutCustomer(work, ids);
  await work
    .updateTable('contact')
    .set({ profile: '{}', unsubscribed_at: clock.now(), resubscribed_at: null })
    .where('id', 'in', ids)
    .execute();
  return addresses.length;
}

/** Looked up by the orders, which are few; there may be very many parts. */
async function dropOrderParts(work: Work, ids: readonly number[]): Promise<void> {
  const orders = work.selectFrom('shop_order').where('contact_id', 'in', ids).select(['source', 'order_id']);
  await sql`delete from order_part where (source, order_id) in (${orders})`.execute(work);
}

/** By the passages, for only open waits are found by their contact. */
async function dropWaits(work: Work, ids: readonly number[]): Promise<void> {
  await work
    .deleteFrom('wait')
    .where('enrolment_id', 'in', (eb) =>
      eb.selectFrom('enrolment').where('contact_id', 'in', ids).select('enrolment.id'),
    )
    .execute();
}

async function dropOutbox(work: Work, ids: readonly number[]): Promise<void> {
  await work
    .deleteFrom('outbox')
    .where('message_id', 'in', (eb) =>
      eb.selectFrom('message').where('contact_id', 'in', ids).select('message.id'),
    )
    .execute();
}

/** Deliveries that were not understood are nobody's yet; those that name one of the addresses go, too. */
async function dropRejections(work: Work, addresses: readonly Address[]): Promise<void> {
  if (addresses.length === 0) return;
  const names = ({ value }: Address): Expression<SqlBool> =>
    sql<SqlBool>`lower(body) like ${`%${literal(value.toLowerCase())}%`} escape '!'`;
  await work
    .deleteFrom('rejection')
    .where((eb) => eb.or(addresses.map(names)))
    .execute();
}

const literal = (text: string): string => text.replace(/[!%_]/g, '!$&');
