import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { HttpError } from '../../core/ports';
import { magento } from '../../core/shops/magento';
import { httpAnswering } from '../support/http';
import { checked, parsed, type Request } from './support/deliver';

const pairs = [1, 2, 3].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
const pairAt = (index: number) => {
  const pair = pairs[index];
  if (!pair) throw new Error(`no pair ${index}`);
  return pair;
};
const pem = (key: KeyObject) => key.export({ format: 'pem', type: 'spki' }).toString();
const believed = (topic: string, key: unknown, rawBody: string) => ({
  delivery: { topic, key, rawBody: Buffer.from(rawBody) },
});

describe('A Commerce webhook', () => {
  const connection = {
    publicKey: pem(pairAt(0).publicKey),
    previousPublicKey: pem(pairAt(1).publicKey).replaceAll('\n', ' '),
  };
  const body = '{"entity_id":1}';

  function request(key = pairAt(0).privateKey, topic: string | undefined = 'order'): Request {
    const signature = sign('sha256', Buffer.from(Buffer.from(body).toString('base64')), key);
    return {
      body,
      headers: {
        'x-adobe-commerce-webhook-signature': signature.toString('base64'),
        'x-shop-journeys-topic': topic,
      },
    };
  }

  test.each([
    ['with the key', request()],
    ['with the one before it, whose line breaks were lost', request(pairAt(1).privateKey)],
  ])('signed %s is believed', async (_, given) => {
    const key = expect.stringMatching(/^order:[0-9a-f]{64}$/);
    expect(await checked(magento, given, { connection })).toEqual(believed('order', key, body));
  });

  test.each([
    ['signed by somebody else', request(pairAt(2).privateKey)],
    ['changed on its way', { ...request(), body: '{}' }],
    ['with a broken signature', { body, headers: { 'x-adobe-commerce-webhook-signature': '%' } }],
  ])('%s is not', async (_, given) => {
    expect(await checked(magento, given, { connection })).toMatchObject({ answer: { status: 401 } });
  });

  test('is not believed without a key', async () => {
    expect(await checked(magento, request(), { connection: {} })).toMatchObject({ answer: { status: 401 } });
  });

  test.each([
    [{ publicKey: 'none' }, 'publicKey'],
    [{ clientId: 'c', previousPublicKey: '-----BEGIN PUBLIC KEY-----AAAA' }, 'previousPublicKey'],
    [{}, 'clientId'],
  ])('%p cannot be what it is checked with', async (given, parameter) => {
    const values = { clientId: '', publicKey: '', previousPublicKey: '', ...given };
    await expect(magento.connection.test(values)).rejects.toMatchObject({ parameter });
  });
});

