import { DateTime } from 'luxon';
import { type Clock, contactClock } from '../clock';
import { loadContacts } from '../ingest/contacts';
import type { EventData } from '../ingest/event';
import { plainProfile } from '../ingest/profile';
import type { JsonObject } from '../steps/define';
import type { Store, Work } from '../store';

/** Contacts as items carry them, by id. */
export async function toldPeople(
  work: Work,
  { store, clock }: { store: Store; clock: Clock },
  ids: readonly number[],
): Promise<Map<number, JsonObject>> {
  const rows = await loadContacts(work, store, [...new Set(ids)]);
  return new Map(
    [...rows].map(([id, row]) => [
      id,
      { id, ...plainProfile(row.profile), rehearsal: contactClock(clock, row).rehearsing },
    ]),
  );
}

/** An event as items carry it. `at`: contact's time, ms UTC. */
export function toldEvent(name: string, at: number, data: EventData): JsonObject {
  return { name, at: DateTime.fromMillis(at).toUTC().toISO(), ...data };
}
