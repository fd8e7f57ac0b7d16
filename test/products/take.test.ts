import fc from 'fast-check';
import { takeProducts, type ToldProduct } from '../../core/products';
import type { Store } from '../../core/store';
import { describeOnStores } from '../support/stores';

const take = (store: Store, products: readonly ToldProduct[], source = 'shop') =>
  store.write((work) => takeProducts(work, store, source, products));

const productsIn = (store: Store) =>
  store.db.selectFrom('product').selectAll().orderBy('source').orderBy('product_id').execute();

const changesIn = (store: Store, id: string) =>
  store.db
    .selectFrom('product_change')
    .where('product_id', '=', id)
    .orderBy('name')
    .orderBy('at')
    // Within an instant, the lesser word is the later.
    .orderBy('to_value', 'desc')
    .selectAll()
    .execute();

const eur = (amount: number) => ({ amount, currency: 'EUR' });

const word = fc.record<ToldProduct, 'id' | 'at'>(
  {
    id: fc.constantFrom('a', 'b'),
    at: fc.integer({ min: 1, max: 4 }),
    title: fc.constantFrom('Cup', 'Mug', 'N\0UL'),
    category: fc.constantFrom('Kitchen', 'Kitchen > Cups'),
    price: fc.record({ amount: fc.integer({ min: 0, max: 3 }), currency: fc.constantFrom('EUR', 'USD') }),
    stock: fc.integer({ min: 0, max: 3 }),
  },
  { requiredKeys: ['id', 'at'] },
);

describeOnStores('Products', (store) => {
  test('any sequence of tellings, in batches or one by one, ends in the same products', async () => {
    const told = fc
      .uniqueArray(word, { minLength: 1, maxLength: 12, selector: (one) => JSON.stringify(one) })
      .chain((words) =>
        fc.tuple(
          fc.constant(words),
          fc.shuffledSubarray(words, { minLength: words.length, maxLength: words.length }),
        ),
      );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(told, async ([words, otherwise]) => {
        const [one, other] = [`one${(run += 1)}`, `other${run}`];
        await take(store(), words, one);
        for (const single of otherwise) await take(store(), [single], other);
        await take(store(), words, other);

        const rows = await productsIn(store());
        const of = (shop: string) => rows.flatMap(({ source, ...row }) => (source === shop ? [row] : []));
        expect(of(other)).toEqual(of(one));
      }),
      { numRuns: 40 },
    );
  });

  test('each change of a price or a stock is noted once, and goes on from the one before', async () => {
    const told = fc.array(word, { minLength: 1, maxLength: 15 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(told, async (given) => {
        const id = `p${(run += 1)}`;
        const words = given.map((one) => ({
          ...one,
          id,
          ...(one.price && { price: eur(one.price.amount) }),
        }));
        await take(store(), words);
        const noted = await changesIn(store(), id);
        await take(store(), words);

        expect(await changesIn(store(), id)).toEqual(noted);
        const [product] = (await productsIn(store())).filter(({ product_id }) => product_id === id);
        for (const [name, now] of [
          ['product_price_changed', product?.price],
          ['product_stock_changed', product?.stock],
        ]) {
          const own = noted.filter((change) => change.name === name);
          own.forEach((change, i) => expect(change.to_value).toBe(own[i + 1]?.from_value ?? now));
          for (const { from_value, to_value } of own) expect(from_value).not.toBe(to_value);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('the first word is no change, nor is a price in another currency, nor a late word', async () => {
    await take(store(), [{ id: 'cup', at: 10, price: eur(500), stock: 3 }]);
    await take(store(), [{ id: 'cup', at: 20, price: { amount: 450, currency: 'USD' } }]);
    await take(store(), [{ id: 'cup', at: 5, price: eur(900), stock: 9 }]);

    expect(await changesIn(store(), 'cup')).toEqual([]);
    expect(await productsIn(store())).toMatchObject([{ price: 450, currency: 'USD', stock: 3 }]);
  });

  test('two workers that are told the same at once note it once', async () => {
    await take(store(), [{ id: 'cup', at: 10, stock: 3 }]);
    const told = Array.from({ length: 8 }, () => take(store(), [{ id: 'cup', at: 20, stock: 2 }]));
    await Promise.all(told);

    expect(await changesIn(store(), 'cup')).toMatchObject([
      { name: 'product_stock_changed', at: 20, from_value: 3, to_value: 2 },
    ]);
  });
});
