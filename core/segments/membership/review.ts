import { type Selectable, sql } from 'kysely';
import type { ContactClock } from '../../clock';
import { insertRows, type Store, type Tables, type Work } from '../../store';
import { evaluate, type Verdict } from '../compile';
import type { Change, Live, LiveSegment } from './live';

/** A contact to look at, and the segments to look at it for. The contact's row is held by the caller. */
export interface Subject {
  contact: number;
  clock: ContactClock;
  /** The instant to look at; ms UTC. */
  wall: number;
  segments: readonly LiveSegment[];
}

/** Somebody entered or left a segment. */
export interface Crossing {
  subject: Subject;
  segment: LiveSegment;
  change: Change;
}

type Membership = Selectable<Tables['membership']>;

const keyOf = ({ contact_id, segment_id }: Pick<Membership, 'contact_id' | 'segment_id'>) =>
  `${contact_id}/${segment_id}`;

/** Evaluates subjects and writes the memberships that changed. Answers who entered and left, in the order of the subjects. */
export async function review(
  work: Work,
  store: Store,
  live: Live,
  subjects: readonly Subject[],
): Promise<Crossing[]> {
  if (subjects.length === 0) return [];
  const before = await membershipsOf(work, store, subjects);
  const verdicts = await evaluateAll(work, store, live, subjects);
  const changed: Membership[] = [];
  const crossings: Crossing[] = [];
  subjects.forEach((subject, index) => {
    subject.segments.forEach((segment, i) => {
      const verdict = verdicts[index]?.[i];
      if (!verdict) throw new Error(`segment ${segment.id} was not evaluated for contact ${subject.contact}`);
      const key = { contact_id: subject.contact, segment_id: segment.id };
      const old = before.get(keyOf(key));
      const fresh = { ...key, ...standing(verdict, subject, old) };
      if (fresh.since !== (old?.since ?? null) || fresh.flips_at !== (old?.flips_at ?? null))
        changed.push(fresh);
      const was = old !== undefined && old.since !== null;
      if (was !== verdict.member)
        crossings.push({ subject, segment, change: verdict.member ? 'entered' : 'left' });
    });
  });
  await keep(work, store, changed);
  return crossings;
}

function standing(
  { member, flipsAt }: Verdict,
  { clock, wall }: Subject,
  old: Membership | undefined,
): Pick<Membership, 'since' | 'flips_at'> {
  return {
    since: member ? (old?.since ?? clock.at(wall)) : null,
    flips_at: flipsAt === null ? null : clock.wallAt(flipsAt),
  };
}

async function membershipsOf(
  work: Work,
  store: Store,
  subjects: readonly Subject[],
): Promise<Map<string, Membership>> {
  const asked = store.batch(
    { id: 'integer' },
    subjects.map(({ contact }) => ({ id: contact })),
  );
  const rows = await work
    .selectFrom(asked.as('asked'))
    .crossJoin('membership')
    .whereRef('membership.contact_id', '=', 'asked.id')
    .selectAll('membership')
    .execute();
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/** Verdicts of each subject on its segments: one query for all subjects with the same segments. */
async function evaluateAll(
  work: Work,
  store: Store,
  live: Live,
  subjects: readonly Subject[],
): Promise<Verdict[][]> {
  const verdicts: Verdict[][] = [];
  const groups = Map.groupBy(subjects.keys(), (index) =>
    subjects[index]?.segments.map(({ id }) => id).join(),
  );
  for (const indices of groups.values()) {
    const group = indices.flatMap((index) => subjects[index] ?? []);
    const definitions = group[0]?.segments.map(({ definition }) => definition) ?? [];
    const asked = group.map(({ contact, clock, wall }) => ({ id: contact, now: clock.at(wall) }));
    const answers = await evaluate(work, store, definitions, asked, live.scoring);
    indices.forEach((index, i) => (verdicts[index] = answers[i] ?? []));
  }
  return verdicts;
}

const columns = {
  contact_id: 'integer',
  segment_id: 'integer',
  since: 'integer',
  flips_at: 'integer',
} as const;

/** Who is neither in a segment nor comes into it by time alone has no row. */
async function keep(work: Work, store: Store, rows: readonly Membership[]): Promise<void> {
  const isIdle = ({ since, flips_at }: Membership) => since === null && flips_at === null;
  const kept = rows.filter((row) => !isIdle(row)).map((row) => ({ ...row }));
  if (kept.length > 0) {
    await insertRows(work, store, 'membership', columns, kept)
      .onConflict((conflict) =>
        conflict.columns(['contact_id', 'segment_id']).doUpdateSet((eb) => ({
          since: eb.ref('excluded.since'),
          flips_at: eb.ref('excluded.flips_at'),
        })),
      )
      .execute();
  }
  await forget(work, store, rows.filter(isIdle));
}

/** Deletes memberships. */
export async function forget(
  work: Work,
  store: Store,
  rows: readonly Pick<Membership, 'contact_id' | 'segment_id'>[],
): Promise<void> {
  if (rows.length === 0) return;
  const gone = store.batch(
    { contact_id: 'integer', segment_id: 'integer' },
    rows.map(({ contact_id, segment_id }) => ({ contact_id, segment_id })),
  );
  await sql`delete from membership where (contact_id, segment_id) in
    (select gone.contact_id, gone.segment_id from ${gone} as gone)`.execute(work);
}
