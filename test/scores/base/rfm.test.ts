import fc from 'fast-check';
import { type Buyer, cutsOf, rfmOfBase, scoreByCuts } from '../../../core/scores';
import { insertRows, type Store } from '../../../core/store';
import { DAY, TestClock } from '../../support/clock';
import { describeOnStores } from '../../support/stores';

const now = new TestClock().now();

const buyer = fc.record({
  id: fc.oneof(fc.integer({ min: 1, max: 300_000 }), fc.constantFrom(100_000, 100_001, 200_000)),
  lastPaidAt: fc.integer({ min: now - 20 * DAY, max: now + DAY }),
  orders: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 1_000_000 })),
  spent: fc.oneof(
    fc.integer({ min: -10, max: 10 }),
    fc.integer({ min: 0, max: 100_000 }),
    fc.integer({ min: 0, max: 1_000_000_000_000 }),
  ),
  currency: fc.constantFrom(null, 'EUR', 'EUR', 'JPY', 'USD'),
});

const columns = {
  contact_id: 'integer',
  rehearsing: 'integer',
  orders_paid: 'integer',
  last_paid_at: 'integer',
  spent: 'integer',
  currency: 'text',
} as const;

type Person = Buyer & { id: number };

const row = ({ id, lastPaidAt, orders, spent, currency }: Person) => ({
  contact_id: id,
  rehearsing: 0,
  orders_paid: orders,
  last_paid_at: lastPaidAt,
  spent,
  currency,
});

const save = (store: Store, rows: readonly ReturnType<typeof row>[]) =>
  store.write(async (work) => {
    await work.deleteFrom('rollup').execute();
    await insertRows(work, store, 'rollup', columns, rows).execute();
  });

/** How many people have which scores, by the scores of each. */
function cellsOf(people: readonly Buyer[]): Map<string, number> {
  const cuts = cutsOf(people);
  const cells = new Map<string, number>();
  for (const one of people) {
    const { r, f, m } = scoreByCuts(cuts, one);
    cells.set(`${r}${f}${m}`, (cells.get(`${r}${f}${m}`) ?? 0) + 1);
  }
  return cells;
}

describeOnStores('RFM of a whole base', (store) => {
  test('has the cuts of its buyers, and counts their scores', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(buyer, { maxLength: 80, selector: ({ id }) => id }), async (people) => {
        await save(store(), people.map(row));
        const { cuts, cells, people: count } = await rfmOfBase(store());
        expect(cuts).toEqual(cutsOf(people));
        expect(new Map(cells.map(({ r, f, m, people: n }) => [`${r}${f}${m}`, n]))).toEqual(cellsOf(people));
        expect(count).toBe(people.length);
      }),
      { numRuns: 25 },
    );
  });

  test('leaves out those who never bought, and those who rehearse', async () => {
    const paid = row({ id: 1, lastPaidAt: now, orders: 1, spent: 100, currency: 'EUR' });
    await save(store(), [
      paid,
      { ...paid, contact_id: 2, orders_paid: 0 },
      { ...paid, contact_id: 3, rehearsing: 1, currency: 'JPY' },
    ]);
    expect(await rfmOfBase(store())).toEqual({
      cuts: cutsOf([{ lastPaidAt: now, orders: 1, spent: 100, currency: 'EUR' }]),
      cells: [{ r: 1, f: 1, m: 1, people: 1 }],
      people: 1,
    });
  });
});
