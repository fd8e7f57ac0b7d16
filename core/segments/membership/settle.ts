import { type Clock, contactClock } from '../../clock';
import type { Store, Work } from '../../store';
import type { Touch } from '../compile';
import { announce, eventNameOf } from './announce';
import type { Live, LiveSegment } from './live';
import { type Crossing, review, type Subject } from './review';

/** A contact to look at for some segments; `wall`: at another instant than now, ms UTC. */
export interface Asked {
  contact: number;
  segments: readonly LiveSegment[];
  wall?: number;
}

/** Brings memberships up to date and announces; then again those of whom the announcements touch. */
export async function settle(
  work: Work,
  store: Store,
  clock: Clock,
  live: Live,
  asked: readonly Asked[],
): Promise<void> {
  for (let next = await subjectsOf(work, store, clock, asked); next.length > 0;) {
    const crossings = await review(work, store, live, next);
    const told = crossings.filter(({ segment }) => segment.current);
    await announce(work, store, clock, live, told);
    next = touchedBy(live, told);
  }
}

function touchedBy(live: Live, told: readonly Crossing[]): Subject[] {
  return [...Map.groupBy(told, ({ subject }) => subject)].flatMap(([subject, crossings]) => {
    const segments = live.touchedBy(crossings.map((crossing): Touch => `event:${eventNameOf(crossing)}`));
    return segments.length > 0 ? [{ ...subject, segments }] : [];
  });
}

/** Subjects with their clocks, without those who are part of another contact by now. */
async function subjectsOf(
  work: Work,
  store: Store,
  clock: Clock,
  asked: readonly Asked[],
): Promise<Subject[]> {
  const meant = asked.filter(({ segments }) => segments.length > 0);
  if (meant.length === 0) return [];
  const batch = store.batch(
    { id: 'integer' },
    meant.map(({ contact }) => ({ id: contact })),
  );
  const rows = await work
    .selectFrom(batch.as('asked'))
    .innerJoin('contact', 'contact.id', 'asked.id')
    .where('contact.merged_into', 'is', null)
    .select(['contact.id', 'contact.rehearsal_since', 'contact.rehearsal_speed'])
    .execute();
  const paces = new Map(rows.map((row) => [row.id, row]));
  const now = clock.now();
  return meant.flatMap(({ contact, segments, wall = now }) => {
    const pace = paces.get(contact);
    if (!pace) return [];
    const { rehearsal_since: rehearsalSince, rehearsal_speed: rehearsalSpeed } = pace;
    return [{ contact, segments, wall, clock: contactClock(clock, { rehearsalSince, rehearsalSpeed }) }];
  });
}
