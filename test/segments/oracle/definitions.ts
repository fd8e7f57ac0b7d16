import fc from 'fast-check';
import type { RfmThresholds } from '../../../core/scores/rfm';
import { tiers } from '../../../core/scores/tiers';
import { checkDefinition } from '../../../core/segments/definition/check';
import type {
  Condition,
  Filter,
  Happening,
  Range,
  RfmCondition,
  SegmentDefinition,
  Span,
  TextTest,
  Times,
  Window,
} from '../../../core/segments/definition/types';
import { stages } from '../../../core/segments/stages';
import * as domain from './domain';
import { HOUR } from './domain';

const oneOf = <T>(from: readonly T[]) => fc.constantFrom(...from);

const spans: Span[] = [
  { hours: 1 },
  { hours: 2 },
  { hours: 24 },
  { days: 1 },
  { days: 1, hours: 1 },
  { minutes: 90 },
  { days: 30 },
  { days: 90 },
];
const span = oneOf(spans);
const zone = oneOf(domain.zones);

/** Two of a kind as one: what both say is said by the second. */
const both = <T extends object>(of: fc.Arbitrary<T>) =>
  fc.tuple(of, of).map(([one, other]) => ({ ...one, ...other }));

/** Dates, and instants with and without an offset, near the anchor. */
const dateNear = (anchor: number) =>
  fc
    .record({
      hours: fc.oneof(oneOf(domain.hours), fc.integer({ min: -50, max: 5 })),
      length: oneOf([10, 16, 20, 20]),
    })
    .map(({ hours, length }) => {
      const text = new Date(anchor + hours * HOUR).toISOString();
      return length === 20 ? text : text.slice(0, length);
    });

function windowNear(anchor: number): fc.Arbitrary<Window> {
  const around = fc.record(
    {
      last: span,
      olderThan: span,
      from: dateNear(anchor),
      until: dateNear(anchor),
      this: oneOf(['day', 'week', 'month', 'year'] as const),
      timeZone: zone,
    },
    { requiredKeys: [] },
  );
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ last: span }) },
    { weight: 2, arbitrary: fc.record({ olderThan: span }) },
    { weight: 1, arbitrary: fc.record({ this: oneOf(['day', 'week', 'month', 'year'] as const) }) },
    {
      weight: 2,
      arbitrary: around.filter((window) => Object.keys(window).some((key) => key !== 'timeZone')),
    },
  );
}

const rangeOf = (values: readonly number[]): fc.Arbitrary<Range> => {
  const bound = oneOf(values);
  const one: fc.Arbitrary<Range> = fc.oneof(
    fc.record({ atLeast: bound }),
    fc.record({ atMost: bound }),
    fc.record({ above: bound }),
    fc.record({ below: bound }),
  );
  return fc.oneof({ weight: 4, arbitrary: one }, { weight: 1, arbitrary: both(one) });
};

const money = rangeOf([...domain.amounts, 666, 667, 2500, 3000]);
const score = rangeOf([1, 2, 3, 4, 5]);
const small = fc.integer({ min: 0, max: 3 });

const times: fc.Arbitrary<Times> = fc.oneof(
  fc.record({ atLeast: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ atMost: small }),
  fc.record({ exactly: small }),
);

const testOf = (values: readonly string[], parts: readonly string[]): fc.Arbitrary<TextTest> =>
  fc.oneof(
    fc.record({ is: oneOf(values) }),
    fc.record({ isNot: oneOf(values) }),
    fc.record({ in: fc.uniqueArray(oneOf(values), { minLength: 1, maxLength: 2 }) }),
    fc.record({ contains: oneOf(parts) }),
    fc.record({ startsWith: oneOf(parts) }),
    fc.record({ exists: fc.boolean() }),
  );

const categoryTest = fc.oneof(
  testOf(domain.categories, ['audio', 'EAR', 'Audio > ', 'ö']),
  fc.record({ under: oneOf(['Audio', 'AUDIO > Earphones', 'möbel', 'Phones']) }),
);

