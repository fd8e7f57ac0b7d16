import { Webhook } from 'standardwebhooks';
import { medusa } from '../../core/shops/medusa';
import { TestClock } from '../support/clock';
import { newSecret } from './shop';
import { checked, parsed, recorded } from './support/deliver';

test('a request of the subscriber is believed by its signature, and known by its id', async () => {
  const clock = new TestClock();
  const connection = { secret: newSecret() };
  const headers = (secret: string) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(clock.now() / 1000),
    'webhook-signature': new Webhook(secret).sign('msg_1', new Date(clock.now()), '{}'),
    'x-medusa-event': 'order.placed',
  });
  const believed = { body: '{}', headers: headers(connection.secret) };
  expect(await checked(medusa, believed, { connection, clock })).toEqual({
    delivery: { topic: 'order.placed', key: 'msg_1', rawBody: Buffer.from('{}') },
  });
  const forged = { body: '{}', headers: headers(newSecret()) };
  expect(await checked(medusa, forged, { connection, clock })).toMatchObject({ answer: { status: 401 } });
});

const customer = {
  id: 'cus_1',
  email: 'ann@example.com',
  phone: null,
  first_name: 'Ann',
  last_name: 'Li',
};

const order = {
  id: 'order_1',
  email: 'ann@example.com',
  currency_code: 'eur',
  total: 90.5,
  created_at: '2026-03-02T09:00:00.000Z',
  customer,
  shipping_address: { phone: '030 12345678', country_code: 'de' },
  items: [
    {
      product_id: 'prod_1',
      quantity: 2,
      total: 85.49999999999999,
      product: { categories: [{ name: 'Laptops' }, { name: 'Sale' }] },
    },
  ],
  promotions: [
    { code: 'HELLO10', is_automatic: false },
    { code: 'EVERYBODY', is_automatic: true },
  ],
};

const metadata = { created_at: '2026-03-02T09:30:00.000Z' };
const body = (data: object) => ({ metadata, data });

const facts = (topic: string, told: unknown) =>
  parsed(medusa, topic, told)?.map(({ sourceId, at }) => `${sourceId} ${new Date(at).toISOString()}`);

const payment = {
  id: 'pay_1',
  currency_code: 'eur',
  captured_at: '2026-03-02T09:20:00.000Z',
  refunds: [
    { id: 'ref_1', amount: 10, created_at: '2026-03-04T09:00:00.000Z' },
    { id: 'ref_2', amount: '80.5', created_at: '2026-03-05T09:00:00.000Z' },
  ],
  order,
};

describe('An order', () => {
  test('placed says who, what, how much, and which coupon; its cart is empty', () => {
    expect(facts('order.placed', body(order))).toEqual([
      'order_placed:order_1 2026-03-02T09:00:00.000Z',
      'cart_updated:order_1:placed 2026-03-02T09:00:00.000Z',
      'coupon_redeemed:order_1:HELLO10 2026-03-02T09:00:00.000Z',
    ]);
    expect(parsed(medusa, 'order.placed', body(order))?.[0]).toEqual({
      source: 'shop',
      sourceId: 'order_placed:order_1',
      name: 'order_placed',
      at: Date.parse('2026-03-02T09:00:00Z'),
      identities: [
        { kind: 'customer:shop', value: 'cus_1' },
        { kind: 'email', value: 'ann@example.com' },
        { kind: 'phone', value: '+493012345678' },
        { kind: 'order:shop', value: 'order_1' },
      ],
      profile: { email: 'ann@example.com', phone: '+493012345678', firstName: 'Ann', lastName: 'Li' },
      data: {
        order: {
          id: 'order_1',
          amount: 9050,
          currency: 'EUR',
          items: [{ product: 'prod_1', category: 'Laptops', quantity: 2, amount: 8550 }],
          coupons: ['HELLO10'],
        },
      },
    });
  });

  test('is paid when the whole payment is captured', () => {
    expect(facts('payment.captured', body(payment))?.[0]).toBe('order_paid:order_1 2026-03-02T09:20:00.000Z');
    expect(facts('payment.captured', body({ ...payment, captured_at: null }))).toEqual([]);
  });

  test('is refunded in parts, each of them once', () => {
    expect(facts('payment.refunded', body(payment))).toEqual([
      'order_refunded:ref_1 2026-03-04T09:00:00.000Z',
      'order_refunded:ref_2 2026-03-05T09:00:00.000Z',
    ]);
    expect(parsed(medusa, 'payment.refunded', body(payment))?.[1]?.data).toEqual({
      order: { id: 'order_1', currency: 'EUR', refunded: 8050 },
    });
  });

  test('cancelled has a total of 0, which is not what it was worth', () => {
    const [cancelled] = parsed(medusa, 'order.canceled', body({ ...order, total: 0 })) ?? [];
    expect(cancelled).toMatchObject({ name: 'order_cancelled', at: Date.parse('2026-03-02T09:30:00Z') });
    expect(cancelled?.data.order).not.toHaveProperty('amount');
  });

  test('cancelled after it was paid tells what was given back for it', () => {
    const { order: _, ...paid } = payment;
    const told = body({
      ...order,
      total: 0,
      payment_collections: [{ payments: [paid] }, { payments: null }],
    });
    expect(facts('order.canceled', told)).toEqual([
      'order_cancelled:order_1 2026-03-02T09:30:00.000Z',
      'order_refunded:ref_1 2026-03-04T09:00:00.000Z',
      'order_refunded:ref_2 2026-03-05T09:00:00.000Z',
    ]);
  });

  test('of a guest is known by its address', () => {
    const [placed] = parsed(medusa, 'order.placed', body({ ...order, customer: null })) ?? [];
    expect(placed?.identities[0]).toEqual({ kind: 'email', value: 'ann@example.com' });
  });

  test.each([
    ['jpy', 1980, 1980],
    ['kwd', 1.234, 1234],
    ['eur', 10.833333333333334, 1083],
    ['eur', 10.835, 1084],
  ])('in %s of %d is %d minor units', (currency_code, total, amount) => {
    const told = body({ ...order, currency_code, total, items: [] });
    expect(parsed(medusa, 'order.placed', told)?.[0]?.data.order?.amount).toBe(amount);
  });
});

