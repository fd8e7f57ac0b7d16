import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { shopify } from '../../core/shops/shopify';
import { topics } from '../../core/shops/shopify/topics';
import { checked, parsed, parsedProducts, recorded, type Request } from './support/deliver';
import { only } from './support/only';

const connection = { secret: 'hush', previousSecret: 'hushed' };

const sign = (body: string, secret: string) => createHmac('sha256', secret).update(body).digest('base64');

function request(body: string, headers: Record<string, string | undefined> = {}, secret = 'hush'): Request {
  return {
    body,
    headers: {
      'x-shopify-topic': 'orders/create',
      'x-shopify-webhook-id': 'w1',
      'x-shopify-hmac-sha256': sign(body, secret),
      ...headers,
    },
  };
}

describe('A request', () => {
  const delivery = { topic: 'orders/create', key: 'w1', rawBody: Buffer.from('{}') };

  test.each([
    ['signed with the secret', request('{}')],
    ['signed with the one before it', request('{}', {}, 'hushed')],
    [
      'of the newer events',
      {
        body: '{}',
        headers: {
          'shopify-topic': 'orders/create',
          'shopify-webhook-id': 'w1',
          'shopify-hmac-sha256': sign('{}', 'hush'),
        },
      },
    ],
  ])('%s is believed', async (_, given) => {
    expect(await checked(shopify, given, { connection })).toEqual({ delivery });
  });

  test('without the id of its delivery is known by its body', async () => {
    const given = request('{}', { 'x-shopify-webhook-id': undefined });
    const key = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(await checked(shopify, given, { connection })).toEqual({ delivery: { ...delivery, key } });
  });

  test.each([
    ['unsigned', request('{}', { 'x-shopify-hmac-sha256': undefined }), /^unsigned/],
    ['of no topic', request('{}', { 'x-shopify-topic': '' }), /^unsigned/],
    ['signed by somebody else', request('{}', {}, 'guess'), /signature/],
    ['with a signature of the wrong length', request('{}', { 'x-shopify-hmac-sha256': 'AAAA' }), /signature/],
    ['changed on its way', { ...request('{}'), body: '{ }' }, /signature/],
  ])('%s is not', async (_, given, error) => {
    expect(await checked(shopify, given, { connection })).toEqual({
      answer: { status: 401, body: { error: expect.stringMatching(error) } },
    });
  });

  test('is never signed by an empty secret', async () => {
    const given = request('{}', {}, '');
    expect(
      await checked(shopify, given, { connection: { ...connection, previousSecret: '' } }),
    ).toMatchObject({ answer: { status: 401 } });
  });
});

const customer = {
  id: 7,
  admin_graphql_api_id: 'gid://shopify/Customer/7',
  email: 'ann@example.com',
  phone: '+493012345678',
  first_name: 'Ann',
  last_name: 'Li',
  tags: 'vip, new ',
};

const usd = (amount: string) => ({
  shop_money: { amount, currency_code: 'USD' },
  presentment_money: { amount, currency_code: 'USD' },
});

const order = {
  id: 1,
  admin_graphql_api_id: 'gid://shopify/Order/1',
  created_at: '2026-03-02T10:00:00+01:00',
  processed_at: '2026-03-02T10:00:00+01:00',
  updated_at: '2026-03-02T10:00:05+01:00',
  cancelled_at: null,
  financial_status: 'pending',
  currency: 'USD',
  total_price: '90.00',
  total_price_set: usd('90.00'),
  email: 'ann@example.com',
  customer_locale: 'de',
  customer,
  line_items: [
    {
      product_id: 77,
      quantity: 2,
      price: '50.00',
      price_set: usd('50.00'),
      discount_allocations: [{ amount: '10.00', amount_set: usd('10.00') }],
    },
  ],
  discount_codes: [{ code: 'Hello10', amount: '10.00', type: 'fixed_amount' }],
  refunds: [],
};

const back = {
  id: 900,
  order_id: 1,
  created_at: '2026-03-05T10:00:00Z',
  transactions: [
    { kind: 'refund', status: 'success', amount: '25.00', currency: 'USD' },
    { kind: 'refund', status: 'failure', amount: '25.00', currency: 'USD' },
    { kind: 'refund', status: 'pending', amount: '5.00', currency: 'USD' },
    { kind: 'sale', status: 'success', amount: '90.00', currency: 'USD' },
  ],
};

const named = (topic: string, body: unknown) => parsed(shopify, topic, body)?.map(({ name }) => name);
const ids = (topic: string, body: unknown) =>
  parsed(shopify, topic, body)?.map(({ sourceId }) => sourceId) ?? [];

