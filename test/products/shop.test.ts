import { describeOnStores } from '../support/stores';
import { TestClock } from '../support/clock';
import { Shop } from '../shops/shop';

const product = (type: string, at: string, told: object) => ({
  type,
  timestamp: at,
  data: { product: { id: 'EP-7', ...told } },
});

const order = (items: object[]) => ({ order: { id: '5001', amount: '49.90', currency: 'EUR', items } });

describeOnStores('What a shop tells of products', (store) => {
  test('is kept, and starts nobody', async () => {
    const shop = new Shop(store(), new TestClock());

    const first = await shop.send(
      product('product_price_changed', '2026-11-22T10:00:00Z', {
        title: 'Earphones',
        category: 'Audio > Earphones',
        price: '49.90',
        currency: 'eur',
        stock: 2,
      }),
    );
    const later = { events: [product('product.stock.changed', '2026-11-22T11:00:00Z', { stock: 0 })] };
    await shop.send(later);
    await shop.send(later);
    await shop.look();

    expect(first).toMatchObject({ status: 200, body: { taken: 0, started: 0, products: 1 } });
    expect(shop.started).toEqual([]);
    expect(await store().db.selectFrom('product').selectAll().execute()).toMatchObject([
      { product_id: 'EP-7', title: 'Earphones', price: 4990, currency: 'EUR', stock: 0 },
    ]);
    expect(await store().db.selectFrom('product_change').selectAll().execute()).toMatchObject([
      { name: 'product_stock_changed', from_value: 2, to_value: 0 },
    ]);
  });

  test('gives orders the categories that they do not bring', async () => {
    const shop = new Shop(store(), new TestClock());
    const events = [
      product('product_price_changed', '2026-11-22T10:00:00Z', { category: 'Audio > Earphones' }),
    ];
    await shop.send({ events });

    const items = [{ product: 'EP-7' }, { product: 'EP-7', category: 'Gifts' }, { product: 'EP-8' }];
    await shop.send(shop.event('order_placed', { id: 'ann' }, order(items)));
    await shop.send(shop.event('product_viewed', { id: 'ann' }, { product: { id: 'EP-7' } }));

    const parts = await store()
      .db.selectFrom('order_part')
      .where('kind', '=', 'category')
      .select('value')
      .orderBy('value')
      .execute();
    expect(parts).toEqual([{ value: 'audio > earphones' }, { value: 'gifts' }]);
    const seen = await store()
      .db.selectFrom('event')
      .where('name', '=', 'product_viewed')
      .select('category')
      .execute();
    expect(seen).toEqual([{ category: 'audio > earphones' }]);
  });

  test('is refused in words where it names no product or is no amount', async () => {
    const shop = new Shop(store(), new TestClock());

    const nameless = await shop.send({
      type: 'product_stock_changed',
      timestamp: '2026-11-22T10:00:00Z',
      data: {},
    });
    const odd = await shop.send(
      product('product_price_changed', '2026-11-22T10:00:00Z', { price: 'cheap', currency: 'EUR' }),
    );

    expect(nameless).toMatchObject({ status: 400, body: { error: 'names no product: give data.product' } });
    expect(odd.status).toBe(400);
    expect(await store().db.selectFrom('product').selectAll().execute()).toEqual([]);
  });
});
