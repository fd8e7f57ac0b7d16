import type { Selectable } from 'kysely';
import type { Clock, Pace } from '../clock';
import { insertRows, type Store, type Tables, type Work } from '../store';
import { mergeProfiles, parseProfile, type Profile } from './profile';
import { mergeSubscriptions, type Subscription } from './subscription';

/** What a batch says of one contact. */
export interface ContactNews extends Subscription {
  profile: Profile;
}

/** Two pieces of news of one contact. */
export const mergeNews = (a: ContactNews, b: ContactNews): ContactNews => ({
  ...mergeSubscriptions(a, b),
  profile: mergeProfiles(a.profile, b.profile),
});

export interface ContactRow extends Pace, Subscription {
  id: number;
  profile: Profile;
  /** The profile as the store keeps it: while that is the same, so is the profile. */
  profileText: string;
  mergedInto: number | null;
}

/** The columns of a contact that `contactOf` reads. */
export const contactColumns = [
  'contact.id',
  'contact.profile',
  'contact.unsubscribed_at',
  'contact.resubscribed_at',
  'contact.rehearsal_since',
  'contact.rehearsal_speed',
  'contact.merged_into',
] as const;

type ContactColumns = Pick<
  Selectable<Tables['contact']>,
  | 'id'
  | 'profile'
  | 'unsubscribed_at'
  | 'resubscribed_at'
  | 'rehearsal_since'
  | 'rehearsal_speed'
  | 'merged_into'
>;

export const contactOf = (row: ContactColumns): ContactRow => ({
  id: row.id,
  profile: parseProfile(row.profile),
  profileText: row.profile,
  unsubscribedAt: row.unsubscribed_at,
  resubscribedAt: row.resubscribed_at,
  rehearsalSince: row.rehearsal_since,
  rehearsalSpeed: row.rehearsal_speed,
  mergedInto: row.merged_into,
});

/** Contacts by id. */
export async function loadContacts(
  work: Work,
  store: Store,
  ids: readonly number[],
): Promise<Map<number, ContactRow>> {
  if (ids.length === 0) return new Map();
  const asked = store.batch(
    { id: 'integer' },
    ids.map((id) => ({ id })),
  );
  const rows = await work
    .selectFrom(asked.as('asked'))
    .innerJoin('contact', 'contact.id', 'asked.id')
    .select(contactColumns)
    .execute();
  return new Map(rows.map((row) => [row.id, contactOf(row)]));
}

/** Adds contacts that nobody knew, with nothing done yet. */
export async function insertContacts(
  work: Work,
  store: Store,
  clock: Clock,
  contacts: readonly (Pace & { id: number; profile?: Profile })[],
): Promise<void> {
  if (contacts.length === 0) return;
  const created_at = clock.now();
  const columns = {
    id: 'integer',
    created_at: 'integer',
    profile: 'text',
    rehearsal_since: 'integer',
    rehearsal_speed: 'integer',
  } as const;
  const rows = contacts.map(({ id, profile = {}, rehearsalSince, rehearsalSpeed }) => ({
    id,
    created_at,
    profile: JSON.stringify(profile),
    rehearsal_since: rehearsalSince,
    rehearsal_speed: rehearsalSpeed,
  }));
  await insertRows(work, store, 'contact', columns, rows).execute();
  const rollups = contacts.map(({ id, rehearsalSince }) => ({
    contact_id: id,
    rehearsing: rehearsalSince === null ? 0 : 1,
  }));
  await insertRows(
    work,
    store,
    'rollup',
    { contact_id: 'integer', rehearsing: 'integer' },
    rollups,
  ).execute();
}

/** Writes what is new about contacts; answers about whom. Those about whom nothing is new are left alone. */
export async function updateContacts(
  work: Work,
  store: Store,
  known: Map<number, ContactRow>,
  news: Map<number, ContactNews>,
): Promise<number[]> {
  const rows = [...news].flatMap(([id, said]) => {
    const before = known.get(id);
    if (!before) return [];
    const profile = JSON.stringify(mergeProfiles(before.profile, said.profile));
    const { unsubscribedAt, resubscribedAt } = mergeSubscriptions(before, said);
    const same =
      unsubscribedAt === before.unsubscribedAt &&
      resubscribedAt === before.resubscribedAt &&
      profile === before.profileText;
    return same ? [] : [{ id, profile, unsubscribed_at: unsubscribedAt, resubscribed_at: resubscribedAt }];
  });
  if (rows.length === 0) return [];
  const fresh = store.batch(
    { id: 'integer', profile: 'text', unsubscribed_at: 'integer', resubscribed_at: 'integer' },
    rows,
  );
  await work
    .updateTable('contact')
    .from(fresh.as('fresh'))
    .set((eb) => ({
      profile: eb.ref('fresh.profile').$notNull(),
      unsubscribed_at: eb.ref('fresh.unsubscribed_at'),
      resubscribed_at: eb.ref('fresh.resubscribed_at'),
    }))
    .whereRef('contact.id', '=', 'fresh.id')
    .execute();
  return rows.map(({ id }) => id);
}
