import { resolve } from '../../core/segments/compile';
import { checkDefinition } from '../../core/segments/definition';
import { kindKeys } from '../../core/segments/definition/schema';
import { readyMade } from '../../core/segments/ready-made';
import { conditions } from '../../generate/docs/segment-language';
import { segmentsPage } from '../../generate/docs/segments';
import {
  cart,
  coupon,
  deed,
  type Example,
  message,
  NOW,
  paid,
  placed,
  product,
  recommended,
  refunded,
  registered,
  tryOut,
} from '../segments/stories';
import type { World } from '../segments/oracle';
import { DAY } from '../support/clock';
import { describeOnStores } from '../support/stores';

/** Who meets each example of the page, and who does not. */
const people: Record<string, Example> = {
  'Lifecycle stage': {
    inside: { 'bought two months ago': [paid('a', 60)] },
    outside: { 'bought last month': [paid('a', 59)], 'never bought': [registered(90)] },
  },
  'Did something': {
    inside: {
      'looked thrice': [1, 2, 13].map((ago) => product('product_viewed', ago, 'p1', 'audio > earphones')),
    },
    outside: {
      'looked twice lately': [1, 2, 14].map((ago) =>
        product('product_viewed', ago, 'p1', 'Audio > Earphones'),
      ),
      'looked at speakers': [1, 2, 3].map((ago) => product('product_viewed', ago, 'p1', 'Audio > Speakers')),
    },
  },
  'Did not do something': {
    inside: {
      'bought later': [
        deed('order_paid', (NOW - Date.parse('2026-12-01T00:00Z')) / DAY, { order: { id: 'a' } }),
      ],
    },
    outside: {
      'bought on the first': [
        deed('order_paid', (NOW - Date.parse('2026-11-01T00:00Z')) / DAY, { order: { id: 'a' } }),
      ],
    },
  },
  'Did one thing and then not another': {
    inside: {
      'did not buy': [recommended(15)],
      'bought another': [recommended(16), paid('a', 15, { items: [{ product: 'p2' }] })],
    },
    outside: {
      'may still buy': [recommended(14)],
      'bought it': [recommended(16), paid('a', 15, { items: [{ product: 'p1' }] })],
    },
  },
  'The first time': {
    inside: { 'bought yesterday': [paid('a', 1)] },
    outside: { 'and last month': [paid('a', 1), paid('b', 3)], 'never bought': [registered(1)] },
  },
  'The last time': {
    inside: { 'opened long ago': [message('message_opened', 60)] },
    outside: {
      'and lately': [message('message_opened', 60), message('message_opened', 2)],
      never: [registered(90)],
    },
  },
  'Orders counted and summed up': {
    inside: { 'spent much': [paid('a', 5, { amount: 15_000 }), paid('b', 3, { amount: 5_000 })] },
    outside: {
      'spent it last year': [paid('a', 90, { amount: 20_000 })],
      'spent it in dollars': [paid('a', 5, { amount: 20_000, currency: 'USD' })],
      'got some of it back': [paid('a', 5, { amount: 20_000 }), refunded('a', 4)],
    },
  },
  'Quiet for longer than usual': {
    inside: {
      'twice as long': [paid('a', 120), paid('b', 80)],
      'half a year after one order': [paid('a', 180)],
    },
    outside: { 'not quite': [paid('a', 119), paid('b', 79)], 'a day less after one order': [paid('a', 179)] },
  },
  'RFM scores': {
    inside: { 'bought lately for much': [paid('a', 30, { amount: 10_000 })] },
    outside: {
      'bought lately for little': [paid('a', 3)],
      'bought long ago for much': [paid('a', 31, { amount: 90_000 })],
    },
  },
  'What is known of the person': {
    inside: { 'lives in Hamburg': [registered(1, { city: 'Hamburg' })] },
    outside: { 'lives in Ulm': [registered(1, { city: 'Ulm' })], 'lives nowhere': [registered(1)] },
  },
  Tag: {
    inside: { 'has it among others': [registered(1, { tags: 'berlin,vip' })] },
    outside: { 'has one like it': [registered(1, { tags: 'vip2' })] },
  },
  Consent: {
    inside: { 'said yes': [registered(1, { 'consent.email': 'granted' })] },
    outside: {
      'said yes, then left': [registered(2, { 'consent.email': 'granted' }), deed('unsubscribed', 1)],
      'said nothing': [registered(1)],
    },
  },
  Reachable: {
    inside: { 'has a number': [registered(1, { phone: '+4930123456' })] },
    outside: {
      'has none': [registered(1)],
      'has left': [registered(2, { phone: '+4930123456' }), deed('unsubscribed', 1)],
    },
  },
  Coupon: {
    inside: { 'has three days': [registered(1), coupon('welcome', 3)] },
    outside: {
      'has four': [registered(1), coupon('welcome', 4)],
      'is too late': [registered(1), coupon('welcome', 0)],
      'has another': [registered(1), coupon('winback', 2)],
      'used it': [coupon('welcome', 3), paid('a', 1, { coupons: ['own-0'] })],
    },
  },
  'In another segment': {
    inside: { 'bought twice': [paid('a', 9), paid('b', 8)] },
    outside: { 'bought once': [paid('a', 9)] },
  },
  'All, any or none of several': {
    inside: { registered: [registered(6)], 'filled the cart': [registered(300), cart(1)] },
    outside: {
      'long ago': [registered(7)],
      ordered: [registered(2), placed('a', 1)],
      trades: [registered(2, { tags: 'wholesale' })],
    },
  },
};

const dayStart = (daysAgo: number) => (Math.floor(NOW / DAY) - daysAgo) * DAY;

const WORLD: World = {
  rfm: {
    recency: [90, 60, 30, 10].map(dayStart),
    frequency: [2, 3, 4, 5],
    monetary: { EUR: [1_000, 5_000, 10_000, 20_000] },
  },
  favouredBy: new Map(),
  segments: new Map(),
};

test('the page has an example of every kind of condition, each of which can be saved', () => {
  const keys = JSON.stringify(conditions.map(({ example }) => example));
  const shown = kindKeys.filter((key) => keys.includes(`"${key}":`));
  expect(shown).toEqual(kindKeys);
  for (const { example: where } of conditions)
    expect(checkDefinition({ version: 1, where }).where).toEqual(where);
});

test('every ready-made segment is on the page', () => {
  for (const { name, help } of readyMade) expect(segmentsPage()).toContain(`| \`${name}\` | ${help.en} |`);
});

describeOnStores('The examples of the page', (store) => {
  test('are met by whom their words say', async () => {
    const find = (name: string) => readyMade.find((one) => one.name === name)?.definition();
    const tried = conditions.map(({ title, example: where }) => ({
      name: title,
      definition: resolve({ version: 1, where }, find),
      example: people[title] ?? { inside: {}, outside: {} },
    }));
    const { said, found } = await tryOut(store(), tried, WORLD);
    expect(found).toEqual(said);
    expect(Object.keys(said)).toEqual(conditions.map(({ title }) => title));
  });
});
