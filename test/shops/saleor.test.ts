import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { exportJWK, FlattenedSign } from 'jose';
import { HttpError, type Http } from '../../core/ports';
import { saleor } from '../../core/shops/saleor';
import { httpAnswering } from '../support/http';
import { checked, parsed, type Request } from './support/deliver';

const connection = { address: 'https://shop.example/graphql/' };
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A Saleor that publishes a key, and counts who asks for it. */
function publishing(key: KeyObject, kid = '1') {
  const asked: string[] = [];
  const http = httpAnswering(async ({ url }) => {
    asked.push(url);
    const jwk = await exportJWK(key);
    return { status: 200, headers: {}, body: JSON.stringify({ keys: [{ ...jwk, kid, use: 'sig' }] }) };
  });
  return { http, asked };
}

const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** Signs as Saleor does (PyJWT, detached): the body unencoded, and `b64` not listed as critical. */
function jws(body: string, key = pair.privateKey, header: object = { alg: 'RS256', b64: false, kid: '1' }) {
  const encoded = base64url(JSON.stringify(header));
  return `${encoded}..${sign('sha256', Buffer.from(`${encoded}.${body}`), key).toString('base64url')}`;
}

const request = (body: string, signature: string): Request => ({
  body,
  headers: { 'saleor-event': 'order_created', 'saleor-signature': signature },
});

describe('A request', () => {
  const body = '{"issuedAt":"…"}';
  const believed = { delivery: { topic: 'order_created', rawBody: Buffer.from(body) } };

  test('signed with the published key is believed; the key is fetched once, and from the address given', async () => {
    const { http, asked } = publishing(pair.publicKey);
    const given = request(body, jws(body));
    given.headers['saleor-api-url'] = 'https://evil.example/graphql/';
    expect(await checked(saleor, given, { connection, http })).toMatchObject(believed);
    expect(await checked(saleor, given, { connection, http })).toMatchObject(believed);
    expect(asked).toEqual(['https://shop.example/.well-known/jwks.json']);
  });

  test('that lists b64 as critical, as RFC 7797 wants, is believed, too', async () => {
    const signed = await new FlattenedSign(Buffer.from(body))
      .setProtectedHeader({ alg: 'RS256', b64: false, crit: ['b64'], kid: '1' })
      .sign(pair.privateKey);
    const given = request(body, `${signed.protected ?? ''}..${signed.signature}`);
    const { http } = publishing(pair.publicKey);
    expect(await checked(saleor, given, { connection, http })).toMatchObject(believed);
  });

  test('with the older headers is believed', async () => {
    const { http } = publishing(pair.publicKey);
    const headers = { 'x-saleor-event': 'ORDER_CREATED', 'x-saleor-signature': jws(body) };
    expect(await checked(saleor, { body, headers }, { connection, http })).toMatchObject(believed);
  });

  test('is known by its event and its body', async () => {
    const { http } = publishing(pair.publicKey);
    const keyOf = async (given: Request) => {
      const verdict = await checked(saleor, given, { connection, http });
      return 'delivery' in verdict ? verdict.delivery.key : undefined;
    };
    const first = await keyOf(request(body, jws(body)));
    expect(first).toMatch(/^order_created:[0-9a-f]{64}$/);
    expect(await keyOf(request(body, jws(body)))).toBe(first);
    expect(await keyOf(request('{}', jws('{}')))).not.toBe(first);
  });

  const [header = '', , signature = ''] = jws(body).split('.');

  test.each([
    ['unsigned', request(body, ''), /^unsigned/],
    ['of no event', { body, headers: { 'saleor-signature': jws(body) } }, /^unsigned/],
    ['signed by somebody else', request(body, jws(body, other.privateKey)), /signature/],
    ['changed on its way', request('{}', jws(body)), /signature/],
    [
      'with its body in the signature',
      request(body, `${header}.${base64url(body)}.${signature}`),
      /signature/,
    ],
    [
      'of another key',
      request(body, jws(body, pair.privateKey, { alg: 'RS256', b64: false, kid: '2' })),
      /signature/,
    ],
    ['of no algorithm', request(body, `${base64url('{"alg":"none","b64":false,"kid":"1"}')}..`), /signature/],
    [
      'with its public key taken for a secret',
      request(body, `${base64url('{"alg":"HS256","b64":false,"kid":"1"}')}..AAAA`),
      /signature/,
    ],
    ['with a broken header', request(body, `%%%..${signature}`), /signature/],
  ])('%s is not', async (_, given, error) => {
    const { http } = publishing(pair.publicKey);
    expect(await checked(saleor, given, { connection, http })).toEqual({
      answer: { status: 401, body: { error: expect.stringMatching(error) } },
    });
  });

  test.each<[string, Http]>([
    ['the shop is away', httpAnswering(() => Promise.reject(new HttpError('refused', false)))],
    [
      'the shop answers something else',
      httpAnswering(() => Promise.resolve({ status: 502, headers: {}, body: '' })),
    ],
    [
      'the keys are none',
      httpAnswering(() => Promise.resolve({ status: 200, headers: {}, body: '{"keys":1}' })),
    ],
  ])('is to be sent again while %s', async (_, http) => {
    expect(await checked(saleor, request(body, jws(body)), { connection, http })).toMatchObject({
      answer: { status: 503 },
    });
  });

  test.each(['secret', 'previousSecret'])(
    'of a webhook with a secret key is signed with it (%s)',
    async (field) => {
      const hex = createHmac('sha256', 'hush').update(body).digest('hex');
      const secrets = { ...connection, [field]: 'hush' };
      expect(await checked(saleor, request(body, hex), { connection: secrets })).toMatchObject(believed);
      expect(await checked(saleor, request(body, hex), { connection })).toMatchObject({
        answer: { status: 401 },
      });
    },
  );
});