const aboutOne: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ product: testOf(domain.products, ['p', 'P', '_', '%']) }),
  fc.record({ category: categoryTest }),
  fc.record({ channel: testOf(domain.channels, ['s', 'S']) }),
  fc.record({ coupon: testOf([...domain.coupons, 'Spring'], ['wel', 'SP']) }),
  fc.record({ currency: testOf(domain.currencies, ['E', 'e']) }),
  fc.record({ source: testOf(domain.sources, ['sh', 'out']) }),
  fc.record({ amount: money }),
  fc.record({ favouritedBy: rangeOf([0, 1, 50, 100]) }),
  fc.record({ via: testOf(domain.vias, ['rec', 'REC']) }),
);

const filter: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 3, arbitrary: aboutOne },
  { weight: 1, arbitrary: both(aboutOne) },
);

const eventName = fc.oneof(
  { weight: 3, arbitrary: oneOf(domain.productEvents) },
  { weight: 2, arbitrary: fc.constant('order_paid') },
  { weight: 1, arbitrary: oneOf(domain.orderEvents) },
  {
    weight: 2,
    arbitrary: oneOf([...domain.messageEvents, ...domain.pointEvents, ...domain.otherEvents]),
  },
);

const thresholds: fc.Arbitrary<RfmThresholds> = fc.constant({
  recencyDays: [30, 2, 1, 0],
  frequency: [1, 2, 3, 4],
  monetary: { EUR: [500, 1000, 2000, 3000], USD: [1, 2, 1500, 2500] },
});

const tierNames = tiers.map(({ value }) => value);

const scores: fc.Arbitrary<RfmCondition['rfm']> = fc.oneof(
  fc.record({ recency: score }),
  fc.record({ frequency: score }),
  fc.record({ monetary: score }),
  fc.record({ tier: fc.subarray(tierNames, { minLength: 1 }) }),
);

type Narrowed = Pick<Happening, 'when' | 'where'>;

/** When and about what; often neither, so that conditions are often true. */
function narrowedNear(anchor: number): fc.Arbitrary<Narrowed> {
  const when = windowNear(anchor);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant<Narrowed>({}) },
    { weight: 3, arbitrary: fc.record({ when }) },
    { weight: 2, arbitrary: fc.record({ where: filter }) },
    { weight: 1, arbitrary: fc.record({ when, where: filter }) },
  );
}

/** Conditions on what people did and when. */
function deedsNear(anchor: number): fc.WeightedArbitrary<Condition>[] {
  const window = windowNear(anchor);
  const narrowed = narrowedNear(anchor);
  const filtered = fc.oneof(fc.constant<Narrowed>({}), fc.record({ where: filter }));
  const happening = fc.tuple(eventName, narrowed).map(([did, rest]) => ({ did, ...rest }));
  // Few names and short spans: the other thing often happens just as the span ends.
  const common = oneOf(['product_viewed', 'product_favourited', 'order_placed', 'order_paid']);
  const followed = {
    after: fc.oneof(happening, fc.record({ did: common }), fc.record({ did: common })),
    didNot: fc.oneof(eventName, common, common),
    within: oneOf(spans.slice(0, 4)),
  };
  const same = oneOf(['product', 'category'] as const);
  const sequence = fc.oneof(fc.record(followed), fc.record({ ...followed, same }));
  return [
    { weight: 2, arbitrary: happening },
    { weight: 4, arbitrary: fc.tuple(happening, times).map(([rest, count]) => ({ ...rest, times: count })) },
    { weight: 3, arbitrary: fc.tuple(eventName, narrowed).map(([didNot, rest]) => ({ didNot, ...rest })) },
    { weight: 9, arbitrary: fc.tuple(sequence, filtered).map(([rest, where]) => ({ ...rest, ...where })) },
    {
      weight: 2,
      arbitrary: fc.tuple(eventName, filtered, window).map(([first, where, is]) => ({ first, ...where, is })),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(eventName, filtered, window).map(([last, where, is]) => ({ last, ...where, is })),
    },
  ];
}

