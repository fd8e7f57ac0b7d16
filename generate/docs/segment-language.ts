import type { Condition } from '../../core/segments/definition';

/** A kind of condition: what it asks, and one that somebody might write. */
export interface Explained {
  title: string;
  text: string;
  /** The example in words. */
  words: string;
  example: Condition;
}

/** Every kind of condition, the common ones first. */
export const conditions: readonly Explained[] = [
  {
    title: 'Lifecycle stage',
    text: 'One of `registered`, `cart`, `order_unpaid`, `one_order`, `repeat` and `lapsed`. Somebody lapses 90 days after the last paid order, or after `lapsedAfterDays`.',
    words: 'Bought before, but not for 60 days.',
    example: { stage: ['lapsed'], lapsedAfterDays: 60 },
  },
  {
    title: 'Did something',
    text: '`did` names an event. `times` says how often: `atLeast`, `atMost` or `exactly` a number, once at least without it. `when` and `where` narrow it; see [When](#when) and [About what](#about-what).',
    words: 'Looked at earphones three times or more in the last 14 days.',
    example: {
      did: 'product_viewed',
      times: { atLeast: 3 },
      when: { last: { days: 14 } },
      where: { category: { under: 'Audio > Earphones' } },
    },
  },
  {
    title: 'Did not do something',
    text: 'The opposite: not even once.',
    words: 'Bought nothing in November.',
    example: { didNot: 'order_paid', when: { from: '2026-11-01', until: '2026-12-01' } },
  },
  {
    title: 'Did one thing and then not another',
    text: 'After the first event (`after`, narrowed like any other) the second one did not come `within` a span. It holds from the end of the span on. With `same`, the second must be about the same `product` or `category`.',
    words: 'Looked at a recommended product in the last 30 days and did not buy it within 15 days.',
    example: {
      after: {
        did: 'product_viewed',
        when: { last: { days: 30 } },
        where: { via: { is: 'recommendation' } },
      },
      didNot: 'order_paid',
      within: { days: 15 },
      same: 'product',
    },
  },
  {
    title: 'The first time',
    text: 'When somebody did something for the first time. It does not hold for those who never did.',
    words: 'Bought for the first time this month.',
    example: { first: 'order_paid', is: { this: 'month' } },
  },
  {
    title: 'The last time',
    text: 'When somebody did something for the last time.',
    words: 'Opened a message before, but none for 60 days.',
    example: { last: 'message_opened', is: { olderThan: { days: 60 } } },
  },
  {
    title: 'Orders counted and summed up',
    text: 'The `count` of paid orders, or the `sum`, `average` or `largest` of their amounts, which need a `currency`. Cancelled and wholly refunded orders do not count, and what was refunded is taken off. Amounts are whole numbers in the smallest unit: 20000 is 200.00 €.',
    words: 'Spent 200 € or more this year.',
    example: { orders: 'sum', currency: 'EUR', when: { this: 'year' }, is: { atLeast: 20_000 } },
  },
  {
    title: 'Quiet for longer than usual',
    text: 'No paid order for so many `times` the person’s own usual gap between orders, but never sooner than `atLeastDays` and never later than `atMostDays`, which is also how long it takes where there is only one order.',
    words: 'Away for twice as long as usual.',
    example: { quietFor: { times: 2, atLeastDays: 30, atMostDays: 180 } },
  },
  {
    title: 'RFM scores',
    text: '`recency`, `frequency` and `monetary` from 1 to 5 (5 is best), and the names of `tier`s. Scores compare people with each other, as of the last scoring run. With `thresholds` they follow rules of your own instead: four numbers each, from the worst to the best, that part five scores.',
    words: 'Bought lately, and more than most.',
    example: { rfm: { recency: { atLeast: 4 }, monetary: { atLeast: 4 } } },
  },
  {
    title: 'What is known of the person',
    text: 'A field of the profile and what it is like; see [Texts](#texts).',
    words: 'Lives in Berlin or Hamburg.',
    example: { attribute: 'city', is: { in: ['Berlin', 'Hamburg'] } },
  },
  {
    title: 'Tag',
    text: 'A tag that the shop gave the person.',
    words: 'Is tagged “vip”.',
    example: { tag: 'vip' },
  },
  {
    title: 'Consent',
    text: 'What the person said about a channel: `granted`, `withdrawn` (also by unsubscribing) or `unknown`.',
    words: 'Wants e-mail.',
    example: { consent: 'email', state: 'granted' },
  },
  {
    title: 'Reachable',
    text: 'There is an address for the channel, and the person has not unsubscribed.',
    words: 'Can be sent an SMS.',
    example: { reachable: 'sms' },
  },
  {
    title: 'Coupon',
    text: '`held`, `unused`, `redeemed`, or `expiring` `within` a span; of one `purpose` if you like.',
    words: 'Has a welcome coupon that expires within three days.',
    example: { coupon: 'expiring', purpose: 'welcome', within: { days: 3 } },
  },
  {
    title: 'In another segment',
    text: 'By its name: one that you saved, or a ready-made one.',
    words: 'Is in the ready-made segment “repeat”.',
    example: { memberOf: 'repeat' },
  },
  {
    title: 'All, any or none of several',
    text: '`all`, `any` and `none` hold lists of conditions, and these may hold lists in turn.',
    words: 'Registered or filled the cart this week, has no order, and is not a wholesaler.',
    example: {
      all: [
        {
          any: [
            { did: 'customer_registered', when: { last: { days: 7 } } },
            { did: 'cart_updated', when: { last: { days: 7 } } },
          ],
        },
        { none: [{ did: 'order_placed' }, { tag: 'wholesale' }] },
      ],
    },
  },
];

