import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../core/store';
import { historyOf } from '../import/importing';
import { startScript } from '../support/process';
import { describeOnStores } from '../support/stores';

const COUNT = 20_000;

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'journeys-import-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

async function run(...args: string[]): Promise<{ code: number | null; said: string }> {
  const script = startScript('../cli/shop-journeys.ts', args);
  const said = await script.child.stdout?.toArray();
  return { code: await script.ended, said: (said ?? []).join('') };
}

describeOnStores('npx shop-journeys import', (_store, place, makePlace) => {
  const orders = () =>
    write('orders.csv', [
      'order_id,customer_id,email,paid_at,total,product,quantity',
      ...Array.from(
        { length: COUNT },
        (_, i) => `${i},c${i % 5_000},p${i % 5_000}@example.com,2026-01-01,9.90,P${i % 9},1`,
      ),
    ]);

  const positionOf = async (store: Store) =>
    (await store.db.selectFrom('import_file').select(['byte', 'finished_at']).executeTakeFirst()) ?? {
      byte: 0,
    };

  test('killed in the middle and started again, it ends in the same rows as in one go', async () => {
    const file = orders();
    const script = startScript('../cli/shop-journeys.ts', ['import', file, '--store', place()]);
    const watching = await openStore(place());
    while ((await positionOf(watching)).byte < 200_000) await new Promise((resolve) => setImmediate(resolve));
    script.child.kill('SIGKILL');
    await script.ended;
    const stopped = await positionOf(watching);

    const resumed = await run('import', file, '--store', place());
    const whole = await makePlace();
    await run('import', file, '--store', whole.place);
    const other = await openStore(whole.place);

    expect(stopped).toMatchObject({ finished_at: null });
    expect(resumed).toMatchObject({
      code: 0,
      said: expect.stringMatching(/20,000 of 20,000 rows taken in, 0 rejected/),
    });
    expect(await historyOf(watching)).toEqual(await historyOf(other));
    await Promise.all([watching.close(), other.close()]);
    await whole.remove();
  }, 240_000);
});

describe('npx shop-journeys import', () => {
  const customers = () => write('customers.csv', ['id,email', '1,ann@example.com', '2,nobody', ',']);

  test('tells what was rejected and why, and writes it where it is told to', async () => {
    const rejects = join(folder, 'rejects.csv');
    const place = join(folder, 'a.sqlite');

    const { code, said } = await run('import', customers(), '--store', place, '--rejects', rejects);

    expect(code).toBe(0);
    expect(said).toMatch(/customers\.csv \(customers\): 1 of 3 rows taken in, 2 rejected/);
    expect(said).toMatch(/1 × no e-mail address\n {4}row 3: no e-mail address: “nobody”/);
    expect(readFileSync(rejects, 'utf8').split('\r\n')).toEqual([
      'row,reason,id,email',
      '3,no e-mail address: “nobody”,2,nobody',
      '4,"names nobody: neither ID, e-mail address nor phone number",,',
      '',
    ]);
    expect((await run('import', customers(), '--store', place)).said).toMatch(
      /was imported on .*; nothing to do/,
    );
  });

  test('a dry run needs no store and makes none', async () => {
    const { code, said } = await run('import', customers(), '--dry-run');

    expect({ code, said }).toMatchObject({
      code: 0,
      said: expect.stringMatching(/1 of 3 rows would be taken in/),
    });
  });

  test.each([
    [['import'], 2],
    [['import', 'none.csv', '--dry-run'], 1],
    [['import', 'a.csv', '--dry-run', '--map', 'nothing'], 2],
    [['import', 'a.csv', '--dry-run', '--dates', 'ymd'], 2],
    [['export'], 2],
    [['backfill', 'nowhere', '--store', 'none.sqlite'], 2],
    [['help'], 0],
  ])('%j ends with %d', async (args, code) => {
    expect(await run(...args)).toMatchObject({ code });
  });
});
