import type { Clock } from '../../clock';
import type { Store, Work } from '../../store';
import type { Touch } from '../compile';
import { type Live, liveSegments } from './live';
import { settle } from './settle';

export { catchUp } from './flips';

/** What changed about a contact; `all` for one that came into being or became one with another. */
export interface News {
  contact: number;
  touches: readonly Touch[] | 'all';
}

/**
 * Brings the memberships of contacts up to date after something changed about them, within the same transaction: only
 * theirs, and only of the segments that the change can touch. Who enters and leaves is announced. The contacts' rows
 * are held by the caller, and `catchUp` was called before the change. `known`: what that answered.
 */
export async function updateMemberships(
  work: Work,
  store: Store,
  clock: Clock,
  news: readonly News[],
  known?: Live,
): Promise<void> {
  if (news.length === 0) return;
  const live = known ?? (await liveSegments(work, store));
  if (live.segments.size === 0) return;
  const told = Map.groupBy(news, ({ contact }) => contact);
  await settle(
    work,
    store,
    clock,
    live,
    [...told].map(([contact, some]) => ({ contact, segments: live.touchedBy(together(some)) })),
  );
}

/**
 * Brings all memberships of contacts up to date and announces none of it: what became known is history, and happened
 * long ago. The contacts' rows are held by the caller, and `catchUp` was called before.
 */
export async function reviewQuietly(
  work: Work,
  store: Store,
  clock: Clock,
  contacts: readonly number[],
): Promise<void> {
  const live = await liveSegments(work, store);
  const segments = live.touchedBy('all').map((segment) => ({ ...segment, current: false }));
  await settle(
    work,
    store,
    clock,
    live,
    contacts.map((contact) => ({ contact, segments })),
  );
}

function together(news: readonly News[]): News['touches'] {
  const touches = news.map((one) => one.touches);
  return touches.includes('all') ? 'all' : touches.flatMap((some) => (some === 'all' ? [] : some));
}
