import { Webhook } from 'standardwebhooks';
import { vendure } from '../../core/shops/vendure';
import { TestClock } from '../support/clock';
import { newSecret } from './shop';
import { checked, parsed, recorded, type Request } from './support/deliver';

const connection = { secret: newSecret(), previousSecret: newSecret() };
const clock = new TestClock();

function request(body: string, secret = connection.secret, at = clock.now()): Request {
  const signature = new Webhook(secret).sign('msg_1', new Date(at), body);
  return {
    body,
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': signature,
      'x-vendure-topic': 'order.placed',
    },
  };
}

describe('A request of the plugin', () => {
  test.each([
    ['signed with the secret', connection.secret],
    ['signed with the one before it', connection.previousSecret],
  ])('%s is believed', async (_, secret) => {
    expect(await checked(vendure, request('{}', secret), { connection, clock })).toEqual({
      delivery: { topic: 'order.placed', key: 'msg_1', rawBody: Buffer.from('{}') },
    });
  });

  test.each([
    ['signed by somebody else', request('{}', newSecret()), 401, /signature/],
    ['changed on its way', { ...request('{}'), body: '{ }' }, 401, /signature/],
    ['unsigned', { ...request('{}'), headers: {} }, 401, /^unsigned/],
    ['of yesterday', request('{}', connection.secret, clock.now() - 86_400_000), 400, /^stale/],
  ])('%s is not', async (_, given, status, error) => {
    expect(await checked(vendure, given, { connection, clock })).toEqual({
      answer: { status, body: { error: expect.stringMatching(error) } },
    });
  });
});

const customer = {
  id: 1,
  createdAt: '2026-03-01T00:00:00.000Z',
  updatedAt: '2026-03-01T00:00:00.000Z',
  firstName: 'Ann',
  lastName: 'Li',
  phoneNumber: '+493012345678',
  emailAddress: 'ann@example.com',
  user: { createdAt: '2026-03-01T00:00:00.000Z' },
};

const order = {
  id: 5,
  code: 'RGLPP6R2',
  orderPlacedAt: '2026-03-02T09:00:00.000Z',
  state: 'PaymentAuthorized',
  currencyCode: 'USD',
  totalWithTax: 97_700,
  totalQuantity: 3,
  couponCodes: ['HELLO10'],
  customer,
  lines: [
    { quantity: 2, proratedLinePriceWithTax: 90_000, productVariant: { productId: 7 } },
    { quantity: 1, proratedLinePriceWithTax: 7_200, productVariant: null },
  ],
};

const body = (data: object, more: object = {}) => ({
  id: 'e1',
  createdAt: '2026-03-02T09:00:01.000Z',
  data,
  ...more,
});

const facts = (topic: string, told: unknown) =>
  parsed(vendure, topic, told)?.map(({ sourceId, at }) => `${sourceId} ${new Date(at).toISOString()}`);

const placed = [
  'order_placed:RGLPP6R2 2026-03-02T09:00:00.000Z',
  'cart_updated:RGLPP6R2:placed 2026-03-02T09:00:00.000Z',
];
const redeemed = 'coupon_redeemed:RGLPP6R2:HELLO10 2026-03-02T09:00:00.000Z';

describe('An order', () => {
  test('placed says who, what, how much, and which coupon; its cart is empty', () => {
    const told = body({ order });
    expect(facts('order.placed', told)).toEqual([...placed, redeemed]);
    expect(parsed(vendure, 'order.placed', told)?.[0]).toEqual({
      source: 'shop',
      sourceId: 'order_placed:RGLPP6R2',
      name: 'order_placed',
      at: Date.parse('2026-03-02T09:00:00Z'),
      identities: [
        { kind: 'customer:shop', value: '1' },
        { kind: 'email', value: 'ann@example.com' },
        { kind: 'phone', value: '+493012345678' },
        { kind: 'order:shop', value: 'RGLPP6R2' },
      ],
      profile: { email: 'ann@example.com', phone: '+493012345678', firstName: 'Ann', lastName: 'Li' },
      data: {
        order: {
          id: 'RGLPP6R2',
          amount: 97_700,
          currency: 'USD',
          items: [
            { product: '7', quantity: 2, amount: 90_000 },
            { quantity: 1, amount: 7_200 },
          ],
          coupons: ['HELLO10'],
        },
      },
    });
  });

  test('settled at once is paid as it is placed, and told again by one id', () => {
    const paid = facts('order.placed', body({ order: { ...order, state: 'PaymentSettled' } }));
    expect(paid).toEqual([placed[0], placed[1], 'order_paid:RGLPP6R2 2026-03-02T09:00:00.000Z', redeemed]);
    const settled = parsed(vendure, 'order.state', body({ order, toState: 'PaymentSettled' }));
    expect(settled?.map(({ sourceId }) => sourceId)).toEqual([
      'order_paid:RGLPP6R2',
      'coupon_redeemed:RGLPP6R2:HELLO10',
    ]);
  });

  test.each([
    ['Cancelled', ['order_cancelled:RGLPP6R2 2026-03-02T09:00:01.000Z']],
    ['Shipped', []],
  ])('in the state %s', (toState, events) => {
    expect(facts('order.state', body({ order, toState }))).toEqual(events);
  });

  test('cancelled has no pieces and a total of 0, which is not what it was worth', () => {
    const emptied = { ...order, totalWithTax: 0, lines: [{ ...order.lines[0], quantity: 0 }] };
    const told = body({ order: emptied, toState: 'Cancelled' });
    expect(parsed(vendure, 'order.state', told)?.[0]?.data).toEqual({
      order: { id: 'RGLPP6R2', coupons: ['HELLO10'] },
    });
  });

  test('is refunded when the refund is made, and told again by one id when it is settled', () => {
    const refund = { id: 3, total: 1_050 };
    const facts = { id: 'RGLPP6R2', currency: 'USD', refunded: 1_050 };
    const refunded = [{ sourceId: 'order_refunded:3', data: { order: facts } }];
    const told = (topic: string, toState: string) => parsed(vendure, topic, body({ order, refund, toState }));
    expect(told('refund.created', 'Pending')).toMatchObject(refunded);
    expect(told('refund.state', 'Settled')).toMatchObject(refunded);
    expect(told('refund.state', 'Failed')).toEqual([]);
  });

  test.each([
    ['JPY', undefined, 977],
    ['KWD', undefined, 977_000],
    ['USD', 3, 9_770],
    ['USD', 0, 9_770_000],
  ])('in %s of a shop with %s places is %d minor units', (currencyCode, precision, amount) => {
    const told = body({ order: { ...order, currencyCode, lines: [] } }, { precision });
    expect(parsed(vendure, 'order.placed', told)?.[0]?.data.order?.amount).toBe(amount);
  });
});