/** Conditions on what people bought. */
function ordersNear(anchor: number): fc.WeightedArbitrary<Condition>[] {
  const narrowed = narrowedNear(anchor);
  const currency = oneOf(domain.currencies);
  const count = fc.record(
    { orders: fc.constant('count' as const), currency, is: rangeOf([0, 1, 2, 3]) },
    { requiredKeys: ['orders', 'is'] },
  );
  const amount = fc.record({
    orders: oneOf(['sum', 'average', 'largest'] as const),
    currency,
    is: money,
  });
  const stage = fc.subarray(
    stages.map(({ value }) => value),
    { minLength: 1 },
  );
  const quietFor = fc.record({
    times: oneOf([0.5, 1, 1.25, 2]),
    atLeastDays: fc.constant(1),
    atMostDays: oneOf([1, 2, 30]),
  });
  return [
    {
      weight: 2,
      arbitrary: fc.record({ stage, lapsedAfterDays: oneOf([1, 2, 30]) }, { requiredKeys: ['stage'] }),
    },
    {
      weight: 5,
      arbitrary: fc.tuple(fc.oneof(count, amount), narrowed).map(([rest, when]) => ({ ...rest, ...when })),
    },
    { weight: 2, arbitrary: fc.record({ quietFor }) },
    { weight: 3, arbitrary: fc.record({ rfm: scores, thresholds }, { requiredKeys: ['rfm'] }) },
    { weight: 1, arbitrary: fc.record({ rfm: both(scores) }) },
  ];
}

/** Conditions on what is known of people. */
const known: fc.WeightedArbitrary<Condition>[] = [
  {
    weight: 2,
    arbitrary: fc.record({
      attribute: oneOf(['city', 'email', 'shoeSize']),
      is: testOf(domain.cities, ['K', 'k', '0%', '_']),
    }),
  },
  { weight: 1, arbitrary: fc.record({ tag: oneOf([...domain.tags, 'vi']) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      consent: oneOf(['email', 'sms', 'push']),
      state: oneOf(['granted', 'withdrawn', 'unknown'] as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ reachable: oneOf(domain.channels) }) },
  {
    weight: 2,
    arbitrary: fc.record(
      { coupon: oneOf(['held', 'unused', 'redeemed'] as const), purpose: oneOf(domain.purposes) },
      { requiredKeys: ['coupon'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      { coupon: fc.constant('expiring' as const), purpose: oneOf(domain.purposes), within: span },
      { requiredKeys: ['coupon', 'within'] },
    ),
  },
];

/** Conditions that can be saved, wherever their days begin: generated ones may ask for what cannot be. */
function isSound(where: Condition): boolean {
  try {
    for (const timeZone of ['UTC', ...domain.zones]) checkDefinition({ version: 1, timeZone, where });
    return true;
  } catch {
    return false;
  }
}

/** Every kind of condition but those that hold others. `segments`: names that `memberOf` may take. */
const leafNear = (anchor: number, segments: readonly string[]): fc.Arbitrary<Condition> =>
  fc
    .oneof(
      ...deedsNear(anchor),
      ...ordersNear(anchor),
      ...known,
      ...segments.map((memberOf) => ({ weight: 1, arbitrary: fc.constant({ memberOf }) })),
    )
    .filter(isSound);

/** Definitions of every kind, nested up to three deep. `segments`: as above. */
export function definitionNear(
  anchor: number,
  segments: readonly string[] = [],
): fc.Arbitrary<SegmentDefinition> {
  const leaf = leafNear(anchor, segments);
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => {
    const nested = fc.array(tie('condition'), { minLength: 1, maxLength: 3 });
    return {
      condition: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        { weight: 4, arbitrary: leaf },
        { weight: 1, arbitrary: fc.record({ all: nested }) },
        { weight: 1, arbitrary: fc.record({ any: nested }) },
        { weight: 1, arbitrary: fc.record({ none: nested }) },
      ),
    };
  });
  return fc.record(
    { version: fc.constant(1 as const), timeZone: zone, where: condition },
    { requiredKeys: ['version', 'where'] },
  );
}
