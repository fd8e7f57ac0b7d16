import Ajv2020 from 'ajv/dist/2020';
import { checkDefinition, definitionSchema } from '../../core/segments/definition';
import type { Condition } from '../../core/segments/definition/types';
import { readyMade } from '../../core/segments/ready-made';

const of = (where: unknown, rest: object = {}) => ({ version: 1, where, ...rest });
const happened: Condition = { did: 'order_paid' };

function refusal(json: unknown): unknown {
  try {
    return checkDefinition(json);
  } catch (error) {
    return error;
  }
}

const thresholds = (said: object) => ({
  rfm: { recency: { atLeast: 4 } },
  thresholds: {
    recencyDays: [365, 180, 90, 30],
    frequency: [2, 3, 5, 9],
    monetary: { EUR: [1, 2, 3, 4] },
    ...said,
  },
});

/** `levels` of conditions, the innermost one included. */
const nested = (levels: number): unknown =>
  Array.from({ length: levels - 1 }).reduce<unknown>((inner) => ({ all: [inner] }), happened);

test.each<[string, Condition]>([
  ['stages', { stage: ['lapsed'], lapsedAfterDays: 30 }],
  [
    'happenings',
    { did: 'quiz_finished', times: { exactly: 0 }, when: { this: 'week', timeZone: 'Asia/Tokyo' } },
  ],
  ['what did not happen', { didNot: 'order_paid', when: { last: { days: 3, hours: 2, minutes: 1 } } }],
  [
    'sequences',
    { after: { did: 'order_placed' }, didNot: 'order_paid', within: { minutes: 30 }, same: 'product' },
  ],
  ['times', { first: 'order_paid', is: { from: '2026-01-01', until: '2026-02-01T10:00:00+02:00' } }],
  ['orders', { orders: 'average', currency: 'EUR', is: { atLeast: 1000, below: 5000 } }],
  ['silence', { quietFor: { times: 1.15, atLeastDays: 30, atMostDays: 365 } }],
  ['scores', { rfm: { tier: ['champions'] } }],
  ['attributes', { attribute: 'city', is: { in: ['Berlin', '上海'] } }],
  ['tags', { tag: 'vip' }],
  ['consent', { consent: 'sms', state: 'granted' }],
  ['reachability', { reachable: 'email' }],
  ['coupons', { coupon: 'expiring', purpose: 'welcome', within: { days: 3 } }],
  ['other segments', { memberOf: 'Big spenders' }],
  [
    'filters',
    {
      did: 'product_viewed',
      where: {
        category: { under: 'Audio' },
        product: { isNot: '1' },
        channel: { exists: true },
        amount: { above: 5, atMost: 6 },
        favouritedBy: { atLeast: 100 },
        via: { startsWith: 'r' },
      },
    },
  ],
  ['nesting', { all: [{ any: [happened, { tag: 'a' }] }, { none: [happened] }] }],
])('takes %s', (_, where) => {
  expect(checkDefinition(of(where))).toEqual(of(where));
});

test.each(readyMade.map((segment) => [segment.name, segment] as const))(
  'takes the ready-made %s',
  (_, segment) => {
    const definition = segment.definition({ category: 'Audio > Earphones', timeZone: 'Asia/Shanghai' });
    expect(checkDefinition(JSON.parse(JSON.stringify(definition)))).toEqual(definition);
  },
);

