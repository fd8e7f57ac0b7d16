import { insertRows, openStore } from '../../core/store';
import { describeOnStores } from '../support/stores';

const LARGEST = Number.MAX_SAFE_INTEGER;

describeOnStores('The store', (store, place) => {
  const identities = () => store().db.selectFrom('identity').selectAll().orderBy('value').execute();
  const counter = () =>
    store().db.selectFrom('counter').where('name', '=', 'event').select('next').executeTakeFirstOrThrow();

  test('opened again, keeps what it holds', async () => {
    await store().write((work) =>
      work.insertInto('identity').values({ kind: 'email', value: 'a@b.example', contact_id: 1 }).execute(),
    );
    const again = await openStore(place());
    expect(await again.db.selectFrom('identity').selectAll().execute()).toEqual([
      { kind: 'email', value: 'a@b.example', contact_id: 1 },
    ]);
    await again.close();
  });

  test('a transaction that fails keeps nothing, and the next one works', async () => {
    const broken = store().write(async (work) => {
      await work.insertInto('identity').values({ kind: 'email', value: 'a', contact_id: 1 }).execute();
      await work.updateTable('counter').set({ next: 50 }).execute();
      throw new Error('on purpose');
    });
    await expect(broken).rejects.toThrow('on purpose');
    expect(await identities()).toEqual([]);
    expect(await counter()).toEqual({ next: 1 });
    await store().write((work) =>
      work.insertInto('identity').values({ kind: 'email', value: 'b', contact_id: 2 }).execute(),
    );
    expect(await identities()).toHaveLength(1);
  });

  test('a statement that comes once its transaction has failed is not taken', async () => {
    let late: Promise<unknown> = Promise.resolve();
    const broken = store().write(async (work) => {
      const look = () => work.selectFrom('counter').select('next').execute();
      late = Promise.resolve()
        .then(look)
        .then(() =>
          work.insertInto('identity').values({ kind: 'email', value: 'a', contact_id: 1 }).execute(),
        );
      late.catch(() => undefined);
      await look();
      throw new Error('on purpose');
    });
    await expect(broken).rejects.toThrow('on purpose');
    await expect(late).rejects.toThrow('after the end of its transaction');
    expect(await identities()).toEqual([]);
  });

  test('a statement that fails takes its whole transaction back', async () => {
    const row = { kind: 'email', value: 'same', contact_id: 1 };
    const broken = store().write(async (work) => {
      await work.insertInto('identity').values(row).execute();
      await work.insertInto('identity').values(row).execute();
    });
    await expect(broken).rejects.toThrow(/unique/i);
    expect(await identities()).toEqual([]);
  });

  test('transactions at once do not mix', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        store()
          .write(async (work) => {
            await work
              .insertInto('identity')
              .values({ kind: 'email', value: `${i}`, contact_id: i })
              .execute();
            if (i % 2 === 1) throw new Error('odd');
          })
          .catch(() => undefined),
      ),
    );
    expect((await identities()).map(({ contact_id }) => contact_id).toSorted((a, b) => a - b)).toEqual([
      0, 2, 4, 6, 8, 10, 12, 14, 16, 18,
    ]);
  });

  const rows = [
    { note: 'plain', amount: 1 },
    { note: null, amount: null },
    { note: '', amount: 0 },
    { note: 'NULL', amount: -1 },
    { note: `it's "quoted", {braced}\\ and\nbroken`, amount: LARGEST },
    { note: '优惠券 🎁 é', amount: -LARGEST },
  ];

  test('a batch comes back as it went in: nothing, quotes, any script, the largest integers', async () => {
    const read = await store().write((work) =>
      work
        .selectFrom(store().batch({ note: 'text', amount: 'integer' }, rows).as('b'))
        .selectAll()
        .execute(),
    );
    expect(read).toEqual(rows);
  });

  test('an empty batch is an empty table', async () => {
    const read = await store().write((work) =>
      work
        .selectFrom(store().batch({ note: 'text' }, []).as('b'))
        .selectAll()
        .execute(),
    );
    expect(read).toEqual([]);
  });

  test('a batch is inserted as it is, and rows that are there already are left out', async () => {
    const columns = {
      contact_id: 'integer',
      journey: 'text',
      occurrence: 'text',
      started_at: 'integer',
      merged_into: 'integer',
    } as const;
    const enrolments = rows.map(({ note, amount }, i) => ({
      contact_id: i,
      journey: note ?? '',
      occurrence: '',
      started_at: amount ?? 0,
      merged_into: amount,
    }));
    const insert = () =>
      store().write((work) =>
        insertRows(work, store(), 'enrolment', columns, enrolments)
          .onConflict((conflict) => conflict.columns(['contact_id', 'journey', 'occurrence']).doNothing())
          .returning(['contact_id', 'journey', 'occurrence', 'started_at', 'merged_into'])
          .execute(),
      );
    expect(await insert()).toEqual(enrolments);
    expect(await insert()).toEqual([]);
  });

  test('counts come back as numbers', async () => {
    const { one } = await store()
      .db.selectFrom('counter')
      .where('name', '=', 'event')
      .select((eb) => eb.fn.countAll().as('one'))
      .executeTakeFirstOrThrow();
    expect(one).toBe(1);
  });
});