describe('A cart', () => {
  const cart = {
    id: 'cart_1',
    updated_at: '2026-03-02T08:00:00.000Z',
    email: 'ann@example.com',
    customer: null,
    shipping_address: null,
    items: [{ quantity: 2 }, { quantity: 1 }],
  };

  test('is told at each change', () => {
    expect(parsed(medusa, 'cart.updated', { data: cart })).toMatchObject([
      {
        sourceId: `cart_updated:cart_1:${Date.parse('2026-03-02T08:00:00Z')}`,
        data: { cart: { items: 3 } },
      },
    ]);
  });

  test('is told again when only what lies in it has changed', () => {
    expect(facts('cart.updated', body(cart))).toEqual([
      `cart_updated:cart_1:${Date.parse(metadata.created_at)} 2026-03-02T09:30:00.000Z`,
    ]);
  });

  test('with an address to ship to is being checked out', () => {
    const told = { data: { ...cart, shipping_address: { address_1: 'Street 1' } } };
    expect(facts('cart.updated', told)?.[1]).toBe('checkout_started:cart_1 2026-03-02T08:00:00.000Z');
  });

  test('that became an order, or is nobody’s, tells nothing', () => {
    expect(facts('cart.updated', { data: { ...cart, completed_at: '2026-03-02T09:00:00Z' } })).toEqual([]);
    expect(facts('cart.created', { data: { ...cart, email: null } })).toEqual([]);
  });
});

test('a customer with an account registered; a guest did not', () => {
  const told = {
    ...customer,
    has_account: true,
    created_at: '2026-03-01T00:00:00.000Z',
    updated_at: '2026-03-04T00:00:00.000Z',
  };
  const updated = `customer_updated:cus_1:${Date.parse('2026-03-04T00:00:00Z')} 2026-03-04T00:00:00.000Z`;
  expect(facts('customer.updated', { data: told })).toEqual([
    'customer_registered:cus_1 2026-03-01T00:00:00.000Z',
    updated,
  ]);
  expect(facts('customer.created', { data: { ...told, has_account: false } })).toEqual([updated]);
});

test.each(['order.updated', 'order.completed'])('the topic “%s” tells nothing of anybody', (topic) => {
  expect(parsed(medusa, topic, {})).toBeUndefined();
});

test.each([
  ['order.placed', body({ ...order, total: '1.2.3' }), /total “1.2.3” is not an amount in EUR/],
  ['order.placed', body({ ...order, items: null }), /data.items/],
  ['payment.captured', body({ id: 'pay_1' }), /data.*required/],
  ['cart.updated', { data: { id: 'cart_1' } }, /data.*required/],
])('%s of a wrong shape says where: %#', (topic, told, error) => {
  expect(() => parsed(medusa, topic, told)).toThrow(error);
});

describe('A real Medusa', () => {
  const { title, skip, read } = recorded('medusa-2.21.2-events.json');

  (skip ? test.skip : test)(title, () => {
    const recording = read() as { ev: string; body: unknown }[];
    const whole = recording.filter(({ ev }) => ev.startsWith('order.') || ev.startsWith('customer.'));
    expect(
      whole.flatMap(({ ev, body: told }) => parsed(medusa, ev, told)?.map((event) => event.name)),
    ).toEqual([
      'customer_registered',
      'order_placed',
      'cart_updated',
      'coupon_redeemed',
      'order_cancelled',
      'customer_registered',
      'customer_updated',
    ]);
    const placed = whole.find(({ ev }) => ev === 'order.placed');
    expect(parsed(medusa, 'order.placed', placed?.body)?.[0]?.data.order).toMatchObject({
      amount: 90_500,
      currency: 'EUR',
      items: [{ quantity: 1, amount: 90_000 }],
      coupons: ['ADA-10-XYZ'],
    });
  });
});

describe('A product', () => {
  const prices = [{ amount: 52, currency_code: 'eur', price_rules: [] }];
  const data = { id: 'prod_1', title: 'Cup', updated_at: '2026-03-01T00:00:00.000Z', currency_code: 'eur' };
  const told = (variants: object[]) =>
    medusa.parse(
      {
        topic: 'inventory-level.updated',
        key: 'delivery',
        rawBody: Buffer.from(JSON.stringify(body({ ...data, variants }))),
      },
      'shop',
    );

  test('is told when its price or stock changes, which is later than its own date', () => {
    const level = { required_quantity: 1, inventory: { location_levels: [{ available_quantity: 4 }] } };
    expect(told([{ manage_inventory: true, prices, inventory_items: [level] }])).toEqual({
      events: [],
      products: [
        {
          id: 'prod_1',
          title: 'Cup',
          price: { amount: 5200, currency: 'EUR' },
          stock: 4,
          at: Date.parse(metadata.created_at),
        },
      ],
    });
  });
});