test.each<[what: string, json: unknown, message: string, advice: string]>([
  ['nothing', null, 'The definition: null is not an object.', 'Write an object.'],
  ['no version', { where: happened }, 'The definition: “version” is missing.', 'Add “version”.'],
  ['another version', { version: 2, where: happened }, 'version: 2 is not known.', 'Write 1.'],
  [
    'a key too many',
    of(happened, { name: 'x' }),
    'The definition: “name” is not known here.',
    'Known are version, timeZone, where.',
  ],
  [
    'no such zone',
    of(happened, { timeZone: 'Mars/Base' }),
    'timeZone: there is no time zone “Mars/Base”.',
    'Write its IANA name, e.g. Europe/Berlin.',
  ],
  [
    'no condition',
    of({}),
    'where: no condition that is known.',
    'Write one of all, any, none, stage, did, after, didNot, first, last, orders, quietFor, rfm, attribute, tag, consent, reachable, coupon, memberOf.',
  ],
  [
    'a condition misspelt',
    of({ all: [happened, { any: [{ memberof: 'x' }] }] }),
    'where.all[1].any[0]: no condition that is known.',
    '“memberof” is not known; did you mean “memberOf”?',
  ],
  [
    'two conditions in one',
    of({ did: 'order_paid', tag: 'vip' }),
    'where: “tag” does not go with “did”.',
    'Write two conditions, and put both into “all” or “any”.',
  ],
  [
    'a key misspelt',
    of({ none: [{ did: 'order_paid', where: { chanel: { is: 'sms' } } }] }),
    'where.none[0].where: “chanel” is not known here.',
    'Did you mean “channel”?',
  ],
  [
    'a stage misspelt',
    of({ stage: ['lapst'] }),
    'where.stage[0]: "lapst" is not one of the choices.',
    'Did you mean “lapsed”?',
  ],
  ['no stage', of({ stage: [] }), 'where.stage: the list is too short.', 'Write at least 1.'],
  [
    'a stage twice',
    of({ stage: ['cart', 'cart'] }),
    'where.stage: the list says something twice.',
    'Write it once.',
  ],
  [
    'an event with blanks',
    of({ all: [happened, { did: 'Order Paid' }] }),
    'where.all[1].did: "Order Paid" does not fit here.',
    'Write the name of an event (small letters, digits and underscores, beginning with a letter), e.g. order_paid.',
  ],
  ['a number for an event', of({ did: 7 }), 'where.did: 7 is not a text.', 'Write a text.'],
  [
    'a window of nothing',
    of({ did: 'order_paid', when: {} }),
    'where.when: nothing is said.',
    'Write one of last, olderThan, from, until, this, timeZone.',
  ],
  [
    'a window of a zone',
    of({ did: 'order_paid', when: { timeZone: 'utc' } }),
    'where.when: a time zone alone is no window.',
    'Add last, olderThan, from, until or this.',
  ],
  [
    'a span of nothing',
    of({ did: 'order_paid', when: { last: { days: 0 } } }),
    'where.when.last: the span is empty.',
    'Write at least one minute.',
  ],
  [
    'more than ten years',
    of({ did: 'order_paid', when: { last: { days: 3653, minutes: 1 } } }),
    'where.when.last: the span is too long.',
    'Write ten years at most.',
  ],
  [
    'a window that nothing fits',
    of({ did: 'order_paid', when: { last: { days: 3 }, olderThan: { hours: 72 } } }),
    'where.when: nothing is both so new and so old.',
    'Make “last” longer than “olderThan”.',
  ],
  [
    'a day that never was',
    of({ first: 'order_paid', is: { from: '2026-02-30' } }),
    'where.is.from: “2026-02-30” is no date.',
    'Write one like 2026-11-01.',
  ],
  [
    'a window that ends first',
    of({ did: 'order_paid', when: { from: '2026-02-02', until: '2026-02-02' } }),
    'where.when: it ends before it begins.',
    'Make “from” earlier than “until”.',
  ],
  [
    'at least no times',
    of({ did: 'order_paid', times: { atLeast: 0 } }),
    'where.times.atLeast: 0 is too small.',
    'Write 1 or more.',
  ],
  [
    'two counts',
    of({ did: 'order_paid', times: { atLeast: 1, atMost: 3 } }),
    'where.times: more than one thing is said.',
    'Write only one of atLeast, atMost, exactly.',
  ],
  [
    'a tree of products',
    of({ did: 'product_viewed', where: { product: { under: 'a' } } }),
    'where.where.product: “under” is not known here.',
    'Known are is, isNot, in, contains, startsWith, exists.',
  ],
  [
    'a range of nothing',
    of({ orders: 'count', is: { above: 2, atMost: 2 } }),
    'where.is: no number is in this range.',
    'Make the lower bound smaller than the upper one.',
  ],
  [
    'a channel of orders',
    of({ did: 'order_paid', where: { channel: { is: 'sms' } } }),
    'where.where.channel: nothing is said of it in order_paid.',
    'Ask for product, category, coupon, currency, source or amount.',
  ],
  [
    'a sum of no currency',
    of({ orders: 'sum', is: { atLeast: 1 } }),
    'where: “currency” is missing.',
    'Add the ISO 4217 code of the amounts, e.g. EUR.',
  ],
  [
    'a currency that does not exist',
    of({ orders: 'sum', currency: 'EUX', is: { atLeast: 1 } }),
    'where.currency: there is no currency “EUX”.',
    'Write its ISO 4217 code, e.g. EUR.',
  ],
  [
    'a sequence that never is',
    of({
      all: [{ after: { did: 'a', when: { last: { days: 3 } } }, didNot: 'b', within: { days: 3 } }],
    }),
    'where.all[0]: it is never true.',
    'Make “after.when.last” longer than “within”.',
  ],
  [
    'a sequence without end',
    of({ after: { did: 'a' }, didNot: 'b' }),
    'where: “within” is missing.',
    'Add “within”.',
  ],
  [
    'bounds of silence the wrong way round',
    of({ quietFor: { times: 1, atLeastDays: 3, atMostDays: 2 } }),
    'where.quietFor: the bounds are the wrong way round.',
    'Make “atMostDays” the larger one.',
  ],
  [
    'thousandths',
    of({ quietFor: { times: 1.005, atLeastDays: 1, atMostDays: 2 } }),
    'where.quietFor.times: 1.005 has too many decimal places.',
    'Write two at most.',
  ],
  [
    'a score of 6',
    of({ rfm: { recency: { atLeast: 6 } } }),
    'where.rfm.recency.atLeast: 6 is too large.',
    'Write 5 or less.',
  ],
  [
    'a tier misspelt',
    of({ rfm: { tier: ['champion'] } }),
    'where.rfm.tier[0]: "champion" is not one of the choices.',
    'Did you mean “champions”?',
  ],
  [
    'days that rise',
    of(thresholds({ recencyDays: [1, 2, 3, 4] })),
    'where.thresholds.recencyDays: the days do not fall.',
    'Write the most days first.',
  ],
  [
    'amounts that do not rise',
    of(thresholds({ monetary: { EUR: [1, 2, 2, 3] } })),
    'where.thresholds.monetary.EUR: the amounts do not rise.',
    'Write the smallest first.',
  ],
  [
    'three thresholds',
    of(thresholds({ frequency: [1, 2, 3] })),
    'where.thresholds.frequency: the list is too short.',
    'Write at least 4.',
  ],
  [
    'a currency in small letters',
    of(thresholds({ monetary: { eur: [1, 2, 3, 4] } })),
    'where.thresholds.monetary: "eur" does not fit here.',
    'Write an ISO 4217 code in capitals, e.g. EUR.',
  ],
  [
    'a field with quotes',
    of({ attribute: 'a"b', is: { is: 'x' } }),
    'where.attribute: "a\\"b" does not fit here.',
    'Write the name of a field of the profile, without quotes and backslashes.',
  ],
  ['two tags', of({ tag: 'a,b' }), 'where.tag: "a,b" does not fit here.', 'Write one tag: no commas.'],
  [
    'coupons that expire some time',
    of({ coupon: 'expiring' }),
    'where: “within” belongs to “expiring”.',
    'Add it, e.g. { "days": 3 }.',
  ],
  [
    'coupons held for a span',
    of({ coupon: 'held', within: { days: 1 } }),
    'where: “within” belongs to “expiring”.',
    'Leave it out.',
  ],
  [
    'a text without end',
    of({ attribute: 'city', is: { is: 'x'.repeat(321) } }),
    'where.is.is: the text is too long.',
    'Write 320 characters at most.',
  ],
  [
    'too many conditions',
    of({ all: [{ all: Array(199).fill(happened) }] }),
    'The definition holds 201 conditions, with those of the segments that it names.',
    'Keep to 200 conditions, 10 deep.',
  ],
  [
    'too deep conditions',
    of(nested(11)),
    'The definition’s conditions lie 11 deep in each other, with those of the segments that it names.',
    'Keep to 200 conditions, 10 deep.',
  ],
  [
    'conditions deeper than any stack',
    of(nested(100_000)),
    'The definition: its conditions lie too deep in each other.',
    'Write them flatter.',
  ],
])('refuses %s, says where and what to do', (_, json, message, advice) => {
  expect(refusal(json)).toMatchObject({ name: 'StepError', message, advice });
});

