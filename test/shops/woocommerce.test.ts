import { createHmac } from 'node:crypto';
import { woocommerce } from '../../core/shops/woocommerce';
import { checked, parsed, recorded, type Request } from './support/deliver';

const connection = { secret: 'hush', previousSecret: 'hushed' };

const sign = (body: string, secret: string) => createHmac('sha256', secret).update(body).digest('base64');

function request(body: string, headers: Record<string, string | undefined> = {}, secret = 'hush'): Request {
  return {
    body,
    headers: {
      'x-wc-webhook-topic': 'order.updated',
      'x-wc-webhook-delivery-id': 'd1',
      'x-wc-webhook-signature': sign(body, secret),
      ...headers,
    },
  };
}

const keyOf = async (given: Request) => {
  const verdict = await checked(woocommerce, given, { connection });
  return 'delivery' in verdict ? verdict.delivery.key : undefined;
};

describe('A request', () => {
  test.each([
    ['signed with the secret', request('{}')],
    ['signed with the one before it', request('{}', {}, 'hushed')],
  ])('%s is believed', async (_, given) => {
    expect(await checked(woocommerce, given, { connection })).toMatchObject({
      delivery: { topic: 'order.updated', rawBody: Buffer.from('{}') },
    });
  });

  test.each([
    ['unsigned', request('{}', { 'x-wc-webhook-signature': undefined }), /^unsigned/],
    ['of no topic', request('{}', { 'x-wc-webhook-topic': undefined }), /^unsigned/],
    ['signed by somebody else', request('{}', {}, 'guess'), /signature/],
    ['changed on its way', { ...request('{}'), body: '{ }' }, /signature/],
    ['that is almost a ping', { body: 'webhook_id=1&status=active', headers: {} }, /^unsigned/],
    ['that is a ping with a topic', { ...request('webhook_id=1', {}, 'guess') }, /signature/],
  ])('%s is not', async (_, given, error) => {
    expect(await checked(woocommerce, given, { connection })).toEqual({
      answer: { status: 401, body: { error: expect.stringMatching(error) } },
    });
  });

  test('that only pings is answered with 200, or the webhook would not be enabled', async () => {
    expect(await checked(woocommerce, { body: 'webhook_id=12', headers: {} }, { connection })).toEqual({
      answer: { status: 200, body: { pong: true } },
    });
  });

  test('is known by its topic and body: two in one second share the id of their delivery', async () => {
    const [first, again, other, topic] = await Promise.all([
      keyOf(request('{"id":1}')),
      keyOf(request('{"id":1}', { 'x-wc-webhook-delivery-id': 'd2' })),
      keyOf(request('{"id":2}')),
      keyOf(request('{"id":1}', { 'x-wc-webhook-topic': 'order.created' })),
    ]);
    expect(again).toBe(first);
    expect(new Set([first, other, topic]).size).toBe(3);
  });
});

const billing = {
  first_name: 'Ann',
  last_name: 'Li',
  email: 'ann@example.com',
  phone: '030 12345678',
  country: 'DE',
};

const order = {
  id: 13,
  status: 'pending',
  created_via: 'checkout',
  currency: 'EUR',
  total: '95.00',
  date_created_gmt: '2026-03-02T09:00:00',
  date_modified_gmt: '2026-03-02T09:10:00',
  date_paid_gmt: null,
  date_completed_gmt: null,
  customer_id: 2,
  billing,
  line_items: [{ product_id: 10, quantity: 2, total: '75.6303', total_tax: '14.3697' }],
  coupon_lines: [{ code: 'hello10' }],
  refunds: [],
};

const facts = (body: unknown, topic = 'order.updated') =>
  parsed(woocommerce, topic, body)?.map(({ sourceId, at }) => `${sourceId} ${new Date(at).toISOString()}`);

const placed = 'order_placed:13 2026-03-02T09:00:00.000Z';
const redeemed = 'coupon_redeemed:13:HELLO10 2026-03-02T09:00:00.000Z';

