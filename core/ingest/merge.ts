import { sql } from 'kysely';
import { recountCouponsOf } from '../coupons/redeem';
import { joinPoints, passOnPoints } from '../points/merge';
import { settleFromHistory } from '../waits/settle';
import type { Store, Work } from '../store';
import { joinConsents } from './consent';
import { loadContacts } from './contacts';
import type { Merge } from './identities';
import { mergeProfiles } from './profile';
import { recountOrders } from './rollups';
import { mergeSubscriptions } from './subscription';

/** Where a contact's rows move as they are. */
const owned = ['identity', 'event', 'shop_order', 'wait', 'coupon', 'points_change', 'message'] as const;

/**
 * Makes one contact of two: everything of `from` becomes `into`'s, the row of `from` stays and points to it.
 * A journey that both of them walk goes on once, as the older contact's. `at`: wall, ms UTC.
 */
export async function mergeContacts(
  work: Work,
  store: Store,
  { from, into }: Merge,
  proof: { event_id: number; at: number },
): Promise<void> {
  await joinEnrolments(work, from, into);
  for (const table of owned) {
    await work.updateTable(table).set({ contact_id: into }).where('contact_id', '=', from).execute();
  }
  await recountCouponsOf(work, store, into);
  await joinPoints(work, from, into);
  await joinProfiles(work, store, from, into);
  await joinConsents(work, from, into);
  await joinRollups(work, store, from, into);
  await joinMemberships(work, from, into);
  await work
    .insertInto('contact_merge')
    .values({ from_id: from, into_id: into, ...proof })
    .execute();
  await settleFromHistory(work, store, { contacts: [into], now: proof.at });
}

async function joinEnrolments(work: Work, from: number, into: number): Promise<void> {
  const doubled = await work
    .selectFrom('enrolment as a')
    .innerJoin('enrolment as b', (join) =>
      join.onRef('a.journey', '=', 'b.journey').onRef('a.occurrence', '=', 'b.occurrence'),
    )
    .where('a.contact_id', '=', from)
    .where('b.contact_id', '=', into)
    .select(['a.id as ended', 'b.id as going'])
    .execute();
  for (const { ended, going } of doubled) {
    await passOnPoints(work, ended, going);
    await work
      .updateTable('enrolment')
      .set({ merged_into: going, occurrence: `merged:${ended}` })
      .where('id', '=', ended)
      .execute();
    await work
      .updateTable('enrolment')
      .set({ merged_into: going })
      .where('merged_into', '=', ended)
      .execute();
    await work
      .updateTable('wait')
      .set({ outcome: 'merged', ready_at: null })
      .where('enrolment_id', '=', ended)
      .where('ready_at', 'is not', null)
      .where('claim', 'is', null)
      .execute();
  }
  await work.updateTable('enrolment').set({ contact_id: into }).where('contact_id', '=', from).execute();
}

async function joinProfiles(work: Work, store: Store, from: number, into: number): Promise<void> {
  const rows = await loadContacts(work, store, [from, into]);
  const [a, b] = [rows.get(into), rows.get(from)];
  if (!a || !b) throw new Error(`contact ${from} or ${into} is missing`);
  const { unsubscribedAt, resubscribedAt } = mergeSubscriptions(a, b);
  await work
    .updateTable('contact')
    .set({
      profile: JSON.stringify(mergeProfiles(a.profile, b.profile)),
      unsubscribed_at: unsubscribedAt,
      resubscribed_at: resubscribedAt,
    })
    .where('id', '=', into)
    .execute();
  await work.updateTable('contact').set({ merged_into: into }).where('id', '=', from).execute();
  await work.updateTable('contact').set({ merged_into: into }).where('merged_into', '=', from).execute();
}

async function joinRollups(work: Work, store: Store, from: number, into: number): Promise<void> {
  const gone = await work
    .deleteFrom('rollup')
    .where('contact_id', '=', from)
    .returningAll()
    .executeTakeFirst();
  if (!gone) return;
  const kept = await work.selectFrom('rollup').where('contact_id', '=', into).selectAll().executeTakeFirst();
  const moments = [gone.registered_at, kept?.registered_at ?? null].filter((at) => at !== null);
  const cart = laterCart(gone, kept);
  const sightings = { registered_at: moments.length > 0 ? Math.min(...moments) : null, ...cart };
  await work
    .insertInto('rollup')
    .values({ contact_id: into, ...sightings })
    .onConflict((conflict) => conflict.column('contact_id').doUpdateSet(sightings))
    .execute();
  await recountOrders(work, store, [into]);
}

/** The person is in what either of the two was in, since the first of them came in; what remains of it is evaluated next. */
async function joinMemberships(work: Work, from: number, into: number): Promise<void> {
  await sql`
    insert into membership (contact_id, segment_id, since, flips_at)
    select ${sql.lit(into)}, segment_id, since, flips_at from membership where contact_id = ${from} and since is not null
    on conflict (contact_id, segment_id) do update set since = case
      when membership.since <= excluded.since then membership.since else excluded.since end`.execute(work);
  await work.deleteFrom('membership').where('contact_id', '=', from).execute();
}

interface Cart {
  cart_at: number | null;
  cart_items: number | null;
}

function laterCart(a: Cart, b: Cart | undefined): Cart {
  const later =
    b?.cart_at == null ||
    (a.cart_at !== null &&
      (a.cart_at > b.cart_at || (a.cart_at === b.cart_at && (a.cart_items ?? 0) > (b.cart_items ?? 0))));
  const { cart_at, cart_items } = later ? a : b;
  return { cart_at, cart_items };
}