describe('An event of Adobe I/O', () => {
  const connection = { clientId: 'client-1' };
  const told = {
    type: 'com.adobe.commerce.observer.sales_order_save_commit_after',
    event_id: 'e1',
    recipient_client_id: 'client-1',
    data: { value: {} },
  };
  const path = (nth: number) => `/prod/keys/pub-key-${nth}.pem`;

  /** Adobe's own server. */
  function adobe() {
    const asked: string[] = [];
    const http = httpAnswering(({ url }) => {
      asked.push(url);
      const nth = /^https:\/\/static\.adobeioevents\.com\/prod\/keys\/pub-key-(\d)\.pem$/.exec(url)?.[1];
      const pair = pairs[Number(nth) - 1];
      const found = pair && { status: 200, headers: {}, body: pem(pair.publicKey) };
      return Promise.resolve(found ?? { status: 404, headers: {}, body: '' });
    });
    return { http, asked };
  }

  function request(event: unknown, first = 0, second = 1): Request {
    const body = typeof event === 'string' ? event : JSON.stringify(event);
    const by = (index: number) =>
      sign('sha256', Buffer.from(body), pairAt(index).privateKey).toString('base64');
    return {
      body,
      headers: {
        'x-adobe-digital-signature-1': by(first),
        'x-adobe-digital-signature-2': by(second),
        'x-adobe-public-key1-path': path(1),
        'x-adobe-public-key2-path': path(2),
      },
    };
  }

  test('signed with Adobe’s keys, and for this client, is believed; the keys are fetched once', async () => {
    const { http, asked } = adobe();
    const given = request(told);
    const verdict = await checked(magento, given, { connection, http });
    expect(verdict).toMatchObject(
      believed('observer.sales_order_save_commit_after', 'e1', JSON.stringify(told)),
    );
    expect(await checked(magento, given, { connection, http })).toEqual(verdict);
    expect(asked).toEqual(['https://static.adobeioevents.com/prod/keys/pub-key-1.pem']);
  });

  test('one of its two signatures is enough', async () => {
    const { http } = adobe();
    expect(await checked(magento, request(told, 2), { connection, http })).toHaveProperty('delivery');
  });

  test.each([
    ['signed by somebody else', request(told, 2, 2)],
    ['changed on its way', { ...request(told), body: '{}' }],
    ['for another client', request({ ...told, recipient_client_id: 'client-2' })],
    [
      'that names another client deep inside',
      request({ ...told, recipient_client_id: undefined, data: told }),
    ],
    ['that is none', request('[]')],
    ['that is not JSON', request('{')],
  ])('%s is not', async (_, given) => {
    const { http } = adobe();
    expect(await checked(magento, given, { connection, http })).toMatchObject({ answer: { status: 401 } });
  });

  test('is not believed by a trigger that knows no client', async () => {
    const { http } = adobe();
    const nobody = request({ ...told, recipient_client_id: '' });
    expect(await checked(magento, nobody, { connection: {}, http })).toMatchObject({
      answer: { status: 401 },
    });
  });

  test.each(['//evil.example/key.pem', '@evil.example/k.pem', '/prod/keys/../../x.pem', ''])(
    'a key at “%s” is not asked for',
    async (evil) => {
      const { http, asked } = adobe();
      const given = request(told);
      given.headers['x-adobe-public-key1-path'] = given.headers['x-adobe-public-key2-path'] = evil;
      expect(await checked(magento, given, { connection, http })).toMatchObject({ answer: { status: 401 } });
      expect(asked).toEqual([]);
    },
  );

  test('is to be sent again while Adobe’s keys are away', async () => {
    const http = httpAnswering(() => Promise.reject(new HttpError('refused', false)));
    expect(await checked(magento, request(told), { connection, http })).toMatchObject({
      answer: { status: 503 },
    });
  });
});

describe('Adobe’s question whether events are wanted', () => {
  const ask = (validationUrl: string) => ({ body: JSON.stringify({ validationUrl }), headers: {} });

  test('is answered at Adobe’s own address', async () => {
    const asked: string[] = [];
    const http = httpAnswering(({ url }) => {
      asked.push(url);
      return Promise.resolve({ status: 200, headers: {}, body: '' });
    });
    const url = 'https://csm.adobe.io/csm/registrations/validate?id=1&challenge=2';
    expect(await checked(magento, ask(url), { connection: {}, http })).toMatchObject({
      answer: { status: 200 },
    });
    expect(asked).toEqual([url]);
  });

  test.each([
    'https://evil.example/validate?x=.adobe.io/',
    'https://adobe.io.evil.example/',
    'http://csm.adobe.io/validate',
    'https://user@evil.example/.adobe.io/',
  ])('is not answered at %s', async (url) => {
    expect(await checked(magento, ask(url), { connection: {} })).toMatchObject({ answer: { status: 401 } });
  });

  test('fails where Adobe does not answer', async () => {
    const http = httpAnswering(() => Promise.reject(new HttpError('refused', false)));
    expect(
      await checked(magento, ask('https://csm.adobe.io/validate'), { connection: {}, http }),
    ).toMatchObject({ answer: { status: 502 } });
  });
});

