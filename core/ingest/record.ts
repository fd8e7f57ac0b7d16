import type { Clock } from '../clock';
import { insertRows, type Store, type Work } from '../store';
import { factsOf } from './event';
import type { PlacedEvent } from './orders';

const columns = {
  id: 'integer',
  source: 'text',
  source_id: 'text',
  contact_id: 'integer',
  name: 'text',
  at: 'integer',
  received_at: 'integer',
  product: 'text',
  category: 'text',
  channel: 'text',
  amount: 'integer',
  data: 'text',
} as const;

/** Writes events with their ids. Answers the ids of those that were not there before, by source and source id. */
export async function insertEvents(
  work: Work,
  store: Store,
  clock: Clock,
  placed: readonly (PlacedEvent & { id: number })[],
): Promise<Set<number>> {
  if (placed.length === 0) return new Set();
  const received_at = clock.now();
  const rows = placed.map(({ id, event, contact, at }) => ({
    id,
    source: event.source,
    source_id: event.sourceId,
    contact_id: contact,
    name: event.name,
    at,
    received_at,
    ...factsOf(event.data),
    data: JSON.stringify(event.data),
  }));
  const inserted = await insertRows(work, store, 'event', columns, rows)
    .onConflict((conflict) => conflict.columns(['source', 'source_id']).doNothing())
    .returning('id')
    .execute();
  return new Set(inserted.map(({ id }) => id));
}
