import type { Clock } from '../clock';
import type { EventName, ShopEvent } from '../ingest';
import { takeIds } from '../ingest/identities';
import { insertEvents } from '../ingest/record';
import type { News } from '../segments/membership/update';
import type { Store, Work } from '../store';
import { settleByEvents } from '../waits/settle';
import type { PointsChange } from './ledger';

/** Where the events of this ledger come from; a shop has a ledger and a name of its own. */
const SOURCE = 'points';

/**
 * Writes changes of points as what their people did, by the canonical names, and settles the waits for it. Answers what
 * segments follow from it.
 */
export async function recordPoints(
  work: Work,
  store: Store,
  clock: Clock,
  changes: readonly PointsChange[],
): Promise<News[]> {
  const first = await takeIds(work, 'event', changes.length);
  const recorded = changes.map((change, index) => {
    const { contact_id: contact, at } = change;
    return { id: first + index, contact, at, event: eventOf(change, first + index, clock.now()) };
  });
  await insertEvents(work, store, clock, recorded);
  await settleByEvents(work, store, recorded, clock.now());
  return recorded.map(({ contact, event }) => ({ contact, touches: [`event:${event.name}`] }));
}

function eventOf({ delta }: PointsChange, id: number, at: number): ShopEvent {
  const name: EventName = delta > 0 ? 'points_earned' : 'points_redeemed';
  return {
    source: SOURCE,
    sourceId: `${id}`,
    name,
    at,
    identities: [],
    profile: {},
    data: { points: Math.abs(delta) },
  };
}
