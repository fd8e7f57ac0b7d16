import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  exampleMapping,
  listIgnored,
  listRejections,
  readMapping,
  replayRejections,
  shops,
} from '../../core/shops';
import { MalformedError } from '../../core/shops/generic';
import { StepError } from '../../core/errors';
import { TestClock } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { startScript } from '../support/process';
import { Sender } from './support/senders';

const sale = {
  event: 'sale.paid',
  event_id: 'e1',
  sent: 1_772_442_000,
  buyer: { no: 7, mail: 'ann@example.com', name: 'Ann' },
  sale: {
    no: 1,
    cents: 9050,
    vouchers: [{ code: 'HELLO10' }],
    lines: [{ sku: 77, group: 'Audio', pieces: '2' }],
  },
};

const parse = (body: unknown, mapping: object) => {
  const shop = shops.find(({ name }) => name === 'mapped');
  const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return shop?.parse({ topic: '', key: 'msg_1', rawBody }, 'shop', JSON.stringify(mapping));
};

const eventOf = (fields: object, body: object) =>
  parse(
    { kind: 'x', at: '2026-03-02T09:00:00Z', who: 'ann@example.com', ...body },
    {
      version: 1,
      topic: '/kind',
      always: { timestamp: '/at', customer: { email: '/who' } },
      events: { x: { type: 'order_paid', ...fields } },
    },
  )?.events[0];

describe('What a mapping fills', () => {
  test('the example: amounts in cents, instants in seconds, counts as text, lists of objects', () => {
    expect(parse(sale, exampleMapping)?.events).toMatchObject([
      {
        sourceId: 'e1',
        name: 'order_paid',
        at: Date.parse('2026-03-02T09:00:00Z'),
        identities: [
          { kind: 'customer:shop', value: '7' },
          { kind: 'email', value: 'ann@example.com' },
          { kind: 'order:shop', value: '1' },
        ],
        profile: { firstName: 'Ann' },
        data: {
          order: {
            id: '1',
            amount: 9050,
            currency: 'EUR',
            coupons: ['HELLO10'],
            items: [{ product: '77', category: 'Audio', quantity: 2 }],
          },
        },
      },
    ]);
  });

  test('amounts of currencies without and with three places', () => {
    const paid = (currency: string, places: number, units: number) =>
      eventOf(
        { order: { id: '/no', amount: { at: '/units', places }, currency: { value: currency } } },
        { no: 1, units },
      )?.data.order?.amount;

    expect(paid('JPY', 0, 500)).toBe(500);
    expect(paid('KWD', 3, 1234)).toBe(1234);
    expect(paid('EUR', 2, 7)).toBe(7);
  });

  test('words are translated, and those that are not known stay', () => {
    const told = (channel: string) =>
      eventOf({ message: { channel: { at: '/by', words: { text: 'sms' } } } }, { by: channel })?.data.message;

    expect(told('text')).toEqual({ channel: 'sms' });
    expect(told('email')).toEqual({ channel: 'email' });
  });

  test('ids beyond 2^53 keep all of their digits', () => {
    const body = '{"kind":"x","at":"2026-03-02T09:00:00Z","who":"ann@example.com","no":9007199254740993}';
    const mapping = {
      version: 1,
      topic: '/kind',
      always: { timestamp: '/at', customer: { id: '/no', email: '/who' } },
      events: { x: { type: 'customer_registered' } },
    };

    expect(parse(body, mapping)?.events[0]?.identities[0]?.value).toBe('9007199254740993');
  });

  test('names with slashes and tildes, elements of lists, and nothing of a prototype', () => {
    const told = (pointer: string) => eventOf({ via: pointer }, { 'a/b~c': ['x', 'y'] })?.data.via;

    expect(told('/a~1b~0c/1')).toBe('y');
    expect(told('/a~1b~0c/7')).toBeUndefined();
    expect(told('/constructor/name')).toBeUndefined();
  });

  test('products are told of, too', () => {
    const told = parse(
      { kind: 'stock', at: '2026-03-02T09:00:00Z', sku: 77, left: 0, cents: 4990 },
      {
        version: 1,
        topic: '/kind',
        events: {
          stock: {
            type: 'product_stock_changed',
            timestamp: '/at',
            product: {
              id: '/sku',
              stock: '/left',
              price: { at: '/cents', places: 2 },
              currency: { value: 'EUR' },
            },
          },
        },
      },
    );

    expect(told).toMatchObject({
      events: [],
      products: [{ id: '77', stock: 0, price: { amount: 4990, currency: 'EUR' } }],
    });
  });

  test.each([
    ['a body without its topic', { event: undefined }, /\/event names no topic/],
    [
      'an amount that is none',
      { sale: { ...sale.sale, cents: '90.50' } },
      /\/sale\/cents “90.50” is not a whole number/,
    ],
    ['an instant that is none', { sent: 'soon' }, /\/sent “soon” is not a count of seconds/],
    ['a list that is none', { sale: { ...sale.sale, lines: 7 } }, /\/sale\/lines is not a list/],
    ['a text that is none', { buyer: { no: {} } }, /\/buyer\/no is neither text nor number/],
    [
      'nobody',
      { buyer: undefined, sale: { ...sale.sale, no: undefined } },
      /order must have required property 'id'/,
    ],
  ])('%s is told of with its place', (_, changed, reason) => {
    const body = { ...sale, ...changed };
    expect(() => parse(body, exampleMapping)).toThrow(MalformedError);
    expect(() => parse(body, exampleMapping)).toThrow(reason);
  });

  test('whatever the body, there is an event, none, or a reason', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('account.new', 'sale.paid'), (value, event) => {
        try {
          const told = parse({ ...sale, event, buyer: value, sale: value }, exampleMapping);
          for (const { identities } of told?.events ?? []) expect(identities).not.toEqual([]);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }),
    );
  });
});

