import { insertRows, type Store, type Work } from '../store';

/** How often one contact may pass through a journey: once, again so many days after the last start, or every time. */
export type ReEntry = { rule: 'once' } | { rule: 'after'; days: number } | { rule: 'always' };

/** Somebody whom an event brings to a journey. `at`: contact's time, ms UTC. */
export interface Candidate {
  contact: number;
  event: number;
  at: number;
}

export interface Enrolled extends Candidate {
  enrolment: number;
}

const DAY = 86_400_000;

/**
 * Enrols those whom the re-entry rule lets in; the others are left out of the answer.
 * The contacts' rows are held by the caller, so that two events at once start one passage.
 */
export async function enrol(
  work: Work,
  store: Store,
  journey: string,
  reEntry: ReEntry,
  candidates: readonly Candidate[],
): Promise<Enrolled[]> {
  const admitted =
    reEntry.rule === 'after' ? await admit(work, store, journey, reEntry.days, candidates) : candidates;
  const rows = admitted.map((candidate) => ({
    journey,
    contact_id: candidate.contact,
    occurrence: occurrenceOf(reEntry, candidate),
    started_at: candidate.at,
  }));
  if (rows.length === 0) return [];
  const columns = {
    journey: 'text',
    contact_id: 'integer',
    occurrence: 'text',
    started_at: 'integer',
  } as const;
  const inserted = await insertRows(work, store, 'enrolment', columns, rows)
    .onConflict((conflict) => conflict.columns(['contact_id', 'journey', 'occurrence']).doNothing())
    .returning(['id', 'contact_id', 'started_at', 'occurrence'])
    .execute();
  const started = new Map(inserted.map((row) => [keyOf(row.contact_id, row.occurrence), row]));
  return admitted.flatMap((candidate) => {
    const key = keyOf(candidate.contact, occurrenceOf(reEntry, candidate));
    const row = started.get(key);
    started.delete(key);
    return row ? [{ ...candidate, at: row.started_at, enrolment: row.id }] : [];
  });
}

const keyOf = (contact: number, occurrence: string) => `${contact}\n${occurrence}`;
const occurrenceOf = ({ rule }: ReEntry, { event }: Candidate) => (rule === 'once' ? '' : `event:${event}`);

/** Those whose last start lies far enough back, each once. */
async function admit(
  work: Work,
  store: Store,
  journey: string,
  days: number,
  candidates: readonly Candidate[],
): Promise<Candidate[]> {
  const asked = store.batch(
    { id: 'integer' },
    candidates.map(({ contact }) => ({ id: contact })),
  );
  const rows = await work
    .selectFrom('enrolment')
    .where('journey', '=', journey)
    .where('contact_id', 'in', (eb) => eb.selectFrom(asked.as('asked')).select('asked.id'))
    .groupBy('contact_id')
    .select((eb) => ['contact_id', eb.fn.max('started_at').as('last')])
    .execute();
  const last = new Map(rows.map((row) => [row.contact_id, row.last]));
  return candidates.filter(({ contact, at }) => {
    const before = last.get(contact);
    if (before !== undefined && at - before < days * DAY) return false;
    last.set(contact, at);
    return true;
  });
}