describe('An order', () => {
  test('placed says who, what, how much, and which coupon', () => {
    const facts = {
      id: '1',
      amount: 9000,
      currency: 'USD',
      items: [{ product: '77', quantity: 2, amount: 9000 }],
      coupons: ['Hello10'],
    };
    const common = {
      source: 'shop',
      at: Date.parse('2026-03-02T09:00:00Z'),
      identities: [
        { kind: 'customer:shop', value: '7' },
        { kind: 'email', value: 'ann@example.com' },
        { kind: 'phone', value: '+493012345678' },
        { kind: 'order:shop', value: '1' },
      ],
      profile: {
        email: 'ann@example.com',
        phone: '+493012345678',
        firstName: 'Ann',
        lastName: 'Li',
        locale: 'de',
        tags: 'vip,new',
      },
    };
    expect(parsed(shopify, 'orders/create', order)).toEqual([
      { ...common, name: 'order_placed', sourceId: 'order_placed:1', data: { order: facts } },
      {
        ...common,
        name: 'coupon_redeemed',
        sourceId: 'coupon_redeemed:1:HELLO10',
        data: { order: { id: '1', coupons: ['Hello10'] } },
      },
    ]);
  });

  test('that is paid at once and told again as paid is paid once, by one id', () => {
    const created = ids('orders/create', { ...order, financial_status: 'paid' });
    const paid = ids('orders/paid', { ...order, financial_status: 'paid' });
    expect(created).toEqual(['order_placed:1', 'order_paid:1', 'coupon_redeemed:1:HELLO10']);
    expect(paid).toEqual(created);
  });

  test('that is changed later does not say when it was paid', () => {
    expect(named('orders/updated', { ...order, financial_status: 'paid' })).toEqual([
      'order_placed',
      'coupon_redeemed',
    ]);
  });

  test('is cancelled when it says so', () => {
    const cancelled = { ...order, cancelled_at: '2026-03-03T10:00:00Z' };
    expect(parsed(shopify, 'orders/cancelled', cancelled)?.[1]).toMatchObject({
      name: 'order_cancelled',
      sourceId: 'order_cancelled:1',
      at: Date.parse('2026-03-03T10:00:00Z'),
    });
  });

  test('a refund is what went back or is on its way, told twice by one id', () => {
    const [refunded, another] = parsed(shopify, 'refunds/create', back) ?? [];
    expect(another).toBeUndefined();
    expect(refunded).toEqual({
      source: 'shop',
      sourceId: 'order_refunded:900',
      name: 'order_refunded',
      at: Date.parse('2026-03-05T10:00:00Z'),
      identities: [{ kind: 'order:shop', value: '1' }],
      profile: {},
      data: { order: { id: '1', currency: 'USD', refunded: 3000 } },
    });
    expect(ids('orders/updated', { ...order, refunds: [back] })).toContain('order_refunded:900');
  });

  test('goods taken back without money are no refund', () => {
    expect(parsed(shopify, 'refunds/create', { ...back, transactions: [] })).toEqual([]);
  });

  test('of a guest is known by its address, of a sale over the counter by nothing', () => {
    const guest = { ...order, customer: null };
    expect(parsed(shopify, 'orders/create', guest)?.[0]?.identities).toEqual([
      { kind: 'email', value: 'ann@example.com' },
      { kind: 'order:shop', value: '1' },
    ]);
    expect(parsed(shopify, 'orders/create', { ...guest, email: '' })).toEqual([]);
  });

  test('ids beyond 2^53 keep their digits, with and without the GraphQL id', () => {
    const long = '820982911946154508';
    const [refund] =
      parsed(shopify, 'refunds/create', JSON.stringify(back).replace('"order_id":1', `"order_id":${long}`)) ??
      [];
    expect(refund?.data.order?.id).toBe(long);
    const gid = { ...order, admin_graphql_api_id: `gid://shopify/Order/${long}` };
    const rounded = JSON.stringify(gid).replace('"id":1,', '"id":820982911946154500,');
    expect(parsed(shopify, 'orders/create', rounded)?.[0]?.data.order?.id).toBe(long);
  });

  test.each([
    [false, 9855],
    [true, 9000],
  ])('pieces cost what was paid for them, taxes included (in the price: %s)', (included, amount) => {
    const taxes = [{ price: '8.55', price_set: usd('8.55') }];
    const taxed = {
      ...order,
      taxes_included: included,
      line_items: [{ ...order.line_items[0], tax_lines: taxes }],
    };
    expect(parsed(shopify, 'orders/create', taxed)?.[0]?.data.order?.items).toMatchObject([{ amount }]);
  });

  test('in another currency than the shop’s counts what the buyer paid', () => {
    const yen = (amount: string) => ({
      shop_money: { amount: '1.00', currency_code: 'USD' },
      presentment_money: { amount, currency_code: 'JPY' },
    });
    const abroad = {
      ...order,
      total_price_set: yen('14500'),
      line_items: [{ product_id: null, quantity: 1, price: '99.00', price_set: yen('14500') }],
    };
    expect(parsed(shopify, 'orders/create', abroad)?.[0]?.data.order).toMatchObject({
      amount: 14_500,
      currency: 'JPY',
      items: [{ quantity: 1, amount: 14_500 }],
    });
  });

  test.each([
    ['JPY', 0],
    ['EUR', 2],
    ['KWD', 3],
  ])('every amount in %s is read to the last place, from text and from numbers', (currency, places) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), (minor) => {
        const digits = String(minor).padStart(places + 1, '0');
        const major = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
        const body = { ...order, currency, total_price_set: null, line_items: [], total_price: 'X' };
        for (const written of [`"${major}"`, major]) {
          const json = JSON.stringify(body).replace('"X"', written);
          expect(parsed(shopify, 'orders/create', json)?.[0]?.data.order?.amount).toBe(minor);
        }
      }),
    );
  });
});

