import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { Clock } from '../../clock';
import { StepError } from '../../errors';
import { takeIds } from '../../ingest/identities';
import { storable, type Store, type Tables, type Work } from '../../store';
import { resolve } from '../compile';
import { checkDefinition } from '../definition/check';
import type { SegmentDefinition } from '../definition/types';
import { readyMade } from '../ready-made';
import { liveSegments, renewLive } from './live';

const LONGEST_NAME = 100;

interface Version {
  name: string;
  version: number;
  /** As it was written. */
  definition: SegmentDefinition;
  /** With each segment that it names written out. */
  resolved: SegmentDefinition;
}

export interface Defined {
  /** Of the version. */
  id: number;
  version: number;
  /** False when the segment was defined just so. */
  changed: boolean;
}

/**
 * Saves a segment under a name. Where the definition differs from the last one, or is the first, it becomes a version of
 * its own, which the keeper builds in the background; until then the version before it stays what people see. Segments
 * that name this one are built anew with it. Throws `StepError` for a definition that is wrong, names a segment that
 * does not exist, or goes in a ring.
 */
export async function defineSegment(
  store: Store,
  clock: Clock,
  name: string,
  definition: unknown,
): Promise<Defined> {
  const title = checkName(name);
  const checked = checkDefinition(definition);
  return store.write(async (work) => {
    const buildTo = await lastContact(work);
    const known = await latestVersions(work);
    const find = finder(
      new Map([...known.values(), { name: title, definition: checked }].map((one) => [one.name, one])),
    );
    const before = known.get(title);
    const asked = { name: title, version: 0, definition: checked, ...before };
    const others = [...known.values()].filter((version) => version.name !== title);
    const fresh = [{ ...asked, definition: checked }, ...others].flatMap((version) => {
      const resolved = resolve(version.definition, find);
      const same = isDeepStrictEqual({ ...known.get(version.name) }, { ...version, resolved });
      return same ? [] : [{ ...version, version: version.version + 1, resolved }];
    });
    for (const version of fresh) await save(work, clock, version, buildTo);
    if (fresh.length > 0) await renewLive(work);
    const { id, version } = await work
      .selectFrom('segment')
      .where('name', '=', title)
      .orderBy('version', 'desc')
      .select(['id', 'version'])
      .executeTakeFirstOrThrow();
    return { id, version, changed: version !== before?.version };
  });
}

function checkName(name: string): string {
  const title = storable(name).trim();
  if (title !== '' && title.length <= LONGEST_NAME) return title;
  throw new StepError(
    title === '' ? 'The segment has no name.' : `The segment’s name is longer than ${LONGEST_NAME} letters.`,
    { parameter: 'segment', advice: 'Give it a short name of its own.' },
  );
}

/**
 * The last contact that there is. Waits for whoever is bringing new ones, so that a building that ends with it misses
 * nobody: who comes later sees the version that is built.
 */
async function lastContact(work: Work): Promise<number> {
  return (await takeIds(work, 'contact', 0)) - 1;
}

async function save(
  work: Work,
  clock: Clock,
  { name, version, definition, resolved }: Version,
  buildTo: number,
): Promise<void> {
  // What was still being built will never be seen.
  await retire(work, name, 'building', buildTo);
  await work
    .insertInto('segment')
    .values({
      name,
      version,
      definition: JSON.stringify(definition),
      resolved: JSON.stringify(resolved),
      state: 'building',
      build_to: buildTo,
      created_at: clock.now(),
    })
    .execute();
}

/** Ends the version of a name that is in a state; its memberships up to a contact are deleted bit by bit. */
export async function retire(
  work: Work,
  name: string,
  state: 'building' | 'current',
  buildTo: number,
): Promise<void> {
  await work
    .updateTable('segment')
    .set({ state: 'retired', built_to: 0, build_to: buildTo })
    .where('name', '=', name)
    .where('state', '=', state)
    .execute();
}

/**
 * Has everybody looked at again for the segments that follow from scores, in the background; who enters or leaves by
 * that is announced. With the transaction that writes new scores.
 */
export async function rebuildAfterScoring(work: Work, store: Store): Promise<void> {
  const scored = (await liveSegments(work, store)).touchedBy(['scoring']);
  if (scored.length > 0) {
    const ids = scored.map(({ id }) => id);
    await work
      .updateTable('segment')
      .set({ built_to: 0, build_to: await lastContact(work) })
      .where('id', 'in', ids)
      .execute();
  }
  await renewLive(work);
}

/** The last version of each segment, by name. */
async function latestVersions(db: Kysely<Tables>): Promise<Map<string, Version>> {
  const rows = await db
    .selectFrom('segment')
    .where('state', 'in', ['building', 'current'])
    .orderBy('version')
    .select(['name', 'version', 'definition', 'resolved'])
    .execute();
  return new Map(
    rows.map(({ name, version, definition, resolved }) => [
      name,
      {
        name,
        version,
        definition: JSON.parse(definition) as SegmentDefinition,
        resolved: JSON.parse(resolved) as SegmentDefinition,
      },
    ]),
  );
}

type Find = (name: string) => SegmentDefinition | undefined;

const finder =
  (known: ReadonlyMap<string, Pick<Version, 'definition'>>): Find =>
  (name) =>
    known.get(name)?.definition ?? readyMade.find((one) => one.name === name)?.definition();

/** What finds the definition of a segment by its name: saved as it was last, else ready-made. */
export async function definitionFinder(db: Kysely<Tables>): Promise<Find> {
  return finder(await latestVersions(db));
}

/** The definition of a segment as it was last saved, else the ready-made one of that name. */
export async function findDefinition(
  db: Kysely<Tables>,
  name: string,
): Promise<SegmentDefinition | undefined> {
  return (await definitionFinder(db))(name);
}
