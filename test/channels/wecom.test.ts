import { type WecomApp, wecomApp } from '../../core/channels/wecom/connection';
import type { JsonObject } from '../../core/steps/define';
import { fates, ledger, meet, send, withinAMinute } from '../messages/people';
import { allowing } from './allowing';
import { resultOf } from './result';
import { answering, breaking, brief, type StandIn, standIn } from './stand-in';

const taken = (more: JsonObject = {}) =>
  answering(200, { errcode: 0, errmsg: 'ok', msgid: 'Sm9kZQ-1', ...more });
const told = (errcode: number, errmsg = 'words') => answering(200, { errcode, errmsg });
const granted = (token: string) =>
  answering(200, { errcode: 0, errmsg: 'ok', access_token: token, expires_in: 7200 });

let wecom: StandIn;
let app: WecomApp;
let granting: StandIn['reaction'];
let sending: StandIn['reaction'];
let secrets = 0;

const values = { channel: 'wecom', body: '您好 {{ contact.firstName }} & Co' };

const begin = async (more: Partial<WecomApp> = {}) => {
  wecom = await standIn((url) => {
    // Tokens are kept by account.
    const secret = `secret-of-app-${++secrets}`;
    app = { corpId: 'ww1', agentId: ' 1000002', secret, address: `${url}/`, ...more };
    return { wecom: { ...app } };
  });
  granting = granted('TOKEN_1');
  sending = taken();
  wecom.reaction = (request, response) =>
    (request.url.startsWith('/cgi-bin/gettoken') ? granting : sending)(request, response);
  await meet(wecom.context, [{ id: 'bob', profile: { wecomUserId: 'Bob.Wu', firstName: 'Bob' } }]);
};

beforeEach(() => begin());
afterEach(() => wecom.close());

const toBob = async (more: JsonObject = {}) =>
  fates(await send(wecom.context, { ...values, ...more }, 'bob'))[0];
const sends = () => wecom.requests.filter(({ url }) => url.startsWith('/cgi-bin/message'));
const asked = () => wecom.requests.filter(({ url }) => url.startsWith('/cgi-bin/gettoken'));
const sent = (): unknown => JSON.parse(sends().at(-1)?.body ?? '');

test('asks for a token, sends the text as the app, and keeps the message’s id', async () => {
  expect(await toBob()).toEqual(['sent', { channel: 'wecom', state: 'sent' }]);
  expect(asked()).toMatchObject([
    { method: 'GET', url: `/cgi-bin/gettoken?corpid=ww1&corpsecret=${app.secret}` },
  ]);
  expect(sends()).toMatchObject([{ method: 'POST', url: '/cgi-bin/message/send?access_token=TOKEN_1' }]);
  expect(sent()).toEqual({
    touser: 'bob.wu',
    msgtype: 'text',
    agentid: 1000002,
    text: { content: '您好 Bob & Co' },
  });
  expect(await wecom.entered()).toMatchObject({ address: 'bob.wu', provider_id: 'Sm9kZQ-1' });
});

test('Markdown goes out as such', async () => {
  await toBob({ wecomFormat: 'markdown', body: '**{{ contact.firstName }}**' });
  expect(sent()).toMatchObject({ msgtype: 'markdown', markdown: { content: '**Bob**' } });
});

test('the token is shared, and asked for anew when it is refused', async () => {
  await toBob();
  granting = granted('TOKEN_2');
  sending = (request, response) =>
    (request.url.endsWith('TOKEN_2') ? taken() : told(42001, 'access_token expired'))(request, response);
  expect(brief(await toBob({ stepKey: 'next' }))).toEqual(['sent', 'sent', null]);
  expect(asked()).toHaveLength(2);
  expect(sends()).toHaveLength(3);
});

test.each([
  ['a wrong secret', told(40001, 'invalid credential'), 'refused'],
  ['too many who ask', told(45009), 'temporary'],
  ['a broken line', breaking, 'temporary'],
])('without a token, by %s, the message was certainly not sent', async (_, reaction, reason) => {
  granting = reaction;
  expect(brief(await toBob())).toEqual(['not_sent', 'failed', reason]);
  expect(sends()).toEqual([]);
});

