import { openStore } from '../../core/store';
import { startScript } from '../support/process';
import { describeOnStores, postgresPlace, sqlitePlace } from '../support/stores';

const TIMES = 100;

describeOnStores('Two processes on one store', (store, place) => {
  const counter = (name: 'contact' | 'event') =>
    store().db.selectFrom('counter').where('name', '=', name).select('next').executeTakeFirstOrThrow();

  test('take turns: no count of either is lost', async () => {
    const scripts = [1, 2].map(() => startScript('store/counting.ts', [place(), String(TIMES)]));
    await Promise.all(scripts.map((script) => script.line()));
    expect(await Promise.all(scripts.map(({ ended }) => ended))).toEqual([0, 0]);
    expect(await counter('contact')).toEqual({ next: 1 + 2 * TIMES });
  });

  test('one that is killed leaves nothing locked and nothing half-written', async () => {
    const script = startScript('store/interrupted.ts', [place()]);
    expect(await script.line()).toBe('written');
    script.child.kill('SIGKILL');
    expect(await script.ended).toBeNull();
    await store().write((work) =>
      work.updateTable('counter').set({ next: 7 }).where('name', '=', 'event').execute(),
    );
    expect([await counter('contact'), await counter('event')]).toEqual([{ next: 1 }, { next: 7 }]);
  });
});

test.each([
  ['SQLite', () => Promise.resolve(sqlitePlace())],
  ['PostgreSQL', postgresPlace],
])('two that open a new store at once on %s set it up once', async (_, makePlace) => {
  const at = await makePlace();
  const scripts = [1, 2].map(() => startScript('store/counting.ts', [at.place, '1']));
  const own = await openStore(at.place);
  expect(await Promise.all(scripts.map(({ ended }) => ended))).toEqual([0, 0]);
  expect(await own.db.selectFrom('counter').where('name', '=', 'contact').select('next').execute()).toEqual([
    { next: 3 },
  ]);
  await own.close();
  await at.remove();
});
