import fc from 'fast-check';
import { telegram } from '../../core/channels/telegram/channel';
import { telegramWebhook } from '../../core/channels/telegram/connection';
import { type Call, hearing, reportsOf } from './hear';

const secretToken = 'a-Secret_1';
const hear = hearing(telegram.callbacks, { 'telegram-webhook': { secretToken } });

const sent = (body: string, token = secretToken): Call => ({
  headers: { 'x-telegram-bot-api-secret-token': token },
  body,
});
const told = (update: object) => sent(JSON.stringify({ update_id: 10000, ...update }));

const chat = { id: 1111111, first_name: 'Ann', type: 'private' };
const from = { id: 1111111, is_bot: false, first_name: 'Ann' };
const date = 1_772_440_000;
const ann = { kind: 'telegramChatId', value: '1111111' };

const membership = (status: string) => ({
  my_chat_member: {
    chat,
    from,
    date,
    old_chat_member: { status: 'member' },
    new_chat_member: { user: {}, status },
  },
});

test.each([
  [
    'a text',
    { message: { message_id: 1365, from, chat, date, text: '/start' } },
    { told: 'replied', text: '/start' },
  ],
  ['a bot that is blocked', membership('kicked'), { told: 'unsubscribed' }],
  ['a bot that is let in again', membership('member'), { told: 'subscribed' }],
])('hears %s', async (_, update, report) => {
  expect(await hear(told(update))).toEqual({
    reports: [{ key: '10000', at: date * 1000, address: ann, ...report }],
    ignored: 0,
  });
});

test.each([
  ['a picture', { message: { message_id: 1, chat, date, photo: [] } }],
  ['another membership', membership('administrator')],
  ['a press', { callback_query: { id: '1', from, data: 'a' } }],
  ['an edited message', { edited_message: { message_id: 1, chat, date, text: 'Hi' } }],
])('ignores %s', async (_, update) => {
  expect(await hear(told(update))).toEqual({ reports: [], ignored: 1 });
});

test('knows groups by their number below zero', async () => {
  const message = { chat: { id: -1001234567890 }, date, text: 'Hi' };

  expect(await hear(told({ message }))).toMatchObject({
    reports: [{ address: { value: '-1001234567890' } }],
  });
});

test.each([
  ['no token', { body: '{}' }, 'unsigned: x-telegram-bot-api-secret-token is needed'],
  ['another token', sent('{}', 'b'), 'the secret token is another'],
  ['no update', sent('{}'), "must have required property 'update_id'"],
  [
    'a message of no chat',
    told({ message: { date, text: 'Hi' } }),
    "message must have required property 'chat'",
  ],
  ['no JSON', sent('a'), 'the body is not JSON'],
])('refuses %s', async (_, call, refused) => {
  expect(await hear(call)).toEqual({ refused });
});

test('tells a token from what Telegram would not take', async () => {
  await expect(telegramWebhook.test({ secretToken })).resolves.toBeUndefined();
  await expect(telegramWebhook.test({ secretToken: 'ä' })).rejects.toMatchObject({
    parameter: 'secretToken',
  });
});

test('whatever comes: what has no token tells nothing, and what has one does not break it', async () => {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.record({ chat: fc.oneof(fc.jsonValue(), fc.constant(chat)), date: fc.double(), text: fc.string() }),
  );
  const update = fc.record({
    update_id: fc.oneof(fc.integer(), fc.jsonValue()),
    message: odd,
    my_chat_member: odd,
  });
  await fc.assert(
    fc.asyncProperty(fc.oneof(update, fc.jsonValue()), fc.string(), async (given, token) => {
      const body = JSON.stringify(given);
      expect(reportsOf(await hear(sent(body, `${token}.`)))).toEqual([]);
      expect(JSON.stringify(await hear(sent(body)))).not.toContain(secretToken);
    }),
  );
});