/** Words and what they mean, as rows of a table. */
export type Glossary = readonly (readonly [word: string, meaning: string])[];

export const windowWords: Glossary = [
  ['"last": { "days": 30 }', 'after this time 30 days ago; also `hours` and `minutes`, which add up'],
  ['"olderThan": { "days": 30 }', 'this time 30 days ago, or earlier'],
  [
    '"from": "2026-11-01"',
    'from the beginning of that day on, or from an instant like `2026-11-01T09:00:00Z`',
  ],
  ['"until": "2026-12-01"', 'before the beginning of that day, or before an instant'],
  ['"this": "year"', 'in this `day`, `week` (from Monday), `month` or `year`'],
  ['"timeZone": "Europe/Berlin"', 'where days begin, if not where they do for the whole definition'],
];

export const filterWords: Glossary = [
  ['product, category', 'Text. Of an order, any of what was ordered.'],
  ['coupon', 'Text. Any code that was used in the order.'],
  ['channel', 'Text. The one that a message went by: `email`, `sms`, …'],
  [
    'amount',
    'Number. What an order is worth after refunds, in the smallest unit; a refund, a price, points.',
  ],
  ['currency', 'Text. `EUR`, …'],
  ['favouritedBy', 'Number. How many people favour the product, as of the last scoring run.'],
  ['via', 'Text. What led there, e.g. `recommendation`.'],
  ['source', 'Text. The shop that told of it.'],
];

export const textWords: Glossary = [
  ['"is": "Audio"', 'is this'],
  ['"isNot": "Audio"', 'is not this; nothing at all is not this either'],
  ['"in": ["Audio", "Video"]', 'is one of these'],
  ['"contains": "phone"', 'has this in it'],
  ['"startsWith": "Audio"', 'begins with this'],
  ['"under": "Audio"', 'for categories: this one or one below it, like `Audio > Earphones`'],
  ['"exists": true', 'is known; `false`: is not'],
];

export const numberWords: Glossary = [
  ['"atLeast": 5', '5 or more'],
  ['"atMost": 5', '5 or less'],
  ['"above": 5', 'more than 5'],
  ['"below": 5', 'less than 5'],
];
