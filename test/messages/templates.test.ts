import type { JsonObject, StepContext } from '../../core/steps/define';
import { openStore, type Store } from '../../core/store';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { sqlitePlace, type StorePlace } from '../support/stores';
import { fates, ledger, meet, send, sendEach } from './people';

let at: StorePlace;
let store: Store;
let context: StepContext;

beforeEach(async () => {
  at = sqlitePlace();
  store = await openStore(at.place);
  context = contextOf(store, new TestClock());
  await meet(context, [
    {
      id: 'jane',
      profile: { email: 'jane@example.com', firstName: 'Jane', locale: 'en-GB', timeZone: 'Europe/Berlin' },
    },
    { id: 'li', profile: { email: 'li@example.com', locale: 'zh_CN', timeZone: 'Asia/Shanghai' } },
    { id: 'kim', profile: { email: 'kim@example.com', timeZone: 'Not/AZone', locale: 'not a language' } },
  ]);
});

afterEach(async () => {
  await store.close();
  await at.remove();
});

const item = {
  coupon: { code: 'WELCOME-7KQ4M2', expiresAt: '2026-07-02T22:30:00.000Z' },
  event: { name: 'order_paid', order: { id: 'o1', amount: 123456, currency: 'EUR' } },
  recommendations: [{ title: 'Mug' }, { title: 'Pot' }],
};

/** What the outbox holds for one item with the body. */
async function written(
  body: string,
  customerId = 'jane',
  json: JsonObject = item,
  more: JsonObject = {},
): Promise<unknown> {
  const values = { channel: 'outbox', body, ...more };
  const [outcome] = await sendEach(context, [{ json: { ...json, customerId }, values }]);
  if (outcome && 'error' in outcome) return outcome.error;
  return (await store.db.selectFrom('outbox').select('body').executeTakeFirst())?.body;
}

test.each([
  ['plain', 'no braces { here }', 'no braces { here }'],
  ['a field of the person', '{{ contact.firstName }} {{ contact.email }}', 'Jane jane@example.com'],
  ['a default', '{{ contact.lastName | default: "there" }}', 'there'],
  ['a default for a root that is not there', '{{ cart.total | default: "0" }}', '0'],
  ['a condition on what is not there', '{% if contact.lastName %}x{% else %}y{% endif %}', 'y'],
  [
    'coupon, event and order',
    '{{ coupon.code }} {{ event.name }} {{ order.id }}',
    'WELCOME-7KQ4M2 order_paid o1',
  ],
  ['what is recommended', '{% for one in recommendations %}{{ one.title }}. {% endfor %}', 'Mug. Pot. '],
  ['the journey', '{{ journey.name }} {{ journey.startedAt }}', 'flow 2026-03-02T09:00:00.000Z'],
  ['a day where the person is', '{{ coupon.expiresAt | day }}', '3 July 2026'],
  ['a time where the person is', '{{ coupon.expiresAt | time }}', '00:30'],
  ['money', '{{ order.amount | money: order.currency }}', '€1,234.56'],
  ['money without minor units', '{{ 500 | money: "JPY" }}', 'JP¥500'],
  ['json', '{{ contact.firstName | json }}', '"Jane"'],
])('writes %s', async (_, body, expected) => {
  expect(await written(body)).toBe(expected);
});

test.each([
  ['li', '2026年7月3日 06:30 €1,234.56'],
  ['kim', 'July 3, 2026 7:30 AM €1,234.56'],
])('days, times and amounts are written for %s, or as the shop writes them', async (customer, expected) => {
  const body =
    '{{ coupon.expiresAt | day }} {{ coupon.expiresAt | time }} {{ order.amount | money: order.currency }}';
  expect(
    String(await written(body, customer, item, { timeZone: 'Asia/Tokyo' })).replaceAll('\u202f', ' '),
  ).toBe(expected);
});

test('what never expires has no day', async () => {
  expect(
    await written('{{ coupon.expiresAt | day | default: "for ever" }}', 'jane', {
      coupon: { expiresAt: null },
    }),
  ).toBe('for ever');
});

test.each([
  ['an unknown field', 'Hello\n{{ contact.nick }}', 'line 2', '{{ contact.nick | default: "…" }}'],
  ['an unknown root', '{{ cart.total }}', 'there is no cart', 'default'],
  ['an unknown filter', '{{ coupon.code | shout }}', 'shout', 'Liquid'],
  ['a tag left open', '{% if coupon %}', 'line 1', 'Liquid'],
  ['braces left open', 'Hi {{ contact.firstName', 'line 1', 'Liquid'],
  ['a file', '{% include "/etc/passwd" %}', 'include', 'Liquid'],
  ['a file rendered', '{% render "/etc/passwd" %}', 'render', 'Liquid'],
  ['a layout', '{% layout "/etc/passwd" %}', 'layout', 'Liquid'],
  ['the prototype', '{{ contact.constructor.name }}', 'contact.constructor', 'default'],
  ['too much work', '{% for i in (1..9000000) %}x{% endfor %}', 'limit', 'Liquid'],
  [
    'work without end',
    '{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}',
    'limit',
    'Liquid',
  ],
  ['what is no date', '{{ coupon.code | day }}', 'is no date', 'Liquid'],
  ['money without a currency', '{{ order.amount | money }}', 'currency', 'Liquid'],
])('%s is an error that says where and what to do', async (_, body, message, advice) => {
  expect(await written(body)).toMatchObject({
    message: expect.stringContaining(message),
    parameter: 'body',
    advice: expect.stringContaining(advice),
  });
  expect(await ledger(context)).toEqual([]);
});

test.each([
  ['timeZone', { timeZone: 'Mars/Base' }],
  ['language', { language: 'no language' }],
])('a %s that does not exist is an error', async (parameter, more) => {
  expect(await written('x', 'jane', item, more)).toMatchObject({ parameter });
});

test('an error of one item is its own; the others go out', async () => {
  const outcomes = await send(
    context,
    { channel: 'outbox', subject: 'Hi {{ contact.firstName }}', body: 'x' },
    'jane',
    'li',
  );
  expect(fates(outcomes)).toEqual([
    ['sent', { channel: 'outbox', state: 'sent' }],
    '“subject”, line 1: there is no contact.firstName.',
  ]);
});

test('a blank message is an error', async () => {
  expect(await written('{% comment %}later{% endcomment %} ')).toMatchObject({ parameter: 'body' });
});