const billing = {
  address_type: 'billing',
  firstname: 'Ann',
  lastname: 'Li',
  telephone: '030 12345678',
  country_id: 'DE',
};

const order = {
  entity_id: 673,
  increment_id: '000000617',
  state: 'new',
  created_at: '2026-03-02 09:00:00',
  updated_at: '2026-03-02 09:30:00',
  order_currency_code: 'USD',
  grand_total: 409.6,
  coupon_code: 'HELLO10',
  customer_id: 7,
  customer_email: 'ann@example.com',
  customer_firstname: 'Ann',
  customer_lastname: 'Li',
  addresses: [{ address_type: 'shipping', telephone: '1' }, billing],
  items: [
    {
      product_id: '3953',
      qty_ordered: '2.0000',
      row_total: 500,
      row_total_incl_tax: '505.7500',
      discount_amount: 101.15,
    },
    { product_id: '3954', parent_item_id: 998, qty_ordered: 2, row_total: 0 },
  ],
};

const event = (value: object) => ({ data: { value } });
const saved = 'observer.sales_order_save_commit_after';

const facts = (topic: string, told: unknown) =>
  parsed(magento, topic, told)?.map(({ sourceId, at }) => `${sourceId} ${new Date(at).toISOString()}`);

const placed = 'order_placed:673 2026-03-02T09:00:00.000Z';
const redeemed = 'coupon_redeemed:673:HELLO10 2026-03-02T09:00:00.000Z';

describe('An order', () => {
  test('placed says who, what, how much, and which coupon', () => {
    expect(facts(saved, event(order))).toEqual([placed, redeemed]);
    expect(parsed(magento, saved, event(order))?.[0]).toEqual({
      source: 'shop',
      sourceId: 'order_placed:673',
      name: 'order_placed',
      at: Date.parse('2026-03-02T09:00:00Z'),
      identities: [
        { kind: 'customer:shop', value: '7' },
        { kind: 'email', value: 'ann@example.com' },
        { kind: 'phone', value: '+493012345678' },
        { kind: 'order:shop', value: '673' },
      ],
      profile: { email: 'ann@example.com', phone: '+493012345678', firstName: 'Ann', lastName: 'Li' },
      data: {
        order: {
          id: '673',
          amount: 40_960,
          currency: 'USD',
          items: [{ product: '3953', quantity: 2, amount: 40_460 }],
          coupons: ['HELLO10'],
        },
      },
    });
  });

  test('is the same from the REST API, which a webhook sends, too', () => {
    const { addresses: _, ...rest } = order;
    const told = parsed(magento, 'order', { ...rest, billing_address: billing });
    expect(told).toEqual(parsed(magento, saved, event(order)));
  });

  test('is paid when all of it is', () => {
    expect(facts(saved, event({ ...order, total_paid: '409.5900' }))).toEqual([placed, redeemed]);
    expect(facts(saved, event({ ...order, total_paid: '409.6000' }))).toEqual([
      placed,
      'order_paid:673 2026-03-02T09:30:00.000Z',
      redeemed,
    ]);
  });

  test('is cancelled when it says so', () => {
    expect(facts(saved, event({ ...order, state: 'canceled' }))?.[1]).toBe(
      'order_cancelled:673 2026-03-02T09:30:00.000Z',
    );
  });

  test('that is old and saved anew was not paid just now', () => {
    const old = { ...order, created_at: '2024-01-01 00:00:00', total_paid: 409.6 };
    expect(facts(saved, event(old))?.[1]).toBe('order_paid:673 2024-01-01T00:00:00.000Z');
  });

  test('is refunded by credit memos, which name it and nobody', () => {
    const memo = {
      entity_id: 5,
      order_id: '673',
      created_at: '2026-03-05 00:00:00',
      order_currency_code: 'USD',
      grand_total: '10.5000',
    };
    const wrapped = 'observer.sales_order_creditmemo_save_commit_after';
    expect(parsed(magento, wrapped, event(memo))).toMatchObject([
      {
        sourceId: 'order_refunded:5',
        identities: [{ kind: 'order:shop', value: '673' }],
        data: { order: { id: '673', currency: 'USD', refunded: 1050 } },
      },
    ]);
    expect(parsed(magento, 'creditmemo', memo)).toEqual(parsed(magento, wrapped, event(memo)));
    expect(facts('creditmemo', { ...memo, grand_total: 0 })).toEqual([]);
  });

  test('of a guest is known by its address', () => {
    const guest = { ...order, customer_id: null, customer_firstname: null };
    const [first] = parsed(magento, 'order', guest) ?? [];
    expect(first?.identities[0]).toEqual({ kind: 'email', value: 'ann@example.com' });
    expect(first?.profile).toMatchObject({ firstName: 'Ann' });
  });
});

