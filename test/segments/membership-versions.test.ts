import type { Condition } from '../../core/segments/definition/types';
import { defineSegment, findDefinition, listSegments } from '../../core/segments/membership';
import { TestClock } from '../support/clock';
import { take } from '../support/people';
import { startScript } from '../support/process';
import { describeOnStores } from '../support/stores';
import { Base, buyers, definitionOf, order } from './membership';

const viewers: Condition = { did: 'product_viewed' };

describeOnStores('Versions of segments', (store, place) => {
  let clock: TestClock;
  let base: Base;

  beforeEach(() => {
    clock = new TestClock();
    base = new Base(store(), clock);
  });

  afterEach(() => base.stop());

  const pays = (who: string) => take(store(), clock, 'order_paid', who, { data: order(`of ${who}`) });
  const views = (who: string) => take(store(), clock, 'product_viewed', who);
  const list = (limit = 10, cursor?: string) =>
    listSegments(store(), { limit, ...(cursor !== undefined && { cursor }) });

  test('a definition is built in the background, and nobody is said to enter by that', async () => {
    await pays('ann');
    await views('bob');
    expect(await base.define('buyers', buyers)).toMatchObject({ version: 1, changed: true });
    expect(await list()).toEqual([
      { name: 'buyers', version: 1, state: 'building', progress: 0, members: null },
    ]);
    await base.look();
    expect(await list()).toEqual([{ name: 'buyers', version: 1, state: 'current', progress: 1, members: 1 }]);
    expect(await base.members('buyers')).toEqual(['ann']);
    expect(await base.told()).toEqual([]);
  });

  test('the same definition again changes nothing, however its keys are ordered', async () => {
    await base.build({ buyers });
    const again = await base.define('buyers', { when: { last: { days: 30 } }, did: 'order_paid' });
    expect(again).toMatchObject({ version: 1, changed: false });
    expect(await findDefinition(store().db, 'buyers')).toEqual(definitionOf(buyers));
  });

  test('while another definition is being built, the old membership stays what people see, and live', async () => {
    await base.build({ mine: buyers });
    await pays('ann');
    await views('bob');
    await base.stop();
    expect(await base.define('mine', viewers)).toMatchObject({ version: 2, changed: true });
    await pays('cid');
    await views('dan');
    expect(await base.members('mine')).toEqual(['ann', 'cid']);
    expect(await list()).toEqual([{ name: 'mine', version: 2, state: 'building', progress: 0, members: 2 }]);
    await base.look();
    expect(await base.members('mine')).toEqual(['bob', 'dan']);
    expect((await base.told()).map(([who, what]) => [who, what])).toEqual([
      ['ann', 'entered mine'],
      ['cid', 'entered mine'],
    ]);
    const left = await store().db.selectFrom('membership').select('segment_id').distinct().execute();
    expect(left).toHaveLength(1);
    await views('eve');
    expect((await base.told()).at(-1)?.slice(0, 2)).toEqual(['eve', 'entered mine']);
  });

  test('a definition that is changed again while it is being built is never seen', async () => {
    await pays('ann');
    await views('bob');
    await base.define('mine', buyers);
    await base.define('mine', viewers);
    await base.look();
    expect(await base.members('mine')).toEqual(['bob']);
    const states = await store()
      .db.selectFrom('segment')
      .select(['version', 'state'])
      .orderBy('version')
      .execute();
    expect(states).toEqual([
      { version: 1, state: 'retired' },
      { version: 2, state: 'current' },
    ]);
  });

  test('segments that name another are built anew with it, through and through', async () => {
    await views('bob');
    await pays('ann');
    await base.build({
      inner: buyers,
      outer: { none: [{ memberOf: 'inner' }] },
      around: { memberOf: 'outer' },
    });
    await base.build({ other: viewers });
    expect(await base.members('around')).toEqual(['bob']);
    await base.build({ inner: viewers });
    expect(await base.members('outer')).toEqual(['ann']);
    expect(await base.members('around')).toEqual(['ann']);
    expect((await list()).map(({ name, version }) => [name, version])).toEqual([
      ['around', 2],
      ['inner', 2],
      ['other', 1],
      ['outer', 2],
    ]);
    expect(await base.told()).toEqual([]);
  });

  test('a segment may name a ready-made one', async () => {
    await pays('ann');
    await views('bob');
    await base.build({ mine: { none: [{ memberOf: 'repeat' }] } });
    expect(await base.members('mine')).toEqual(['ann', 'bob']);
  });

  test.each<[string, string, unknown, RegExp]>([
    ['no name', ' ', definitionOf(buyers), /no name/],
    ['a very long name', 'x'.repeat(101), definitionOf(buyers), /longer than 100/],
    ['what is no definition', 'mine', { version: 1, where: { did: 7 } }, /did/],
    ['a segment that does not exist', 'mine', definitionOf({ memberOf: 'nowhere' }), /no segment “nowhere”/],
    ['a segment that names itself', 'mine', definitionOf({ memberOf: 'mine' }), /ask for each other/],
  ])('refused: %s', async (_, name, definition, message) => {
    await expect(defineSegment(store(), clock, name, definition)).rejects.toThrow(message);
    expect(await list()).toEqual([]);
  });

  test('a ring through another segment is refused and changes nothing', async () => {
    await base.build({ inner: buyers, outer: { memberOf: 'inner' } });
    await expect(base.define('inner', { memberOf: 'outer' })).rejects.toThrow(/ask for each other/);
    expect((await list()).map(({ version }) => version)).toEqual([1, 1]);
  });

  test('the list goes on after a name', async () => {
    await base.build({ a: buyers, b: viewers, c: buyers });
    expect((await list(2)).map(({ name }) => name)).toEqual(['a', 'b']);
    expect((await list(2, 'b')).map(({ name }) => name)).toEqual(['c']);
  });

  test('many people are built page by page, and a process that dies in the middle is taken over from', async () => {
    const people = Array.from({ length: 350 }, (_, index) => `c${1000 + index}`);
    for (const who of people) await (Number(who.slice(1)) % 2 === 0 ? pays(who) : views(who));
    await base.define('mine', buyers);
    const dying = startScript('segments/dying.ts', [place(), String(clock.now())]);
    expect(await dying.ended).toBeNull();
    const [halfway] = await list();
    expect(halfway?.state).toBe('building');
    expect(halfway?.progress).toBeGreaterThan(0);
    expect(halfway?.progress).toBeLessThan(1);
    await pays('c1001');
    await base.look();
    expect((await list())[0]).toMatchObject({ state: 'building' });
    await base.advance(20_000);
    expect((await list())[0]).toMatchObject({ state: 'current', progress: 1 });
    const paid = people.filter((who) => Number(who.slice(1)) % 2 === 0);
    expect(await base.members('mine')).toEqual([...paid, 'c1001'].toSorted());
  });
});