describe('An order', () => {
  test('placed says who, what, how much, and which coupon; the phone by the country', () => {
    const [event] = parsed(woocommerce, 'order.created', order) ?? [];
    expect(event).toEqual({
      source: 'shop',
      sourceId: 'order_placed:13',
      name: 'order_placed',
      at: Date.parse('2026-03-02T09:00:00Z'),
      identities: [
        { kind: 'customer:shop', value: '2' },
        { kind: 'email', value: 'ann@example.com' },
        { kind: 'phone', value: '+493012345678' },
        { kind: 'order:shop', value: '13' },
      ],
      profile: { email: 'ann@example.com', phone: '+493012345678', firstName: 'Ann', lastName: 'Li' },
      data: {
        order: {
          id: '13',
          amount: 9500,
          currency: 'EUR',
          items: [{ product: '10', quantity: 2, amount: 9000 }],
          coupons: ['hello10'],
        },
      },
    });
    expect(facts(order, 'order.created')).toEqual([placed, redeemed]);
    expect(facts(order)).toEqual([placed, redeemed]);
  });

  test('is paid when it says since when', () => {
    const paid = { ...order, status: 'processing', date_paid_gmt: '2026-03-02T09:05:00' };
    expect(facts(paid)).toEqual([placed, 'order_paid:13 2026-03-02T09:05:00.000Z', redeemed]);
  });

  test('paid on delivery is paid when it is completed', () => {
    const onItsWay = { ...order, payment_method: 'cod', status: 'processing' };
    expect(facts(onItsWay)).toEqual([placed, redeemed]);
    const done = { ...onItsWay, status: 'completed', date_completed_gmt: '2026-03-05T12:00:00' };
    expect(facts(done)).toEqual([placed, 'order_paid:13 2026-03-05T12:00:00.000Z', redeemed]);
  });

  test('is cancelled and refunded by what it has become', () => {
    const cancelled = { ...order, status: 'cancelled', refunds: [{ id: 15, total: '-10.00' }] };
    expect(facts(cancelled)).toEqual([
      placed,
      'order_cancelled:13 2026-03-02T09:10:00.000Z',
      'order_refunded:15 2026-03-02T09:10:00.000Z',
      redeemed,
    ]);
    expect(parsed(woocommerce, 'order.updated', cancelled)?.[2]?.data.order).toEqual({
      id: '13',
      currency: 'EUR',
      refunded: 1000,
    });
  });

  test('that is old and saved anew was not cancelled just now', () => {
    const old = { ...order, status: 'cancelled', date_created_gmt: '2024-01-01T00:00:00' };
    expect(facts(old)?.[1]).toBe('order_cancelled:13 2024-01-01T00:00:00.000Z');
  });

  test('made through the API is not placed while it may still be refused', () => {
    const made = { ...order, created_via: 'rest-api' };
    expect(facts(made, 'order.created')).toEqual([]);
    expect(facts({ ...made, status: 'on-hold' })).toEqual([placed, redeemed]);
  });

  test('of a guest is known by its address: all guests have the id 0', () => {
    const [event] = parsed(woocommerce, 'order.created', { ...order, customer_id: 0 }) ?? [];
    expect(event?.identities.map(({ kind }) => kind)).toEqual(['email', 'phone', 'order:shop']);
  });

  test('that is a draft is a checkout under way', () => {
    const draft = { ...order, status: 'checkout-draft' };
    expect(facts(draft)).toEqual([
      'checkout_started:13 2026-03-02T09:00:00.000Z',
      `cart_updated:13:${Date.parse('2026-03-02T09:10:00Z')} 2026-03-02T09:10:00.000Z`,
    ]);
    expect(facts({ ...draft, customer_id: 0, billing: {} })).toEqual([]);
  });

  test.each(['trash', 'auto-draft'])('in the state “%s” tells nothing', (status) => {
    expect(facts({ ...order, status })).toEqual([]);
  });

  test('that is gone by the time it is told tells nothing', () => {
    const gone =
      '{"code":"woocommerce_rest_shop_order_invalid_id","message":"Invalid ID.","data":{"status":404}}';
    expect(parsed(woocommerce, 'order.updated', gone)).toEqual([]);
  });
});

test('a customer registered, and was changed afterwards', () => {
  const customer = {
    id: 2,
    date_created_gmt: '2026-03-01T00:00:00',
    date_modified_gmt: '2026-03-02T00:00:00',
    email: 'ann@example.com',
    first_name: '',
    last_name: '',
    billing,
  };
  expect(facts(customer, 'customer.updated')).toEqual([
    'customer_registered:2 2026-03-01T00:00:00.000Z',
    `customer_updated:2:${Date.parse('2026-03-02T00:00:00Z')} 2026-03-02T00:00:00.000Z`,
  ]);
  expect(parsed(woocommerce, 'customer.created', customer)?.[0]?.profile).toEqual({
    email: 'ann@example.com',
    phone: '+493012345678',
    firstName: 'Ann',
    lastName: 'Li',
  });
});

test.each(['product.deleted', 'coupon.created', 'order.deleted', 'action.woocommerce_order_refunded'])(
  'the topic “%s” tells nothing of anybody',
  (topic) => {
    expect(parsed(woocommerce, topic, {})).toBeUndefined();
  },
);

test.each([
  ['order.created', { ...order, total: 'abc' }, /total “abc” is not an amount in EUR/],
  ['order.created', { ...order, status: null }, /status/],
  ['order.updated', { ...order, date_paid_gmt: '0000-00-00' }, /date_paid_gmt/],
  ['order.updated', { id: 13 }, /status/],
  ['customer.created', { id: 0.5 }, /^id|required/],
])('%s of a wrong shape says where: %#', (topic, body, error) => {
  expect(() => parsed(woocommerce, topic, body)).toThrow(error);
});

describe('A real WooCommerce', () => {
  const { title, skip, read } = recorded('woocommerce-9.4.3-webhooks.json');

  (skip ? test.skip : test)(title, () => {
    const recording = read() as Record<string, { headers: Record<string, string>; body: unknown }>;
    const told = Object.entries(recording).map(([name, { headers, body }]) => {
      const events = parsed(woocommerce, headers['x-wc-webhook-topic'] ?? '', body);
      return [name, events?.map(({ sourceId }) => sourceId)];
    });
    expect(Object.fromEntries(told)).toEqual({
      ping: undefined,
      'customer.created': ['customer_registered:2'],
      'customer.updated': ['customer_registered:2'],
      'coupon.created': undefined,
      // Made through the API and pending.
      'order.created': [],
      'order.updated': [],
      'product.updated': [],
      'action.woocommerce_order_refunded': undefined,
      'order.updated.refunded': cancelled,
      'order.updated.cancelled': cancelled,
    });
  });

  const cancelled = [
    'order_placed:13',
    'order_cancelled:13',
    'order_refunded:15',
    'coupon_redeemed:13:ADA-10-1795322724075',
  ];
});