describe('A customer', () => {
  const body = { ...customer, created_at: '2026-03-01T00:00:00Z', updated_at: '2026-03-01T00:00:00Z' };
  const consent = (state: string, at: string | null = '2026-03-02T00:00:00Z') => ({
    state,
    opt_in_level: 'single_opt_in',
    consent_updated_at: at,
  });

  test('registered, and what was changed afterwards', () => {
    expect(ids('customers/create', body)).toEqual(['customer_registered:7']);
    const changed = { ...body, updated_at: '2026-03-04T00:00:00Z' };
    expect(ids('customers/update', changed)).toEqual([
      'customer_registered:7',
      `customer_updated:7:${Date.parse('2026-03-04T00:00:00Z')}`,
    ]);
  });

  test('consent is one fact, whichever topic tells it', () => {
    const email = consent('subscribed');
    const [, told] = parsed(shopify, 'customers/create', { ...body, email_marketing_consent: email }) ?? [];
    expect(told).toMatchObject({
      name: 'consent_changed',
      at: Date.parse('2026-03-02T00:00:00Z'),
      profile: { 'consent.email': 'granted' },
      data: { message: { channel: 'email' } },
    });
    const again = { customer_id: 7, email_address: 'ann@example.com', email_marketing_consent: email };
    expect(ids('customers_email_marketing_consent/update', again)).toEqual([told?.sourceId]);
    const bought = { ...order, customer: { ...customer, email_marketing_consent: email } };
    expect(ids('orders/create', bought)).toContain(told?.sourceId);
  });

  test('consent by SMS may be taken back', () => {
    const body = { id: 7, phone: '+493012345678', sms_marketing_consent: consent('unsubscribed') };
    expect(parsed(shopify, 'customers_marketing_consent/update', body)).toMatchObject([
      { name: 'consent_changed', profile: { 'consent.sms': 'withdrawn' } },
    ]);
  });

  test.each([
    ['not_subscribed', '2026-03-02T00:00:00Z'],
    ['pending', '2026-03-02T00:00:00Z'],
    ['subscribed', null],
  ])('“%s” at %s is neither a yes nor a no', (state, at) => {
    const told = { customer_id: 7, email_marketing_consent: consent(state, at) };
    expect(parsed(shopify, 'customers_email_marketing_consent/update', told)).toEqual([]);
  });
});

describe('A checkout', () => {
  const checkout = {
    token: 't1',
    created_at: '2026-03-02T09:00:00Z',
    updated_at: '2026-03-02T09:05:00Z',
    completed_at: null,
    email: 'Ann@Example.com',
    line_items: [{ quantity: 2 }, { quantity: 1 }],
  };

  test('begins once, and its cart is told at each change', () => {
    expect(parsed(shopify, 'checkouts/create', checkout)).toMatchObject([
      { name: 'checkout_started', sourceId: 'checkout_started:t1', at: Date.parse('2026-03-02T09:00:00Z') },
      { name: 'cart_updated', at: Date.parse('2026-03-02T09:05:00Z'), data: { cart: { items: 3 } } },
    ]);
    const later = { ...checkout, updated_at: '2026-03-02T09:06:00Z' };
    expect(ids('checkouts/update', later)[0]).toBe('checkout_started:t1');
    expect(ids('checkouts/update', later)[1]).not.toBe(ids('checkouts/create', checkout)[1]);
  });

  test('completed, leaves an empty cart', () => {
    const done = { ...checkout, completed_at: '2026-03-02T09:07:00Z' };
    expect(parsed(shopify, 'checkouts/update', done)?.[1]?.data).toEqual({ cart: { items: 0 } });
  });

  test('of somebody who has not said who they are tells nothing', () => {
    expect(parsed(shopify, 'checkouts/create', { ...checkout, email: null })).toEqual([]);
  });
});