test.each([
  ['nothing', ' ', /it is empty/],
  ['what is no JSON', '{', /it is not JSON/],
  ['no topic', '{"version":1,"events":{}}', /required property 'topic'/],
  [
    'a field that there is not',
    '{"version":1,"topic":"/e","events":{"a":{"type":"order_paid","order":{"total":"/t"}}}}',
    /events\.a\.order has no field “total”/,
  ],
  [
    'a place that is no pointer',
    '{"version":1,"topic":"event","events":{"a":{"type":"order_paid"}}}',
    /topic must match pattern/,
  ],
])('a mapping of %s is refused with the place', (_, text, reason) => {
  expect(() => readMapping(text)).toThrow(StepError);
  expect(() => readMapping(text)).toThrow(reason);
});

describeOnStores('Shop Event Trigger with JSON of its own', (store, place) => {
  const sender = (mapping: object = exampleMapping) =>
    new Sender('mapped', store(), new TestClock(), {
      events: ['order_paid'],
      mapping: JSON.stringify(mapping),
    });

  test('takes an order in, once, and starts whom it brings', async () => {
    expect(await sender().send('', sale)).toMatchObject({ status: 200, body: { taken: 1, started: 1 } });
    expect(await sender().send('', sale)).toMatchObject({ body: { taken: 0, duplicates: 1, started: 0 } });
    expect(await store().db.selectFrom('shop_order').selectAll().execute()).toMatchObject([
      { order_id: '1', amount: 9050, currency: 'EUR' },
    ]);
  });

  test('counts topics that are not mapped', async () => {
    expect(await sender().send('', { ...sale, event: 'weather' })).toMatchObject({ body: { ignored: 1 } });
    expect(await listIgnored(store())).toMatchObject([{ topic: 'weather', times: 1 }]);
  });

  test('believes nobody without signature', async () => {
    expect(await sender().send('', sale, {})).toMatchObject({ status: 401 });
  });

  test('keeps what it does not understand, and takes it in by a mended mapping', async () => {
    const { order, ...paid } = exampleMapping.events['sale.paid'] ?? { type: '' };
    const wrong = {
      ...exampleMapping,
      events: { 'sale.paid': { ...paid, order: { ...order, amount: '/sale/cents', id: '/sale/number' } } },
    };
    expect(await sender(wrong).send('', sale)).toMatchObject({ status: 200, body: { rejected: 1 } });
    expect(await listRejections(store())).toMatchObject([{ reason: expect.stringContaining('required') }]);
    expect(await replayRejections(store(), new TestClock())).toEqual({ understood: 0, rejected: 1 });

    const folder = await mkdtemp(join(tmpdir(), 'journeys-mapping-'));
    const file = join(folder, 'mapping.json');
    await writeFile(file, JSON.stringify(exampleMapping));
    const script = startScript('../cli/shop-journeys.ts', [
      'rejections',
      '--replay',
      '--mapping',
      file,
      '--store',
      place(),
    ]);
    const said = (await script.child.stdout?.toArray())?.join('');
    await rm(folder, { recursive: true });
    expect({ code: await script.ended, said }).toEqual({
      code: 0,
      said: '1 understood and taken in, 0 rejected again.\n',
    });
    expect(await store().db.selectFrom('event').select('name').execute()).toEqual([{ name: 'order_paid' }]);
  });
});
