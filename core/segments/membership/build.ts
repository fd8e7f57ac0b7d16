import type { Kysely } from 'kysely';
import type { Clock } from '../../clock';
import type { Store, Tables, Work } from '../../store';
import { catchUp } from './flips';
import { liveSegments, renewLive } from './live';
import { settle } from './settle';
import { retire } from './versions';

/** A version whose contacts the keeper has to go through: to look at them, or to forget them. */
interface Unfinished {
  id: number;
  name: string;
  state: string;
  built_to: number;
  build_to: number;
}

/** Versions that go on together, from the contact after one up to and with another. */
interface Stretch {
  versions: readonly Unfinished[];
  from: number;
  to: number;
}

/**
 * Goes on by a page of so many contacts, in one transaction: they are looked at for the versions that are being built or
 * looked at again, and forgotten for those that were retired. A version that has seen everybody takes the place of the
 * one before it. True when there was something to do.
 */
export async function buildPage(store: Store, clock: Clock, size: number): Promise<boolean> {
  if ((await unfinished(store.db)).length === 0) return false;
  await store.write(async (work) => {
    const stretch = hindmost(await unfinished(work));
    if (!stretch) return;
    const contacts = await contactsIn(work, stretch, size);
    const reached = contacts.length < size ? stretch.to : (contacts.at(-1) ?? stretch.to);
    if (isRetired(stretch)) await clear(work, stretch, reached);
    else await look(work, store, clock, stretch, contacts);
    await advance(work, stretch, reached);
  });
  return true;
}

async function unfinished(db: Kysely<Tables>): Promise<Unfinished[]> {
  return db
    .selectFrom('segment')
    .where((eb) => eb.or([eb('state', '=', 'building'), eb('built_to', '<', eb.ref('build_to'))]))
    .select(['id', 'name', 'state', 'built_to', 'build_to'])
    .orderBy('built_to')
    .execute();
}

/** Whoever is furthest back, until it meets others or its own end; what was retired can wait until nobody else is left. */
function hindmost(all: readonly Unfinished[]): Stretch | undefined {
  const retired = (one: Unfinished) => one.state === 'retired';
  const rest = all.filter((one) => !retired(one));
  const group = rest.length > 0 ? rest : all;
  const from = group[0]?.built_to;
  if (from === undefined) return undefined;
  const versions = group.filter(({ built_to }) => built_to === from);
  const ahead = group.map(({ built_to }) => built_to).filter((built_to) => built_to > from);
  return { versions, from, to: Math.min(...versions.map(({ build_to }) => build_to), ...ahead) };
}

const isRetired = ({ versions }: Stretch) => versions.some(({ state }) => state === 'retired');

async function contactsIn(work: Work, { from, to }: Stretch, size: number): Promise<number[]> {
  const rows = await work
    .selectFrom('contact')
    .where('id', '>', from)
    .where('id', '<=', to)
    .orderBy('id')
    .select('id')
    .limit(size)
    .execute();
  return rows.map(({ id }) => id);
}

async function look(
  work: Work,
  store: Store,
  clock: Clock,
  { versions }: Stretch,
  contacts: readonly number[],
): Promise<void> {
  await store.lockContacts(work, contacts);
  await catchUp(work, store, clock, contacts);
  const live = await liveSegments(work, store);
  const segments = versions.flatMap(({ id }) => live.segments.get(id) ?? []);
  await settle(
    work,
    store,
    clock,
    live,
    contacts.map((contact) => ({ contact, segments })),
  );
}

async function clear(work: Work, { versions, from }: Stretch, reached: number): Promise<void> {
  await work
    .deleteFrom('membership')
    .where('contact_id', '>', from)
    .where('contact_id', '<=', reached)
    .where(
      'segment_id',
      'in',
      versions.map(({ id }) => id),
    )
    .execute();
}

/** Notes how far the versions are; one that was retired or started again meanwhile stays where it is. */
async function advance(work: Work, { versions, from }: Stretch, reached: number): Promise<void> {
  for (const { id, name, state, build_to } of versions) {
    const { numUpdatedRows } = await work
      .updateTable('segment')
      .set({ built_to: reached })
      .where('id', '=', id)
      .where('state', '=', state)
      .where('built_to', '=', from)
      .executeTakeFirst();
    if (numUpdatedRows > 0n && state === 'building' && reached >= build_to) await swap(work, id, name);
  }
}

/** The version becomes what people see, in place of the one before it. */
async function swap(work: Work, id: number, name: string): Promise<void> {
  const { next } = await work
    .selectFrom('counter')
    .where('name', '=', 'contact')
    .select('next')
    .executeTakeFirstOrThrow();
  await retire(work, name, 'current', next - 1);
  await work.updateTable('segment').set({ state: 'current' }).where('id', '=', id).execute();
  await renewLive(work);
}