test('a cart is told at each change, and is empty once it became an order', () => {
  const quote = {
    entity_id: '730',
    updated_at: '2026-03-02 08:00:00',
    is_active: '1',
    items_qty: '3.0000',
    customer_id: '7',
    customer_email: null,
  };
  const told = (value: object) => parsed(magento, 'observer.sales_quote_save_commit_after', event(value));
  expect(told(quote)).toMatchObject([{ name: 'cart_updated', data: { cart: { items: 3 } } }]);
  expect(told({ ...quote, is_active: false })?.[0]?.data).toEqual({ cart: { items: 0 } });
  expect(told({ ...quote, customer_id: 0 })).toEqual([]);
});

test('a customer registered, and was changed afterwards', () => {
  const customer = {
    email: 'ann@example.com',
    firstname: 'Ann',
    lastname: 'Li',
    created_at: '2026-03-01 00:00:00',
    updated_at: '2026-03-04 00:00:00',
    addresses: [billing],
  };
  const events = [
    'customer_registered:7 2026-03-01T00:00:00.000Z',
    `customer_updated:7:${Date.parse('2026-03-04T00:00:00Z')} 2026-03-04T00:00:00.000Z`,
  ];
  expect(facts('customer', { ...customer, id: 7 })).toEqual(events);
  const wrapped = event({ ...customer, entity_id: '7' });
  expect(facts('observer.customer_save_commit_after', wrapped)).toEqual(events);
  expect(() => parsed(magento, 'customer', customer)).toThrow(/id or entity_id/);
});

test.each([
  ['1', 'granted'],
  [3, 'withdrawn'],
])('the newsletter’s status %s is consent %s', (subscriber_status, state) => {
  const told = {
    subscriber_id: 4,
    customer_id: '0',
    subscriber_email: 'ann@example.com',
    subscriber_status,
    change_status_at: '2026-03-02 09:00:00',
  };
  expect(parsed(magento, 'subscriber', told)).toMatchObject([
    {
      name: 'consent_changed',
      at: Date.parse('2026-03-02T09:00:00Z'),
      identities: [{ kind: 'email', value: 'ann@example.com' }],
      profile: { 'consent.email': state },
    },
  ]);
  expect(parsed(magento, 'subscriber', { ...told, subscriber_status: 4 })).toEqual([]);
});

test.each(['observer.catalog_product_save_commit_after', 'product', ''])(
  'the topic “%s” tells nothing of anybody',
  (topic) => {
    expect(parsed(magento, topic, {})).toBeUndefined();
  },
);

test.each([
  [saved, order, /data/],
  [saved, event({ ...order, grand_total: '' }), /grand_total “” is not an amount in USD/],
  ['order', { ...order, items: [{ ...order.items[0], qty_ordered: 'two' }] }, /items.0.qty_ordered/],
  ['creditmemo', { entity_id: 5 }, /order_id/],
])('%s of a wrong shape says where: %#', (topic, told, error) => {
  expect(() => parsed(magento, topic, told)).toThrow(error);
});