describe('A cart', () => {
  const cart = { ...order, orderPlacedAt: null };

  test.each(['cart.line.created', 'cart.line.updated', 'cart.line.deleted'])('told by %s', (topic) => {
    expect(parsed(vendure, topic, body({ order: cart }))).toMatchObject([
      { name: 'cart_updated', sourceId: 'cart_updated:e1', data: { cart: { items: 3 } } },
    ]);
  });

  test('of somebody who has not said who they are tells nothing', () => {
    expect(facts('cart.line.updated', body({ order: { ...cart, customer: null } }))).toEqual([]);
  });

  test('is being checked out while its payment is arranged', () => {
    expect(facts('order.state', body({ order: cart, toState: 'ArrangingPayment' }))).toEqual([
      'checkout_started:RGLPP6R2 2026-03-02T09:00:01.000Z',
    ]);
  });

  test('is no cart any more once it is placed', () => {
    expect(facts('cart.line.updated', body({ order }))).toEqual([]);
  });
});

test('a customer with a user registered; a guest did not', () => {
  expect(facts('customer.created', body({ customer }))).toEqual([
    'customer_registered:1 2026-03-01T00:00:00.000Z',
  ]);
  const changed = { ...customer, user: null, updatedAt: '2026-03-04T00:00:00.000Z' };
  expect(facts('customer.updated', body({ customer: changed }))).toEqual([
    `customer_updated:1:${Date.parse('2026-03-04T00:00:00Z')} 2026-03-04T00:00:00.000Z`,
  ]);
});

test.each(['product.updated', 'stock.ALLOCATION', ''])('the topic “%s” tells nothing of anybody', (topic) => {
  expect(parsed(vendure, topic, {})).toBeUndefined();
});

test.each([
  ['order.placed', body({ order: { ...order, totalWithTax: -1 } }), /data.order.totalWithTax/],
  ['order.placed', body({ order: { ...order, currencyCode: 'USX' } }), /USX/],
  ['order.state', body({ order: { id: 5, code: 'RGLPP6R2' }, toState: 'Cancelled' }), /state/],
  ['refund.state', body({ order, refund: {}, toState: 'Settled' }), /refund/],
  ['customer.created', body({}), /customer/],
])('%s of a wrong shape says where: %#', (topic, told, error) => {
  expect(() => parsed(vendure, topic, told)).toThrow(error);
});

describe('A real Vendure', () => {
  const { title, skip, read } = recorded('vendure-3.7.3-events.json');

  (skip ? test.skip : test)(title, () => {
    const recording = read() as { topic: string; body: unknown }[];
    const whole = recording.filter(({ topic }) => topic === 'order.placed' || topic === 'customer.created');
    expect(whole.flatMap(({ topic, body: told }) => facts(topic, told))).toEqual([
      'customer_registered:1 2026-11-22T04:26:30.000Z',
      'order_placed:RGLPP6R24BZ48V8S 2026-11-22T04:26:31.051Z',
      'cart_updated:RGLPP6R24BZ48V8S:placed 2026-11-22T04:26:31.051Z',
      'order_paid:RGLPP6R24BZ48V8S 2026-11-22T04:26:31.051Z',
      'coupon_redeemed:RGLPP6R24BZ48V8S:ADA-10-XYZ 2026-11-22T04:26:31.051Z',
    ]);
  });
});
