import { sql } from 'kysely';
import type { Store } from '../../store';

/** A saved segment, and how far its last version is. */
export interface ListedSegment {
  name: string;
  /** The last one. */
  version: number;
  /** `building` until the last version is what people see. */
  state: 'building' | 'current';
  /** How much of the contacts the keeper has looked at, from 0 to 1. */
  progress: number;
  /** People in the segment as they see it; null until its first version is built. */
  members: number | null;
}

interface Row {
  name: string;
  version: number;
  state: string;
  built_to: number;
  build_to: number;
  current_id: number | null;
  members: number;
}

/** Saved segments by name. `cursor`: the name after which to begin. */
export async function listSegments(
  store: Store,
  { limit, cursor = '' }: { limit: number; cursor?: string },
): Promise<ListedSegment[]> {
  const { rows } = await sql<Row>`
    select s.name, s.version, s.state, s.built_to, s.build_to, c.id as current_id,
      (select count(*) from membership as m where m.segment_id = c.id and m.since is not null) as members
    from segment as s
    left join segment as c on c.name = s.name and c.state = 'current'
    where s.name > ${cursor} and s.state <> 'retired'
      and not exists (
        select 1 from segment as later
        where later.name = s.name and later.version > s.version and later.state <> 'retired'
      )
    order by s.name limit ${limit}`.execute(store.db);
  return rows.map(({ name, version, state, built_to, build_to, current_id, members }) => ({
    name,
    version,
    state: state === 'current' ? 'current' : 'building',
    progress: build_to === 0 ? 1 : built_to / build_to,
    members: current_id === null ? null : members,
  }));
}
