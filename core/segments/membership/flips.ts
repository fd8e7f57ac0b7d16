import { sql } from 'kysely';
import type { Clock } from '../../clock';
import type { Store, Work } from '../../store';
import { type Live, liveSegments } from './live';
import { forget } from './review';
import { type Asked, settle } from './settle';

interface Flip {
  contact_id: number;
  segment_id: number;
  flips_at: number;
}

/**
 * Lets time do to contacts what it was to do by now, each flip as of its own instant: before anything else changes
 * about them, or that would seem to have been so already. The contacts' rows are held by the caller. Answers what is
 * kept up to date, for `updateMemberships` in the same transaction.
 */
export async function catchUp(
  work: Work,
  store: Store,
  clock: Clock,
  contacts: readonly number[],
): Promise<Live | undefined> {
  if (contacts.length === 0) return undefined;
  const live = await liveSegments(work, store);
  if (live.segments.size > 0) await letHappen(work, store, clock, live, contacts);
  return live;
}

async function letHappen(
  work: Work,
  store: Store,
  clock: Clock,
  live: Live,
  contacts: readonly number[],
): Promise<void> {
  const now = clock.now();
  for (;;) {
    const due = await dueFlips(work, store, contacts, now);
    if (due.length === 0) return;
    // What no live version keeps is left over from a retired one.
    const leftOver = due.filter(({ segment_id }) => !live.segments.has(segment_id));
    await forget(work, store, leftOver);
    const flipping = Map.groupBy(due, ({ contact_id }) => contact_id);
    const first = [...flipping].map(([contact, flips]) => firstOf(contact, flips, live));
    await settle(work, store, clock, live, first);
  }
}

/** The first of a contact's flips, with all that flips at the same instant. */
function firstOf(contact: number, flips: readonly Flip[], live: Live): Asked {
  const kept = flips.flatMap(({ segment_id, flips_at }) => {
    const segment = live.segments.get(segment_id);
    return segment ? [{ segment, flips_at }] : [];
  });
  const wall = Math.min(...kept.map(({ flips_at }) => flips_at));
  const first = kept.filter(({ flips_at }) => flips_at === wall);
  return { contact, wall, segments: first.map(({ segment }) => segment) };
}

async function dueFlips(work: Work, store: Store, contacts: readonly number[], now: number): Promise<Flip[]> {
  const asked = store.batch(
    { id: 'integer' },
    contacts.map((id) => ({ id })),
  );
  const { rows } = await sql<Flip>`
    select m.contact_id, m.segment_id, m.flips_at
    from ${asked} as asked cross join membership as m
    where m.contact_id = asked.id and m.flips_at <= ${now}
    order by m.flips_at`.execute(work);
  return rows;
}

/** The next instant at which time alone can change a membership; wall, ms UTC. */
export async function nextFlip(store: Store): Promise<number | undefined> {
  const next = await store.db
    .selectFrom('membership')
    .where('flips_at', 'is not', null)
    .orderBy('flips_at')
    .select('flips_at')
    .limit(1)
    .executeTakeFirst();
  return next?.flips_at ?? undefined;
}

/** Lets the flips that are due first happen, of so many contacts at most, in one transaction. */
export async function sweep(store: Store, clock: Clock, most: number): Promise<void> {
  await store.write(async (work) => {
    const rows = await work
      .selectFrom('membership')
      .where('flips_at', '<=', clock.now())
      .orderBy('flips_at')
      .select('contact_id')
      .limit(most)
      .execute();
    const contacts = [...new Set(rows.map(({ contact_id }) => contact_id))];
    await store.lockContacts(work, contacts);
    await letHappen(work, store, clock, await liveSegments(work, store), contacts);
  });
}