test('takes as many conditions as it says, as deep as it says', () => {
  const widest = of({ all: Array(199).fill(happened) });
  expect(checkDefinition(widest)).toEqual(widest);
  expect(checkDefinition(of(nested(10)))).toEqual(of(nested(10)));
});

test('texts become what the stores can keep', () => {
  expect(checkDefinition(of({ tag: 'a\0b\ud800' }))).toEqual(of({ tag: 'ab\ufffd' }));
});

test('keys of JavaScript’s own are unknown like others', () => {
  const json: unknown = JSON.parse('{ "version": 1, "where": { "did": "order_paid", "__proto__": {} } }');
  expect(refusal(json)).toMatchObject({ message: 'where: “__proto__” is not known here.' });
  expect(refusal(of({ constructor: 1 }))).toMatchObject({ message: 'where: no condition that is known.' });
});

test('the published schema alone tells definitions from what is none', () => {
  const isDefinition = new Ajv2020({ strict: true, strictRequired: false }).compile(
    JSON.parse(JSON.stringify(definitionSchema)),
  );
  expect(isDefinition(of({ any: [happened, { tag: 'vip' }] }))).toBe(true);
  expect(isDefinition(of({ any: [happened, { tag: 'vip', did: 'order_paid' }] }))).toBe(false);
});
