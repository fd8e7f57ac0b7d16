import { type WechatAccount, wechatAccount } from '../../core/channels/wechat/connection';
import type { JsonObject } from '../../core/steps/define';
import { fates, ledger, meet, send, withinAMinute } from '../messages/people';
import { allowing } from './allowing';
import { resultOf } from './result';
import { answering, breaking, brief, type StandIn, standIn } from './stand-in';

const OPEN_ID = 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M';
const TEMPLATE = 'ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY';
const taken = answering(200, '{"errcode":0,"errmsg":"ok","msgid":2951234567890123457}');
const told = (errcode: number, errmsg = 'words') => answering(200, { errcode, errmsg });

let wechat: StandIn;
let account: WechatAccount;
let granting: StandIn['reaction'];
let sending: StandIn['reaction'];
let secrets = 0;

const granted = (token: string) => answering(200, { access_token: token, expires_in: 7200 });

const values = {
  channel: 'wechat',
  purpose: 'transactional',
  body: '订单 {{ contact.firstName }} 已发货',
  wechatTemplate: TEMPLATE,
  wechatValues: 'thing1: {{ contact.firstName }} 的订单\n\ncharacter_string2：A-17\n',
};

beforeEach(async () => {
  wechat = await standIn((url) => {
    // Tokens are kept by account.
    account = { appId: 'wxb1', appSecret: `secret-of-app-${++secrets}`, address: url };
    return { wechat: { ...account } };
  });
  granting = granted('TOKEN_1');
  sending = taken;
  wechat.reaction = (request, response) =>
    (request.url === '/cgi-bin/stable_token' ? granting : sending)(request, response);
  await meet(wechat.context, [{ id: 'bob', profile: { wechatOpenId: OPEN_ID, firstName: 'Bob' } }]);
});

afterEach(() => wechat.close());

const toBob = async (more: JsonObject = {}) =>
  fates(await send(wechat.context, { ...values, ...more }, 'bob'))[0];
const sends = () => wechat.requests.filter(({ url }) => url.startsWith('/cgi-bin/message'));
const asked = () => wechat.requests.filter(({ url }) => url === '/cgi-bin/stable_token');
const sent = (): unknown => JSON.parse(sends().at(-1)?.body ?? '');
const tokens = () => sends().map(({ url }) => new URL(url, 'http://wechat').searchParams.get('access_token'));

test('asks for a token, sends the template with its variables, and keeps the whole message’s id', async () => {
  expect(await toBob({ link: 'https://shop.example/o/17' })).toEqual([
    'sent',
    { channel: 'wechat', state: 'sent' },
  ]);
  expect(asked()).toMatchObject([{ method: 'POST', headers: { 'content-type': 'application/json' } }]);
  expect(JSON.parse(asked()[0]?.body ?? '')).toEqual({
    grant_type: 'client_credential',
    appid: 'wxb1',
    secret: account.appSecret,
  });
  expect(sends()).toMatchObject([
    { method: 'POST', url: '/cgi-bin/message/template/send?access_token=TOKEN_1' },
  ]);
  expect(sent()).toEqual({
    touser: OPEN_ID,
    template_id: TEMPLATE,
    url: 'https://shop.example/o/17',
    client_msg_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    data: { thing1: { value: 'Bob 的订单' }, character_string2: { value: 'A-17' } },
  });
  expect(await wechat.entered()).toMatchObject({
    channel: 'wechat',
    address: OPEN_ID,
    provider_id: '2951234567890123457',
  });
});

test('a tap may open a mini program', async () => {
  await toBob({
    wechatMiniProgram: 'wx9f',
    wechatMiniProgramPage: 'pages/order?who={{ contact.firstName }}',
  });
  expect(sent()).toMatchObject({ miniprogram: { appid: 'wx9f', pagepath: 'pages/order?who=Bob' } });
});

test('all who send by the account share its token until it grows old', async () => {
  await meet(wechat.context, [{ id: 'eve', profile: { wechatOpenId: `${OPEN_ID}2`, firstName: 'Eve' } }]);
  await send(wechat.context, values, 'bob', 'eve');
  await toBob({ stepKey: 'next' });
  expect(asked()).toHaveLength(1);
  granting = granted('TOKEN_2');
  wechat.clock.advance(7_000_000);
  await toBob({ stepKey: 'later' });
  expect(tokens()).toEqual(['TOKEN_1', 'TOKEN_1', 'TOKEN_1', 'TOKEN_2']);
});

test.each([40001, 42001, 40014])(
  'a token that is refused (%i) is asked for anew, and the message goes out',
  async (code) => {
    await toBob();
    granting = granted('TOKEN_2');
    sending = (request, response) =>
      (request.url.endsWith('TOKEN_2') ? taken : told(code, 'invalid credential'))(request, response);
    expect(brief(await toBob({ stepKey: 'next' }))).toEqual(['sent', 'sent', null]);
    expect(tokens()).toEqual(['TOKEN_1', 'TOKEN_1', 'TOKEN_2']);
  },
);