test.each(['shop.example', 'ftp://shop.example', ''])('“%s” is no address of a Saleor', async (address) => {
  const values = { address, secret: '', previousSecret: '' };
  await expect(saleor.connection.test(values)).rejects.toMatchObject({ parameter: 'address' });
});

const billingAddress = {
  firstName: 'Ann',
  lastName: 'Li',
  phone: '030 12345678',
  country: { code: 'DE' },
};
const user = {
  id: 'VXNlcjox',
  email: 'ann@example.com',
  firstName: 'Ann',
  lastName: 'Li',
  languageCode: 'DE',
};
const usd = (amount: number) => ({ gross: { amount, currency: 'USD' } });

const order = {
  id: 'T3JkZXI6MQ==',
  created: '2026-03-02T10:00:00+01:00',
  isPaid: false,
  userEmail: 'ann@example.com',
  languageCode: 'EN',
  user,
  billingAddress,
  total: usd(98.4),
  voucherCode: 'HELLO10',
  lines: [
    {
      quantity: 2,
      totalPrice: usd(98.4),
      variant: {
        product: {
          id: 'UHJvZHVjdDo3',
          category: { name: 'Earphones', parent: { name: 'Audio', parent: null } },
        },
      },
    },
    { quantity: 1, totalPrice: usd(0), variant: null },
  ],
  transactions: [],
  payments: [],
};

const body = (told: object) => ({ issuedAt: '2026-03-02T09:30:00+00:00', order: told });

const facts = (topic: string, told: unknown) =>
  parsed(saleor, topic, told)?.map(({ sourceId, at }) => `${sourceId} ${new Date(at).toISOString()}`);

describe('An order', () => {
  test('placed says who, what, how much, and which coupon; its cart is empty', () => {
    expect(facts('order_created', body(order))).toEqual([
      'order_placed:T3JkZXI6MQ== 2026-03-02T09:00:00.000Z',
      'cart_updated:T3JkZXI6MQ==:placed 2026-03-02T09:00:00.000Z',
      'coupon_redeemed:T3JkZXI6MQ==:HELLO10 2026-03-02T09:00:00.000Z',
    ]);
    expect(parsed(saleor, 'order_created', body(order))?.[0]).toEqual({
      source: 'shop',
      sourceId: 'order_placed:T3JkZXI6MQ==',
      name: 'order_placed',
      at: Date.parse('2026-03-02T09:00:00Z'),
      identities: [
        { kind: 'customer:shop', value: 'VXNlcjox' },
        { kind: 'email', value: 'ann@example.com' },
        { kind: 'phone', value: '+493012345678' },
        { kind: 'order:shop', value: 'T3JkZXI6MQ==' },
      ],
      profile: {
        email: 'ann@example.com',
        phone: '+493012345678',
        firstName: 'Ann',
        lastName: 'Li',
        locale: 'de',
      },
      data: {
        order: {
          id: 'T3JkZXI6MQ==',
          amount: 9840,
          currency: 'USD',
          items: [
            { product: 'UHJvZHVjdDo3', category: 'Audio > Earphones', quantity: 2, amount: 9840 },
            { quantity: 1, amount: 0 },
          ],
          coupons: ['HELLO10'],
        },
      },
    });
  });

  test('paid at once and told again as paid is paid once, by one id', () => {
    expect(facts('order_created', body({ ...order, isPaid: true }))).toContain(
      'order_paid:T3JkZXI6MQ== 2026-03-02T09:00:00.000Z',
    );
    expect(facts('order_fully_paid', body(order))?.[0]).toBe(
      'order_paid:T3JkZXI6MQ== 2026-03-02T09:30:00.000Z',
    );
  });

  test('is cancelled', () => {
    expect(facts('order_cancelled', body(order))).toEqual([
      'order_cancelled:T3JkZXI6MQ== 2026-03-02T09:30:00.000Z',
    ]);
  });

  test('is refunded in parts, by transactions and by the older payments, each of them once', () => {
    const amount = { amount: 10.5, currency: 'USD' };
    const event = { id: 'RTox', type: 'REFUND_SUCCESS', amount, createdAt: '2026-03-04T00:00:00Z' };
    const transaction = {
      id: 'UDox',
      kind: 'REFUND',
      isSuccess: true,
      amount,
      created: '2026-03-05T00:00:00Z',
    };
    const told = {
      ...order,
      transactions: [{ events: [event, { ...event, id: 'RToy', type: 'REFUND_REQUEST' }] }],
      payments: [{ transactions: [transaction, { ...transaction, id: 'UDoy', isSuccess: false }] }],
    };
    expect(facts('order_refunded', body(told))).toEqual([
      'order_refunded:RTox 2026-03-04T00:00:00.000Z',
      'order_refunded:UDox 2026-03-05T00:00:00.000Z',
    ]);
    expect(facts('order_fully_refunded', body(told))).toEqual(facts('order_refunded', body(told)));
    expect(parsed(saleor, 'order_refunded', body(told))?.[0]?.data).toEqual({
      order: { id: 'T3JkZXI6MQ==', currency: 'USD', refunded: 1050 },
    });
  });

  test('of a guest is known by its address', () => {
    const [placed] = parsed(saleor, 'order_created', body({ ...order, user: null })) ?? [];
    expect(placed?.identities[0]).toEqual({ kind: 'email', value: 'ann@example.com' });
    expect(placed?.profile).toMatchObject({ firstName: 'Ann', locale: 'en' });
  });
});

