import { type Kysely, sql } from 'kysely';
import type { ReEntry } from '../../enrolments/enrol';
import type { Store, Tables, Work } from '../../store';
import type { Journey } from '../../waits/start';
import { loadScoring, type Scoring, type Touch, touchesOf } from '../compile';
import type { SegmentDefinition } from '../definition/types';

export type Change = 'entered' | 'left';

/** A version whose memberships are kept up to date. */
export interface LiveSegment {
  id: number;
  name: string;
  /** What people mean by the name: who enters and leaves is told. A version that is being built is quiet. */
  current: boolean;
  definition: SegmentDefinition;
}

/** Everything that is kept up to date, and who wants to know. */
export interface Live {
  segments: ReadonlyMap<number, LiveSegment>;
  /** The segments that something can change, in the order of their ids. */
  touchedBy(touches: readonly Touch[] | 'all'): readonly LiveSegment[];
  journeysOn(segment: string, change: Change): readonly Journey[];
  scoring: Scoring;
}

const GENERATION = 'segments';
const kept = new WeakMap<Store, { generation: number; live: Live }>();

/** What is kept up to date, as of this transaction. To miss none, contacts are held before this is asked. */
export async function liveSegments(db: Kysely<Tables>, store: Store): Promise<Live> {
  const { next: generation } = await db
    .selectFrom('counter')
    .where('name', '=', GENERATION)
    .select('next')
    .executeTakeFirstOrThrow();
  const known = kept.get(store);
  if (known?.generation === generation) return known.live;
  const live = await loadLive(db);
  kept.set(store, { generation, live });
  return live;
}

/** Lets every process notice that segments, subscriptions or scores changed; with the transaction that changes them. */
export async function renewLive(work: Work): Promise<void> {
  await work
    .updateTable('counter')
    .set({ next: sql`next + 1` })
    .where('name', '=', GENERATION)
    .execute();
}

async function loadLive(db: Kysely<Tables>): Promise<Live> {
  const rows = await db
    .selectFrom('segment')
    .where('state', 'in', ['building', 'current'])
    .select(['id', 'name', 'state', 'resolved'])
    .orderBy('id')
    .execute();
  const all = rows.map(({ id, name, state, resolved }) => ({
    id,
    name,
    current: state === 'current',
    definition: JSON.parse(resolved) as SegmentDefinition,
  }));
  const byTouch = new Map<Touch, LiveSegment[]>();
  for (const segment of all) {
    for (const touch of touchesOf(segment.definition))
      byTouch.set(touch, [...(byTouch.get(touch) ?? []), segment]);
  }
  const journeys = await loadJourneys(db);
  return {
    segments: new Map(all.map((segment) => [segment.id, segment])),
    touchedBy(touches) {
      if (touches === 'all') return all;
      const touched = new Set(touches.flatMap((touch) => byTouch.get(touch) ?? []));
      return [...touched].sort((a, b) => a.id - b.id);
    },
    journeysOn: (segment, change) => journeys.get(keyOf(segment, change)) ?? NONE,
    scoring: await loadScoring(db),
  };
}

const NONE: readonly Journey[] = [];

const keyOf = (segment: string, change: string) => `${change} ${segment}`;

async function loadJourneys(db: Kysely<Tables>): Promise<Map<string, Journey[]>> {
  const rows = await db.selectFrom('subscription').selectAll().orderBy('step_id').execute();
  const journeys = new Map<string, Journey[]>();
  for (const { step_id, segment, change, enrols } of rows) {
    const { name, reEntry } = JSON.parse(enrols) as { name: string; reEntry: ReEntry };
    const key = keyOf(segment, change);
    journeys.set(key, [...(journeys.get(key) ?? []), { step: step_id, name, reEntry }]);
  }
  return journeys;
}