test('where the new token is refused too, the message is put off', async () => {
  sending = told(40001, 'invalid credential');
  expect(brief(await toBob())).toEqual(['not_sent', 'failed', 'temporary']);
  expect(asked()).toHaveLength(2);
  expect(sends()).toHaveLength(2);
});

test.each([
  ['a wrong secret', told(40125), 'refused'],
  ['a host that is not on the whitelist', told(40164), 'refused'],
  ['a busy WeChat', told(-1), 'temporary'],
  ['an outage', answering(503), 'temporary'],
  ['an answer of somebody else', answering(200, '<html>'), 'temporary'],
  ['a broken line', breaking, 'temporary'],
])(
  'without a token, by %s, the message was certainly not sent; the next asks anew',
  async (_, reaction, reason) => {
    granting = reaction;
    expect(brief(await toBob())).toEqual(['not_sent', 'failed', reason]);
    expect(sends()).toEqual([]);
    granting = granted('TOKEN_1');
    expect(brief(await toBob({ stepKey: 'next' }))).toEqual(['sent', 'sent', null]);
  },
);

test.each([
  ['a template of nobody', told(40037), ['not_sent', 'failed', 'refused']],
  ['a variable that is wrong', told(47003), ['not_sent', 'failed', 'refused']],
  ['no OpenID of this account', told(40003), ['not_sent', 'failed', 'refused']],
  ['who does not follow', told(43004), ['not_sent', 'failed', 'refused']],
  ['a busy WeChat', told(-1), ['not_sent', 'failed', 'temporary']],
  ['the limit of the day', told(45009), ['not_sent', 'failed', 'temporary']],
  ['an outage', answering(503), ['not_sent', 'failed', 'temporary']],
  ['an answer of somebody else', answering(200, '<html>'), ['not_sent', 'unknown', 'outcome_unknown']],
  ['a broken line', breaking, ['not_sent', 'unknown', 'outcome_unknown']],
])('%s', async (_, reaction, fate) => {
  sending = reaction;
  expect(brief(await toBob())).toEqual(fate);
});

test.each([
  [45011, '2026-03-02T09:01:00.000Z'],
  [45009, '2026-03-02T10:00:00.000Z'],
  [43117, '2026-03-03T09:00:00.000Z'],
  [-1, withinAMinute],
])('%i: to be tried again at %s', async (code, retryAt) => {
  sending = told(code);
  expect(await toBob()).toMatchObject(['not_sent', { reason: 'temporary', retryAt }]);
});

test.each([
  [43004, 'opted_out'],
  [43101, 'opted_out'],
  [40003, 'gone'],
  [40037, undefined],
])('%i tells of the person: %s', async (code, address) => {
  sending = told(code);
  expect(await resultOf(wechat.context, { ...values, wechatValues: '' }, OPEN_ID)).toEqual({
    state: 'failed',
    reason: 'refused',
    detail: expect.stringContaining(String(code)),
    ...(address && { address }),
  });
});

test.each([
  ['purpose', { purpose: 'marketing' }],
  ['wechatTemplate', { wechatTemplate: 'welcome' }],
  ['wechatValues', { wechatValues: 'Bob' }],
  ['wechatValues', { wechatValues: `thing1: ${'中'.repeat(21)}` }],
  ['link', { link: 'shop.example' }],
  ['body', { body: ' ' }],
])('%s that WeChat would not take is an error before anything goes out', async (parameter, wrong) => {
  expect(await send(wechat.context, { ...values, ...wrong }, 'bob')).toMatchObject([
    { error: { parameter } },
  ]);
  expect(wechat.requests).toEqual([]);
  expect(await ledger(wechat.context)).toEqual([]);
});

test('a message of unknown fate is not sent again', async () => {
  sending = breaking;
  await toBob();
  await toBob();
  expect(sends()).toHaveLength(1);
});

test('who has no OpenID gets nothing', async () => {
  expect(await wechat.toAnn(values)).toMatchObject(['not_sent', { reason: 'no_address' }]);
});

test('neither secret nor token is told', async () => {
  sending = (request, response) => answering(400, `no ${request.url}`)(request, response);
  const refused = await toBob();
  sending = told(40001);
  granting = (request, response) => answering(400, request.body)(request, response);
  const ungranted = await toBob({ stepKey: 'next' });
  const said = JSON.stringify([refused, ungranted, await ledger(wechat.context)]);
  expect(said).toContain('access_token=…');
  expect(said).toContain('client_credential');
  expect(said).not.toContain('TOKEN_1');
  expect(said).not.toContain(account.appSecret);
});

test.each([
  ['is given', granted('TOKEN_1'), undefined],
  ['is refused', told(40125, 'invalid appsecret'), 'invalid appsecret'],
])('the test button asks for a token, which %s', async (_, reaction, words) => {
  granting = reaction;
  await allowing(wechat.url, async () => {
    const trial = wechatAccount.test(account);
    await (words === undefined
      ? expect(trial).resolves.toBeUndefined()
      : expect(trial).rejects.toThrow(words));
  });
  expect(asked()).toHaveLength(1);
});