test.each([
  ['a member out of the app’s sight', taken({ invaliduser: 'bob.wu' }), ['not_sent', 'failed', 'refused']],
  ['a member without a licence', taken({ unlicenseduser: 'bob.wu' }), ['not_sent', 'failed', 'refused']],
  ['nobody left to send to', told(81013), ['not_sent', 'failed', 'refused']],
  ['no such member', told(60111), ['not_sent', 'failed', 'refused']],
  ['no such app', told(40056), ['not_sent', 'failed', 'refused']],
  ['a busy WeCom', told(-1), ['not_sent', 'failed', 'temporary']],
  ['a token that is refused again', told(40014), ['not_sent', 'failed', 'temporary']],
  ['an outage', answering(503), ['not_sent', 'failed', 'temporary']],
  ['an answer of somebody else', answering(200, '<html>'), ['not_sent', 'unknown', 'outcome_unknown']],
  ['an answer of another kind', taken({ msgid: 7 }), ['not_sent', 'unknown', 'outcome_unknown']],
  ['a broken line', breaking, ['not_sent', 'unknown', 'outcome_unknown']],
])('%s', async (_, reaction, fate) => {
  sending = reaction;
  expect(brief(await toBob())).toEqual(fate);
});

test.each([
  [45009, '2026-03-02T09:01:00.000Z'],
  [45033, '2026-03-02T09:01:00.000Z'],
  [-1, withinAMinute],
])('%i: to be tried again at %s', async (code, retryAt) => {
  sending = told(code);
  expect(await toBob()).toMatchObject(['not_sent', { reason: 'temporary', retryAt }]);
});

test.each([
  ['60111', told(60111, '60111'), 'gone'],
  ['invaliduser', taken({ invaliduser: 'bob.wu' }), undefined],
])('%s tells of the member: %s', async (words, reaction, address) => {
  sending = reaction;
  expect(await resultOf(wecom.context, values, 'Bob.Wu')).toEqual({
    state: 'failed',
    reason: 'refused',
    detail: expect.stringContaining(words),
    ...(address && { address }),
  });
});

test.each([
  ['body', { body: '中'.repeat(683) }],
  ['body', { body: ' ' }],
])('%s that WeCom would cut off is an error before anything goes out', async (parameter, wrong) => {
  expect(await send(wecom.context, { ...values, ...wrong }, 'bob')).toMatchObject([{ error: { parameter } }]);
  expect(wecom.requests).toEqual([]);
  expect(await ledger(wecom.context)).toEqual([]);
});

test('an app without a number is an error before anything goes out', async () => {
  await wecom.close();
  await begin({ agentId: 'shop' });
  expect(await send(wecom.context, values, 'bob')).toMatchObject([{ error: { parameter: 'agentId' } }]);
  expect(wecom.requests).toEqual([]);
});

test.each([['@all'], ['bob|eve']])('“%s” is nobody’s user ID', async (wecomUserId) => {
  await meet(wecom.context, [{ id: 'eve', profile: { wecomUserId, firstName: 'Eve' } }]);
  expect(fates(await send(wecom.context, values, 'eve'))).toMatchObject([
    ['not_sent', { reason: 'bad_address' }],
  ]);
});

test('a message of unknown fate is not sent again', async () => {
  sending = breaking;
  await toBob();
  await toBob();
  expect(sends()).toHaveLength(1);
});

test('neither secret nor token is told', async () => {
  sending = (request, response) => answering(400, `no ${request.url}`)(request, response);
  const refused = await toBob();
  sending = told(42001);
  granting = (request, response) => answering(400, `no ${request.url}`)(request, response);
  const ungranted = await toBob({ stepKey: 'next' });
  const said = JSON.stringify([refused, ungranted, await ledger(wecom.context)]);
  expect(said).toContain('access_token=…');
  expect(said).toContain('corpsecret=…');
  expect(said).not.toContain('TOKEN_1');
  expect(said).not.toContain(app.secret);
});

test.each([
  ['is given', granted('TOKEN_1'), undefined],
  ['is refused', told(40001, 'invalid credential'), 'invalid credential'],
])('the test button asks for a token, which %s', async (_, reaction, words) => {
  granting = reaction;
  await allowing(wecom.url, async () => {
    const trial = wecomApp.test(app);
    await (words === undefined
      ? expect(trial).resolves.toBeUndefined()
      : expect(trial).rejects.toThrow(words));
  });
  expect(asked()).toHaveLength(1);
});
