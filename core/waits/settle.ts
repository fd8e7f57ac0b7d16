import { sql } from 'kysely';
import { aboutsOf, type EventData } from '../ingest/event';
import type { PlacedEvent } from '../ingest/orders';
import type { Store, Work } from '../store';

interface Settlement {
  contact_id: number;
  name: string;
  about: string;
  at: number;
  event_id: number;
}

/**
 * Settles the open waits that a batch of new events answers. Compare-and-set: a wait that has its outcome,
 * by another event or by its deadline, keeps it. `now`: wall, ms UTC.
 */
export async function settleByEvents(
  work: Work,
  store: Store,
  events: readonly (PlacedEvent & { id: number })[],
  now: number,
): Promise<void> {
  const rows: Settlement[] = events.flatMap(({ event, contact, at, id }) =>
    aboutsOf(event.data).map((about) => ({ contact_id: contact, name: event.name, about, at, event_id: id })),
  );
  if (rows.length === 0) return;
  const happened = store.batch(
    { contact_id: 'integer', name: 'text', about: 'text', at: 'integer', event_id: 'integer' },
    rows.map((row) => ({ ...row })),
  );
  // Cross join: SQLite then walks the few events and looks each one's waits up, never the other way round.
  const answered = await sql<{ id: number; event_id: number }>`
    select w.id, min(h.event_id) as event_id
    from ${happened} as h cross join wait as w
    where w.contact_id = h.contact_id and w.outcome is null and w.event = h.name and w.about = h.about and w.since <= h.at
    group by w.id`.execute(work);
  await settle(work, store, answered.rows, now);
}

/** What a wait is for: from `since` (contact's time, ms UTC) on, this event of this contact. */
export interface Expected {
  contact_id: number;
  event: string;
  since: number;
}

/**
 * The contacts whose expected event is there already. Hardly any: one look into an index each spares the search
 * for their waits, which PostgreSQL makes by reading the whole table while its statistics lag behind.
 */
export async function contactsWithHistory(
  work: Work,
  store: Store,
  expected: readonly Expected[],
): Promise<number[]> {
  if (expected.length === 0) return [];
  const asked = store.batch(
    { contact_id: 'integer', event: 'text', since: 'integer' },
    expected.map((one) => ({ ...one })),
  );
  const { rows } = await sql<{ id: number }>`
    select distinct asked.contact_id as id
    from ${asked} as asked
    cross join event as e
    where e.contact_id = asked.contact_id and e.name = asked.event and e.at >= asked.since`.execute(work);
  return rows.map(({ id }) => id);
}

/**
 * Settles open waits of contacts by events that came before the wait was parked, or before two contacts became one.
 * `now`: wall, ms UTC.
 */
export async function settleFromHistory(
  work: Work,
  store: Store,
  { contacts, now }: { contacts: readonly number[]; now: number },
): Promise<void> {
  if (contacts.length === 0) return;
  const asked = store.batch(
    { id: 'integer' },
    contacts.map((id) => ({ id })),
  );
  const past = await sql<{ id: number; about: string; event_id: number; data: string }>`
    select w.id, w.about, e.id as event_id, e.data
    from ${asked} as asked
    cross join wait as w
    inner join event as e on e.contact_id = w.contact_id and e.name = w.event and e.at >= w.since
    where w.contact_id = asked.id and w.outcome is null
    order by e.at desc`.execute(work);
  const answers = new Map<number, number>();
  for (const { id, about, event_id, data } of past.rows) {
    const said = JSON.parse(data) as EventData;
    if (aboutsOf(said).includes(about)) answers.set(id, event_id);
  }
  await settle(
    work,
    store,
    [...answers].map(([id, event_id]) => ({ id, event_id })),
    now,
  );
}

async function settle(
  work: Work,
  store: Store,
  answered: readonly { id: number; event_id: number }[],
  now: number,
): Promise<void> {
  if (answered.length === 0) return;
  const rows = store.batch(
    { id: 'integer', event_id: 'integer' },
    answered.map(({ id, event_id }) => ({ id, event_id })),
  );
  await work
    .updateTable('wait')
    .from(rows.as('answer'))
    .set((eb) => ({ outcome: 'settled', ready_at: now, event_id: eb.ref('answer.event_id') }))
    .whereRef('wait.id', '=', 'answer.id')
    .where('wait.outcome', 'is', null)
    .execute();
}