describe('A product', () => {
  const variant = { inventory_quantity: 3, inventory_management: 'shopify', price: '4.90' };
  const tea = {
    id: 77,
    admin_graphql_api_id: 'gid://shopify/Product/77',
    title: 'Tea',
    product_type: 'Green',
    category: { full_name: 'Food > Drinks > Tea' },
    updated_at: '2026-03-04T01:00:00+01:00',
    variants: [variant, { ...variant, inventory_quantity: 4 }],
  };
  const at = Date.parse('2026-03-04T00:00:00Z');

  test.each(['products/create', 'products/update'])('by %s tells its category and stock', (topic) => {
    expect(parsedProducts(shopify, topic, tea)).toEqual([
      { id: '77', title: 'Tea', category: 'Food > Drinks > Tea', stock: 7, at },
    ]);
  });

  test('whose pieces are not counted, or of whom nothing is known, tells no stock', () => {
    const uncounted = {
      ...tea,
      category: null,
      variants: [variant, { ...variant, inventory_management: null }],
    };
    expect(parsedProducts(shopify, 'products/update', uncounted)).toEqual([
      { id: '77', title: 'Tea', category: 'Green', at },
    ]);
    const bare = { ...tea, category: {}, product_type: '', variants: [] };
    expect(parsedProducts(shopify, 'products/update', bare)).toEqual([{ id: '77', title: 'Tea', at }]);
  });

  test('sold beyond what there is, is sold out', () => {
    const oversold = { ...tea, variants: [{ ...variant, inventory_quantity: -2 }] };
    expect(parsedProducts(shopify, 'products/update', oversold)).toMatchObject([{ stock: 0 }]);
  });
});

test.each([
  'carts/update',
  'products/delete',
  'variants/in_stock',
  'orders/edited',
  '__proto__',
  'constructor',
  '',
])('the topic “%s” tells nothing of anybody', (topic) => {
  expect(parsed(shopify, topic, {})).toBeUndefined();
});

test.each([
  ['orders/create', 'not JSON', /not JSON/],
  [
    'orders/create',
    { ...order, total_price: 'free', total_price_set: null },
    /total_price “free” is not an amount in USD/,
  ],
  ['orders/create', { ...order, currency: 'USX', total_price_set: null }, /“USX” is not an ISO 4217 code/],
  ['orders/create', { ...order, processed_at: 'today' }, /processed_at “today” is not an instant/],
  [
    'orders/create',
    { ...order, line_items: [{ ...order.line_items[0], quantity: 1.5 }] },
    /line_items.0.quantity/,
  ],
  ['orders/create', { ...order, id: ' ' }, /^id/],
  ['refunds/create', { ...back, order_id: null }, /order_id/],
  ['customers/create', [], /object/],
])('%s of a wrong shape says where: %#', (topic, body, error) => {
  expect(() => parsed(shopify, topic, body)).toThrow(error);
});

const kept = (name: string, amount?: number) => ({
  name,
  at: Date.parse('2022-01-01T00:00:00Z'),
  ...(amount !== undefined && { data: { order: { amount, currency: 'USD' } } }),
});

describe.each([
  ['customers.create', [kept('customer_registered')]],
  ['checkouts.create', [kept('checkout_started'), kept('cart_updated')]],
  ['orders.create', [kept('order_placed', 38_800), kept('order_cancelled', 38_800)]],
  [
    'orders.paid',
    [kept('order_placed', 38_800), kept('order_paid', 38_800), kept('order_cancelled', 38_800)],
  ],
  // No money moved in the one that was recorded.
  ['refunds.create', []],
])('%s', (name, events) => {
  const { title, skip, read } = recorded(`shopify/${name}.json`);

  (skip ? test.skip : test)(title, () => {
    const { topic, body } = read() as { topic: string; body: unknown };
    expect(parsed(shopify, topic, body)).toMatchObject(events);
    const { reads } = Object.entries(topics).find(([one]) => one === topic)?.[1] ?? { reads: [] };
    // What webhooks tell that the trigger has registered.
    expect(parsed(shopify, topic, only(body, reads))).toEqual(parsed(shopify, topic, body));
  });
});
