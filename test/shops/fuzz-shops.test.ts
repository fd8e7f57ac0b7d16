import fc from 'fast-check';
import { MalformedError } from '../../core/shops/generic';
import { listRejections, shops } from '../../core/shops';
import { LARGEST_AMOUNT } from '../../core/money';
import type { ShopEvent } from '../../core/ingest';
import { TestClock } from '../support/clock';
import { describeOnStores } from '../support/stores';
import { placedAndPaid } from './support/orders';
import { Sender, signingShops } from './support/senders';

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    '\0',
    '\ud800',
    '__proto__',
    '-1',
    '1e400',
    'NaN',
    '٤',
    '0x1',
    'a\0b',
  ),
  fc.constantFrom<unknown>(
    -1,
    1.5,
    1e21,
    -0,
    2 ** 53,
    '9'.repeat(400),
    '9999-99-99',
    '+275760-09-13T00:00:00Z',
  ),
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.double(),
  fc.jsonValue(),
);

type Json = Record<string, unknown> | unknown[];
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Every place in a body. */
function placesIn(value: unknown, path: readonly string[] = []): string[][] {
  if (!isJson(value)) return [[...path]];
  return [[...path], ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

/** A body with something else at a place; `undefined` takes what is there away. */
function changed(value: unknown, [key, ...rest]: readonly string[], other: unknown): unknown {
  if (key === undefined || !isJson(value)) return other;
  const inner = changed(new Map(Object.entries(value)).get(key), rest, other);
  if (Array.isArray(value)) return value.map((one: unknown, i) => (String(i) === key ? inner : one));
  return { ...value, [key]: inner };
}

/** A good body with some of its places spoilt. */
function spoilt(body: object): fc.Arbitrary<unknown> {
  const place = fc.constantFrom(...placesIn(body).filter((path) => path.length > 0));
  const spoiling = fc.tuple(place, fc.option(odd, { nil: undefined }));
  return fc
    .array(spoiling, { minLength: 1, maxLength: 3 })
    .map((all) => all.reduce<unknown>((told, [at, other]) => changed(told, at, other), body));
}

const amountsOf = ({ data: { order } }: ShopEvent): unknown[] =>
  [order?.amount, order?.refunded, ...(order?.items ?? []).map(({ amount }) => amount)].filter(
    (amount) => amount !== undefined,
  );

describe.each(signingShops)('Whatever %s signs', (name) => {
  const shop = shops.find((one) => one.name === name);
  const { topic, body } = placedAndPaid[name] ?? { topic: '', body: {} };

  test('is whole events, or refused in words', () => {
    let understood = 0;
    fc.assert(
      fc.property(spoilt(body), (told) => {
        const rawBody = Buffer.from(JSON.stringify(told));
        try {
          for (const event of shop?.parse({ topic, key: 'k', rawBody }, 'shop')?.events ?? []) {
            expect(event.identities.length).toBeGreaterThan(0);
            expect(event.sourceId).toContain(`${event.name}:`);
            expect(Number.isSafeInteger(event.at)).toBe(true);
            for (const amount of amountsOf(event)) {
              expect(Number.isSafeInteger(amount)).toBe(true);
              expect(amount).toBeGreaterThanOrEqual(0);
              expect(amount).toBeLessThanOrEqual(2 * LARGEST_AMOUNT);
            }
            understood += 1;
          }
        } catch (error) {
          if (!(error instanceof MalformedError)) throw error;
          expect(error.message).not.toBe('');
        }
      }),
      { numRuns: 2_000 },
    );
    expect(understood).toBeGreaterThan(100);
  });

  test('as bytes of any kind breaks nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          shop?.parse({ topic, key: 'k', rawBody: Buffer.from(bytes) }, 'shop');
        } catch (error) {
          if (!(error instanceof MalformedError)) throw error;
        }
      }),
    );
  });
});

describeOnStores('Whatever a shop signs', (store) => {
  test.each(signingShops)(
    '%s: is taken in whole or kept whole, and never breaks the trigger',
    async (name) => {
      const sender = new Sender(name, store(), new TestClock());
      const { topic, body } = placedAndPaid[name] ?? { topic: '', body: {} };
      const countOf = async () => ({
        events: (await store().db.selectFrom('event').select('id').execute()).length,
        rejections: (await listRejections(store(), { limit: 1_000 })).length,
      });
      await fc.assert(
        fc.asyncProperty(spoilt(body), async (told) => {
          const before = await countOf();
          const answer = await sender.send(topic, JSON.stringify(told));
          const after = await countOf();
          expect(answer.status).toBe(200);
          expect(after.events - before.events).toBe(answer.body['taken']);
          if (answer.body['rejected'] === undefined) expect(after.rejections).toBe(before.rejections);
          else expect(answer.body['taken']).toBe(0);
        }),
        { numRuns: 25 },
      );
    },
  );

  test.each(signingShops)('%s: is taken or kept where a text is none that databases keep', async (name) => {
    const sender = new Sender(name, store(), new TestClock());
    const { topic, body } = placedAndPaid[name] ?? { topic: '', body: {} };
    const places = placesIn(body);
    expect(places.length).toBeGreaterThan(5);
    for (const text of ['\0', '\ud800', '7\0'])
      for (const place of places) {
        const told = JSON.stringify(changed(body, place, text));
        expect(await sender.send(topic, told)).toMatchObject({ status: 200 });
      }
  });
});