describe('A checkout', () => {
  const checkout = {
    id: 'Q2hlY2tvdXQ6MQ==',
    updatedAt: '2026-03-02T08:00:00Z',
    email: 'ann@example.com',
    user: null,
    billingAddress: null,
    shippingAddress: null,
    lines: [{ quantity: 2 }, { quantity: 1 }],
  };

  test('is a cart, told at each change', () => {
    expect(parsed(saleor, 'checkout_updated', { checkout })).toMatchObject([
      { name: 'cart_updated', at: Date.parse('2026-03-02T08:00:00Z'), data: { cart: { items: 3 } } },
    ]);
  });

  test('with an address to ship to has begun', () => {
    const told = { checkout: { ...checkout, shippingAddress: { id: 'QTox' } } };
    expect(facts('checkout_updated', told)?.[1]).toBe(
      'checkout_started:Q2hlY2tvdXQ6MQ== 2026-03-02T08:00:00.000Z',
    );
  });

  test('of somebody who has not said who they are tells nothing', () => {
    expect(facts('checkout_created', { checkout: { ...checkout, email: null } })).toEqual([]);
  });
});

test('a customer registered, and was changed afterwards', () => {
  const told = {
    user: {
      ...user,
      dateJoined: '2026-03-01T00:00:00Z',
      updatedAt: '2026-03-04T00:00:00Z',
      defaultBillingAddress: billingAddress,
    },
  };
  expect(facts('customer_created', told)).toEqual([
    'customer_registered:VXNlcjox 2026-03-01T00:00:00.000Z',
    `customer_updated:VXNlcjox:${Date.parse('2026-03-04T00:00:00Z')} 2026-03-04T00:00:00.000Z`,
  ]);
});

test.each(['order_updated', 'order_paid'])('the topic “%s” tells nothing of anybody', (topic) => {
  expect(parsed(saleor, topic, {})).toBeUndefined();
});

test.each([
  // What Saleor sends where the webhook has no query of its own.
  ['order_created', [{ id: 'T3JkZXI6MQ==', total_gross_amount: '98.400' }], /object/],
  ['order_created', body({ ...order, total: usd(-1) }), /order.total “-1” is not an amount in USD/],
  ['order_created', { order }, /issuedAt/],
  ['customer_created', { user: null }, /user/],
])('%s of a wrong shape says where: %#', (topic, told, error) => {
  expect(() => parsed(saleor, topic, told)).toThrow(error);
});

test('a product is told when its price or stock changes', () => {
  const product = {
    id: 'P1',
    name: 'Cup',
    updatedAt: '2026-03-01T00:00:00Z',
    pricing: { priceRange: { start: { gross: { amount: 49.9, currency: 'EUR' } } } },
    variants: [{ trackInventory: true, stocks: [{ quantity: 7, quantityAllocated: 3 }] }],
  };
  const told = (topic: string, told: object) =>
    saleor.parse(
      {
        topic,
        key: 'delivery',
        rawBody: Buffer.from(JSON.stringify({ issuedAt: '2026-03-02T09:00:00Z', ...told })),
      },
      'shop',
    )?.products;

  const now = {
    id: 'P1',
    title: 'Cup',
    price: { amount: 4990, currency: 'EUR' },
    stock: 4,
    at: Date.parse('2026-03-02T09:00:00Z'),
  };
  expect(told('product_updated', { product })).toEqual([now]);
  expect(told('product_variant_stock_updated', { productVariant: { product } })).toEqual([now]);
});
