import fc from 'fast-check';
import { evaluate, membersQuery, resolve, type Verdict } from '../../core/segments/compile';
import { checkDefinition, type SegmentDefinition } from '../../core/segments/definition';
import type { Store } from '../../core/store';
import { describeOnStores } from '../support/stores';
import { forget, isMember, momentsOf, type Person, type Scene, scenes, settle } from './oracle';
import { HOUR } from './oracle/domain';

/** A scene whose people live in a store. */
interface Base {
  store: Store;
  scene: Scene;
  people: readonly Person[];
}

/** Somebody at an instant of their own time. */
interface Moment {
  person: Person;
  now: number;
}

const scoringOf = ({ world: { rfm } }: Scene) => (rfm ? { rfm } : {});

const resolvedOf = ({ world }: Scene, definition: SegmentDefinition) =>
  resolve(definition, (name) => world.segments.get(name));

/** Whether people at moments of their own are in segments. */
const ask = (
  { store, scene }: Base,
  moments: readonly Moment[],
  definitions: readonly SegmentDefinition[],
): Promise<Verdict[][]> =>
  evaluate(
    store.db,
    store,
    definitions.map((definition) => resolvedOf(scene, definition)),
    moments.map(({ person, now }) => ({ id: person.id, now })),
    scoringOf(scene),
  );

/** What a failure tells: who, of what, when. */
const told = ({ person, now }: Moment, definition: SegmentDefinition) =>
  JSON.stringify({ now: new Date(now).toISOString(), definition, person }, null, 1);

describeOnStores('The compiler', (store) => {
  test('agrees with the brute-force evaluator on anybody, any definition, at any instant', async () => {
    let run = 0;
    const property = fc.asyncProperty(scenes(6, 8), fc.nat(), fc.boolean(), async (scene, pick, early) => {
      run += 1;
      for (const definition of scene.definitions) checkDefinition(definition);
      await forget(store());
      const people = await settle(store(), scene, `run${run}`);
      const base = { store: store(), scene, people };
      for (const definition of scene.definitions) {
        const moments = people.map((person) => momentOf(person, definition, scene, pick, early));
        await agreeOnTheWay(base, moments, definition);
      }
      await agreeTogether(base, scene.anchor + (early ? -1 : 0));
    });
    await fc.assert(property, { numRuns: 100 });
  }, 180_000);
});

/** An instant at which a definition's answer about somebody may change, or the last millisecond before it. */
function momentOf(
  person: Person,
  definition: SegmentDefinition,
  { anchor, world }: Scene,
  pick: number,
  early: boolean,
): Moment {
  const moments = momentsOf(definition, person.history, anchor - 60 * HOUR, world);
  const now = moments[pick % moments.length] ?? anchor;
  return { person, now: early ? now - 1 : now };
}

/** From flip to flip, as each verdict tells the next. */
async function agreeOnTheWay(
  base: Base,
  start: readonly Moment[],
  definition: SegmentDefinition,
): Promise<void> {
  let moments = start;
  for (let flips = 0; flips < 3 && moments.length > 0; flips += 1) {
    const verdicts = await ask(base, moments, [definition]);
    moments.forEach((moment, i) => agree(base, moment, definition, verdicts[i]?.[0]));
    moments = moments.flatMap(({ person }, i) => {
      const now = verdicts[i]?.[0]?.flipsAt ?? null;
      return now === null ? [] : [{ person, now }];
    });
  }
}

/** A verdict is the oracle's, and by time alone it does not change before the instant that it says. */
function agree({ scene }: Base, moment: Moment, definition: SegmentDefinition, verdict?: Verdict): void {
  const { person, now } = moment;
  const isIn = (at: number) => isMember(definition, person.history, at, scene.world);
  const { member, flipsAt = null } = verdict ?? {};
  if (member !== isIn(now)) throw new Error(`the oracle says ${isIn(now)}: ${told(moment, definition)}`);
  if (flipsAt !== null) expect(flipsAt).toBeGreaterThan(now);
  const missed = momentsOf(definition, person.history, now, scene.world).find(
    (at) => (flipsAt === null || at < flipsAt) && isIn(at) !== member,
  );
  if (missed !== undefined)
    throw new Error(`${new Date(missed).toISOString()}, not ${flipsAt}: ${told(moment, definition)}`);
}

/** One query for all, one for somebody alone, and one for the whole base, which leaves out who rehearses, answer alike. */
async function agreeTogether(base: Base, now: number): Promise<void> {
  const { store, scene, people } = base;
  const moments = people.map((person) => ({ person, now }));
  const verdicts = await ask(base, moments, scene.definitions);
  expect(await ask(base, moments.slice(-1), scene.definitions)).toEqual(verdicts.slice(-1));
  for (const [j, definition] of scene.definitions.entries()) {
    moments.forEach((moment, i) => agree(base, moment, definition, verdicts[i]?.[j]));
    const options = { now, scoring: scoringOf(scene) };
    const rows = await membersQuery(store, resolvedOf(scene, definition), options)
      .orderBy('r.contact_id')
      .execute();
    const members = people.filter(({ rehearsing }, i) => !rehearsing && verdicts[i]?.[j]?.member);
    expect(rows.map((row) => row.contact_id)).toEqual(members.map(({ id }) => id).sort((a, b) => a - b));
  }
}
