import { telegramBot } from '../../core/channels/telegram/connection';
import type { JsonObject } from '../../core/steps/define';
import { fates, ledger, meet, send } from '../messages/people';
import { allowing } from './allowing';
import { resultOf } from './result';
import { answering, breaking, brief, type StandIn, standIn } from './stand-in';

const TOKEN = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
const sent = {
  ok: true,
  result: { message_id: 4711, date: 1772442000, chat: { id: 987654321, type: 'private' } },
};

let bot: StandIn;

const values = { channel: 'telegram', body: 'Five for <b>{{ contact.firstName }}</b>' };

const toBob = async (more: JsonObject = {}) =>
  fates(await send(bot.context, { ...values, ...more }, 'bob'))[0];
const posted = (): unknown => JSON.parse(bot.requests.at(-1)?.body ?? '');
const refusal = (code: number, description: string, parameters?: object) =>
  answering(code, { ok: false, error_code: code, description, ...(parameters && { parameters }) });

beforeEach(async () => {
  bot = await standIn((url) => ({ telegram: { accessToken: TOKEN, baseUrl: url } }));
  bot.reaction = answering(200, sent);
  await meet(bot.context, [{ id: 'bob', profile: { telegramChatId: '987654321', firstName: 'B<o>b' } }]);
});

afterEach(() => bot.close());

test('a message goes to the person’s chat as it is written', async () => {
  expect(await toBob()).toEqual(['sent', { channel: 'telegram', state: 'sent' }]);
  expect(bot.requests).toMatchObject([{ method: 'POST', url: `/bot${TOKEN}/sendMessage` }]);
  expect(posted()).toEqual({ chat_id: '987654321', text: 'Five for <b>B<o>b</b>' });
  expect(await bot.entered()).toMatchObject({ provider_id: '4711', address: '987654321' });
});

test('in HTML, what people are called is text; a silent one makes no sound', async () => {
  await toBob({ telegramFormat: 'html', telegramSilent: true });
  expect(posted()).toEqual({
    chat_id: '987654321',
    text: 'Five for <b>B&lt;o&gt;b</b>',
    parse_mode: 'HTML',
    disable_notification: true,
  });
});

test.each([
  ['taken', answering(200, sent), ['sent', 'sent', null]],
  ['a page that is not Telegram’s', answering(200, '<html>'), ['not_sent', 'unknown', 'outcome_unknown']],
  ['bad HTML', refusal(400, "Bad Request: can't parse entities"), ['not_sent', 'failed', 'refused']],
  ['no such chat', refusal(400, 'Bad Request: chat not found'), ['not_sent', 'failed', 'refused']],
  ['a wrong token', refusal(401, 'Unauthorized'), ['not_sent', 'failed', 'refused']],
  ['blocked', refusal(403, 'Forbidden: bot was blocked by the user'), ['not_sent', 'failed', 'refused']],
  ['too many', refusal(429, 'Too Many Requests'), ['not_sent', 'failed', 'temporary']],
  ['a broken server', refusal(500, 'Internal Server Error'), ['not_sent', 'failed', 'temporary']],
  ['a reset', breaking, ['not_sent', 'unknown', 'outcome_unknown']],
])('%s', async (_, reaction, fate) => {
  bot.reaction = reaction;
  expect(brief(await toBob())).toEqual(fate);
});

test('a busy Telegram says in its body when to come again', async () => {
  bot.reaction = refusal(429, 'Too Many Requests: retry after 35', { retry_after: 35 });
  expect(await toBob()).toMatchObject(['not_sent', { retryAt: '2026-03-02T09:00:35.000Z' }]);
});

test('the token, which is part of the address, is told nowhere', async () => {
  bot.reaction = answering(404, `no /bot${TOKEN}/sendMessage here`);
  const refused = await toBob();
  bot.reaction = breaking;
  const lost = await toBob();
  const said = JSON.stringify([refused, lost, await ledger(bot.context)]);
  expect(said).toContain('HTTP 404 no /bot…/sendMessage here');
  expect(said).toContain('gave no usable answer');
  expect(said).not.toContain(TOKEN.split(':')[1]);
});

test.each([
  ['none of a bot', 'my-secret-token'],
  ['one that leads elsewhere', '1:a/../../secret'],
])('a token that is %s is an error that does not repeat it', async (_, accessToken) => {
  const other = await standIn((url) => ({ telegram: { accessToken, baseUrl: url } }));
  try {
    await meet(other.context, [{ id: 'bob', profile: { telegramChatId: '1', firstName: 'Bob' } }]);
    const outcomes = await send(other.context, values, 'bob');
    expect(outcomes).toMatchObject([{ error: { parameter: 'accessToken' } }]);
    expect(JSON.stringify(outcomes)).not.toContain('secret');
    expect(other.requests).toEqual([]);
  } finally {
    await other.close();
  }
});

test('a text that is too long is refused before it goes out; one that fits goes', async () => {
  expect(await send(bot.context, { ...values, body: 'x'.repeat(4097) }, 'bob')).toMatchObject([
    { error: { parameter: 'body', message: expect.stringContaining('4097') } },
  ]);
  expect(bot.requests).toEqual([]);
  expect(brief(await toBob({ body: 'x'.repeat(4096) }))).toEqual(['sent', 'sent', null]);
});

test.each([
  ['987654321', null],
  ['-1001234567890', null],
  ['@shop_news', null],
  ['+49 30 123456', 'bad_address'],
  ['bob', 'bad_address'],
])('a message to the chat “%s”: %s', async (telegramChatId, reason) => {
  await meet(bot.context, [{ id: 'eve', profile: { telegramChatId, firstName: 'Eve' } }]);
  await send(bot.context, values, 'eve');
  expect(await bot.entered()).toMatchObject({ reason });
  expect(bot.requests).toHaveLength(reason === null ? 1 : 0);
});

test.each([
  ['Forbidden: bot was blocked by the user', 'opted_out'],
  ['Forbidden: user is deactivated', 'gone'],
  ['Forbidden: bot was kicked from the group chat', 'gone'],
  ["Forbidden: bot can't initiate conversation with a user", undefined],
])('“%s” tells of the chat: %s', async (description, address) => {
  bot.reaction = refusal(403, description);
  expect(await resultOf(bot.context, values, '987654321')).toEqual({
    state: 'failed',
    reason: 'refused',
    detail: expect.stringContaining(description),
    ...(address && { address }),
  });
});

test('the connection is tested by asking who the bot is', async () => {
  const account = { accessToken: TOKEN, baseUrl: bot.url };
  await allowing(bot.url, async () => {
    bot.reaction = answering(200, { ok: true, result: { id: 110201543, is_bot: true } });
    await expect(telegramBot.test(account)).resolves.toBeUndefined();
    expect(bot.requests).toMatchObject([{ method: 'GET', url: `/bot${TOKEN}/getMe` }]);
    bot.reaction = refusal(401, 'Unauthorized');
    const error: unknown = await telegramBot.test(account).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining('401') });
    expect(String(error)).not.toContain(TOKEN.split(':')[1]);
  });
});
