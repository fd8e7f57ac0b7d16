import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { sql } from 'kysely';
import { openStore, type Store } from '../../core/store';
import { startScript } from '../support/process';
import { describeOnStores, sqlitePlace } from '../support/stores';

const LARGEST = Number.MAX_SAFE_INTEGER;

/** A query that takes far longer than a small write. */
const countTo = (n: number) =>
  sql<{
    n: number;
  }>`with recursive numbers(i) as (select 1 union all select i + 1 from numbers where i < ${n})
    select count(*) as n from numbers`;

const add = (store: Store, id: number) =>
  store.write((work) => work.insertInto('rollup').values({ contact_id: id, registered_at: id }).execute());

describeOnStores('Reading much', (store) => {
  const ids = async () =>
    (await store().bulk.selectFrom('rollup').select('contact_id').orderBy('contact_id').execute()).map(
      ({ contact_id }) => contact_id,
    );

  test('sees what is committed, and only that', async () => {
    await add(store(), 1);
    await store().write(async (work) => {
      await work.insertInto('rollup').values({ contact_id: 2 }).execute();
      expect(await ids()).toEqual([1]);
    });
    expect(await ids()).toEqual([1, 2]);
  });

  test('keeps no write waiting', async () => {
    const happened: string[] = [];
    const reading = Array.from({ length: 8 }, async () => {
      const { rows } = await countTo(200_000).execute(store().bulk);
      happened.push('read');
      return rows;
    });
    await add(store(), 1);
    happened.push('written');
    expect(await Promise.all(reading)).toEqual(Array(8).fill([{ n: 200_000 }]));
    expect(happened.at(-1)).toBe('read');
  });

  test('two read at the same time', async () => {
    const both = store()
      .bulk.connection()
      .execute((one) =>
        store()
          .bulk.connection()
          .execute(async (other) =>
            Promise.all([one, other].map((reader) => reader.selectFrom('rollup').selectAll().execute())),
          ),
      );
    expect(await both).toEqual([[], []]);
  });

  test('goes to its end when the store is closed meanwhile', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
    const reading = store()
      .bulk.connection()
      .execute((reader) => {
        const counted = countTo(300_000).execute(reader);
        begin(undefined);
        return counted;
      });
    await begun;
    await store().close();
    expect((await reading).rows).toEqual([{ n: 300_000 }]);
  });

  describe('by columns', () => {
    const rows = [
      { contact_id: 1, registered_at: LARGEST, cart_items: null, spent: 0 },
      { contact_id: 2, registered_at: null, cart_items: 7, spent: -LARGEST },
      { contact_id: 3, registered_at: 0, cart_items: -1, spent: 1 },
    ];
    const asked = () =>
      store()
        .bulk.selectFrom('rollup')
        .select(['spent', 'registered_at', 'cart_items'])
        .orderBy('contact_id');

    test('gives numbers as they are, and nothing as NaN', async () => {
      await store().write((work) => work.insertInto('rollup').values(rows).execute());
      const columns = await store().readColumns(asked(), ['registered_at', 'cart_items', 'spent']);
      expect(columns.length).toBe(3);
      expect([...columns.of('registered_at')]).toEqual([LARGEST, NaN, 0]);
      expect([...columns.of('cart_items')]).toEqual([NaN, 7, -1]);
      expect([...columns.of('spent')]).toEqual([0, -LARGEST, 1]);
    });

    test('gives empty columns where there are no rows', async () => {
      const columns = await store().readColumns(asked(), ['registered_at', 'spent']);
      expect([columns.length, columns.of('registered_at').length, columns.of('spent').length]).toEqual([
        0, 0, 0,
      ]);
    });

    test('keeps many rows in their places, several queries at once', async () => {
      const count = 20_000;
      const numbers = (step: number) =>
        sql<{
          one: number;
          other: number;
        }>`with recursive numbers(i) as (select 0 union all select i + 1 from numbers where i < ${count - 1})
          select i * ${sql.lit(step)} as one, -i as other from numbers`;
      const read = await Promise.all(
        [1, 2, 3].map((step) => store().readColumns(numbers(step), ['one', 'other'])),
      );
      for (const [i, columns] of read.entries()) {
        const [one, other] = [columns.of('one'), columns.of('other')];
        expect(one).toHaveLength(count);
        expect(one.every((value, row) => value === -(i + 1) * (other[row] ?? NaN))).toBe(true);
      }
    });

    test('says what is wrong with a query, and reads the next one', async () => {
      const broken = sql<{ spent: number }>`select no_such_column as spent from rollup`;
      await expect(store().readColumns(broken, ['spent'])).rejects.toThrow('no_such_column');
      expect((await store().readColumns(asked(), ['spent'])).length).toBe(0);
    });
  });
});

describe('Reading threads of SQLite', () => {
  test('keep no process alive', async () => {
    const at = sqlitePlace();
    const script = startScript('store/reading.ts', [at.place]);
    expect(await script.line()).toBe('[[],[],[]]');
    expect(await script.ended).toBe(0);
    await at.remove();
  });

  test('leave nothing beside the file when the store is closed', async () => {
    const at = sqlitePlace();
    const store = await openStore(at.place);
    await add(store, 1);
    await Promise.all([1, 2].map(() => store.bulk.selectFrom('rollup').selectAll().execute()));
    await store.close();
    expect(readdirSync(dirname(at.place))).toEqual([basename(at.place)]);
    await at.remove();
  });
});
