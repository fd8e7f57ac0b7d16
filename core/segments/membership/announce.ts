import type { Clock } from '../../clock';
import { toldEvent } from '../../enrolments/told';
import type { ShopEvent } from '../../ingest/event';
import { takeIds } from '../../ingest/identities';
import { insertEvents } from '../../ingest/record';
import type { Store, Work } from '../../store';
import { settleByEvents } from '../../waits/settle';
import { startPassages, type Starter } from '../../waits/start';
import type { Live } from './live';
import type { Crossing } from './review';

/** Where the events of segments come from. */
const SOURCE = 'segments';

interface Announcement {
  id: number;
  crossing: Crossing;
  event: ShopEvent;
  contact: number;
  /** Contact's time, ms UTC. */
  at: number;
}

/**
 * Writes that people entered and left, as events of theirs; settles the waits for that, and starts the journeys that
 * begin with it.
 */
export async function announce(
  work: Work,
  store: Store,
  clock: Clock,
  live: Live,
  crossings: readonly Crossing[],
): Promise<void> {
  if (crossings.length === 0) return;
  const first = await takeIds(work, 'event', crossings.length);
  const announcements = crossings.map((crossing, index) => announcementOf(crossing, first + index));
  await insertEvents(work, store, clock, announcements);
  await settleByEvents(work, store, announcements, clock.now());
  await startJourneys(work, { store, clock }, live, announcements);
}

export const eventNameOf = ({ change }: Pick<Crossing, 'change'>) => `segment_${change}` as const;

function announcementOf(crossing: Crossing, id: number): Announcement {
  const { subject, segment } = crossing;
  const { contact, clock, wall } = subject;
  const event: ShopEvent = {
    source: SOURCE,
    sourceId: `${segment.name}/${contact}/${id}`,
    name: eventNameOf(crossing),
    at: wall,
    identities: [],
    profile: {},
    data: { segment: { name: segment.name } },
  };
  return { id, crossing, event, contact, at: clock.at(wall) };
}

async function startJourneys(
  work: Work,
  context: { store: Store; clock: Clock },
  live: Live,
  announcements: readonly Announcement[],
): Promise<void> {
  const groups = Map.groupBy(announcements, ({ crossing }) =>
    live.journeysOn(crossing.segment.name, crossing.change),
  );
  for (const [journeys, some] of groups) {
    for (const journey of journeys) await startPassages(work, context, journey, some.map(starterOf));
  }
}

function starterOf({ id, crossing, event, contact, at }: Announcement): Starter {
  const said = {
    event: toldEvent(event.name, at, event.data),
    segment: { name: crossing.segment.name, change: crossing.change },
  };
  return { contact, event: id, at, said };
}
