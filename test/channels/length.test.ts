import { sendViaChannel } from '../../core/steps';
import type { JsonObject } from '../../core/steps/define';
import { answered, questionsOf } from '../../core/steps/questions';
import { openStore, type Store } from '../../core/store';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { sqlitePlace, type StorePlace } from '../support/stores';

let at: StorePlace;
let store: Store;

beforeAll(async () => {
  at = sqlitePlace();
  store = await openStore(at.place);
});

afterAll(async () => {
  await store.close();
  await at.remove();
});

/** What stands beside the message in the dialog. */
async function lengthOf(values: JsonObject): Promise<unknown> {
  const [, question] = questionsOf(sendViaChannel).find(([name]) => name === 'smsLength') ?? [];
  if (!question) throw new Error('nothing tells the length');
  const context = contextOf(store, new TestClock());
  const found = await answered(
    question,
    () => ({ channel: 'twilio', ...values }),
    () => Promise.resolve(context),
  );
  return 'answer' in found ? found.answer.en : found.fault;
}

test.each([
  [
    'Hi {{ contact.firstName }}',
    '1 segment, filled with 7 of 160 units. Every letter is in the GSM alphabet (GSM-7).',
  ],
  [
    'a'.repeat(161),
    '2 segments, since 161 units go 153 to each. Every letter is in the GSM alphabet (GSM-7).',
  ],
  [
    '中文 €',
    '1 segment, filled with 4 of 70 units. Not in the GSM alphabet, so that the whole text goes as UCS-2: “中”, “文”.',
  ],
  [
    `Ça va, ${'François '.repeat(10)}`,
    '2 segments, since 97 units go 67 to each. Not in the GSM alphabet, so that the whole text goes as UCS-2: “ç”.',
  ],
  [
    'a\tb\u200b',
    '1 segment, filled with 4 of 70 units. Not in the GSM alphabet, so that the whole text goes as UCS-2: U+0009, U+200B.',
  ],
  [
    '早上好您的优惠',
    '1 segment, filled with 7 of 70 units. Not in the GSM alphabet, so that the whole text goes as UCS-2: “早”, “上”, “好”, “您”, “的”, ….',
  ],
])('%s', async (body, words) => {
  expect(await lengthOf({ body })).toBe(words);
});

test('the space in an amount is an ordinary one', async () => {
  expect(await lengthOf({ body: '{{ order.amount | money: "EUR" }}', language: 'de' })).toContain('GSM-7');
});

test.each([
  ['0.0079 USD', '0.0158 USD'],
  ['0,075 eur', '0.15 EUR'],
  ['3', '6.00'],
])('at %s a segment, two cost %s', async (smsSegmentPrice, price) => {
  expect(await lengthOf({ body: 'a'.repeat(200), smsSegmentPrice })).toMatch(
    new RegExp(`^2 segments.+ It costs ${price.replace('.', '\\.')}\\.$`),
  );
});

test.each([
  ['a price that is none', { smsSegmentPrice: 'cheap' }, '“cheap” is not a price.'],
  [
    'too many segments',
    { body: 'a'.repeat(620) },
    'takes 5 SMS segments, and at most 4 are allowed. Shorten it',
  ],
  ['a letter that makes it long', { body: `${'a'.repeat(300)}ê` }, 'do without “ê”'],
  ['a name that does not exist', { body: '{{ contact.nick }}' }, 'there is no contact.nick'],
])('%s is told as when it is sent', async (_, values, words) => {
  expect(await lengthOf({ body: 'Hi', ...values })).toContain(words);
});
