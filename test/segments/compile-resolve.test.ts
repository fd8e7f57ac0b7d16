import { resolve, touchesOf } from '../../core/segments/compile';
import type { Condition, SegmentDefinition } from '../../core/segments/definition/types';

const of = (where: Condition, timeZone?: string): SegmentDefinition => ({
  version: 1,
  ...(timeZone !== undefined && { timeZone }),
  where,
});

const finder = (segments: Record<string, SegmentDefinition>) => (name: string) =>
  new Map(Object.entries(segments)).get(name);

test('segments that are named are written out, their windows in the zone they were written in', () => {
  const find = finder({
    today: of({ all: [{ did: 'order_paid', when: { this: 'day' } }, { memberOf: 'new' }] }, 'Asia/Tokyo'),
    new: of({
      any: [
        { first: 'order_paid', is: { from: '2026-01-01' } },
        { after: { did: 'a', when: { from: '2026-01-01' } }, didNot: 'b', within: { days: 1 } },
        { tag: 'new' },
      ],
    }),
  });
  expect(resolve(of({ none: [{ memberOf: 'today' }] }, 'Europe/Berlin'), find)).toEqual(
    of(
      {
        none: [
          {
            all: [
              { did: 'order_paid', when: { this: 'day', timeZone: 'Asia/Tokyo' } },
              {
                any: [
                  { first: 'order_paid', is: { from: '2026-01-01', timeZone: 'utc' } },
                  {
                    after: { did: 'a', when: { from: '2026-01-01', timeZone: 'utc' } },
                    didNot: 'b',
                    within: { days: 1 },
                  },
                  { tag: 'new' },
                ],
              },
            ],
          },
        ],
      },
      'Europe/Berlin',
    ),
  );
});

test.each<[string, Record<string, SegmentDefinition>, string]>([
  ['nobody has', {}, 'There is no segment “a”.'],
  [
    'asks for itself by way of another',
    { a: of({ memberOf: 'b' }), b: of({ memberOf: 'a' }) },
    'The segments “a” → “b” → “a” ask for each other.',
  ],
  [
    'grows with each that it asks for',
    Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, i) => [
        name,
        of({ any: Array(4).fill(i === 8 ? { tag: 'x' } : { memberOf: String.fromCharCode(98 + i) }) }),
      ]),
    ),
    'The definition asks for too many segments, which ask for others.',
  ],
  [
    'holds too much',
    { a: of({ any: Array(199).fill({ tag: 'x' }) }) },
    'The definition holds 201 conditions, with those of the segments that it names.',
  ],
])('refuses a segment that %s', (_, segments, message) => {
  const definition = of({ any: [{ memberOf: 'a' }] });
  expect(() => resolve(definition, finder(segments))).toThrow(message);
});

test.each<[Condition, string[]]>([
  [{ stage: ['cart'] }, ['event:cart_updated', 'event:customer_registered', 'orders']],
  [{ did: 'product_viewed' }, ['event:product_viewed']],
  [{ did: 'order_placed' }, ['orders']],
  [{ did: 'coupon_redeemed', where: { coupon: { is: 'A' } } }, ['event:coupon_redeemed', 'orders']],
  [
    { didNot: 'product_favourited', where: { favouritedBy: { above: 1 } } },
    ['event:product_favourited', 'scoring'],
  ],
  [{ after: { did: 'a' }, didNot: 'order_paid', within: { days: 1 } }, ['event:a', 'orders']],
  [{ first: 'order_cancelled', is: { this: 'day' } }, ['orders']],
  [{ last: 'message_opened', is: { this: 'day' } }, ['event:message_opened']],
  [{ orders: 'count', is: { atLeast: 2 } }, ['orders']],
  [{ quietFor: { times: 1, atLeastDays: 1, atMostDays: 2 } }, ['orders']],
  [{ rfm: { tier: ['lost'] } }, ['orders', 'scoring']],
  [{ attribute: 'city', is: { exists: true } }, ['profile']],
  [{ tag: 'vip' }, ['profile']],
  [{ coupon: 'held' }, ['coupons']],
  [{ coupon: 'unused' }, ['coupons', 'orders']],
  [{ any: [{ tag: 'vip' }, { none: [{ did: 'a' }] }] }, ['event:a', 'profile']],
])('%j changes by %j', (where, touches) => {
  expect([...touchesOf(of(where))].sort()).toEqual(touches);
});
