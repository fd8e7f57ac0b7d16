import { tryTwilio } from '../../core/channels/twilio/connection';
import { beginTracking } from '../../core/messages';
import type { JsonObject } from '../../core/steps/define';
import { allowing } from './allowing';
import { answering, breaking, brief, type StandIn, standIn } from './stand-in';

const SID = `AC${'a'.repeat(32)}`;
const SERVICE = `MG${'b'.repeat(32)}`;
const TOKEN = 'token-1234567890';
const BASIC = Buffer.from(`${SID}:${TOKEN}`).toString('base64');
const account = {
  authType: 'authToken',
  accountSid: SID,
  authToken: TOKEN,
  apiKeySid: '',
  apiKeySecret: '',
} as const;

const queued = { sid: `SM${'c'.repeat(32)}`, status: 'queued', error_code: null, error_message: null };
const problem = (code: number, status = 400) => ({
  code,
  message: 'Twilio’s words',
  more_info: `https://www.twilio.com/docs/errors/${code}`,
  status,
});

let twilio: StandIn;
let values: JsonObject;

beforeEach(async () => {
  twilio = await standIn(() => ({ twilio: account }));
  twilio.reaction = answering(201, queued);
  values = {
    channel: 'twilio',
    smsFrom: '+1 (555) 010-0000',
    body: 'Hi {{ contact.firstName }} & “Co”',
    twilioAddress: twilio.url,
  };
});

afterEach(() => twilio.close());

const sentForm = () => Object.fromEntries(new URLSearchParams(twilio.requests[0]?.body));

test('names the address to which receipts come back, while Twilio is listened to there by https', async () => {
  const { store } = twilio.context;
  await beginTracking(store, 'https://flows.example.com/events', {
    listensTo: ['sendgrid', 'twilio'],
    listens: false,
  });
  await twilio.toAnn(values);
  expect(sentForm()).toMatchObject({ StatusCallback: 'https://flows.example.com/events?provider=twilio' });
  const addresses = [
    ['https://flows.example.com/events', ['sendgrid']],
    ['http://flows.example.com/events', ['twilio']],
  ] as const;
  for (const [address, listensTo] of addresses) {
    await beginTracking(store, address, { listensTo, listens: false });
    twilio.requests.length = 0;
    await twilio.toAnn({ ...values, stepKey: address });
    expect(sentForm()).toHaveProperty('Body');
    expect(sentForm()).not.toHaveProperty('StatusCallback');
  }
});

test('posts number, sender and text as a form, signed in with the account, and keeps the message’s SID', async () => {
  expect(await twilio.toAnn(values)).toEqual(['sent', { channel: 'twilio', state: 'sent' }]);
  expect(twilio.requests).toMatchObject([
    {
      method: 'POST',
      url: `/2010-04-01/Accounts/${SID}/Messages.json`,
      headers: {
        authorization: `Basic ${BASIC}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
    },
  ]);
  expect(sentForm()).toEqual({ To: '+4930123456', From: '+15550100000', Body: 'Hi Ann & “Co”' });
  expect(await twilio.entered()).toMatchObject({
    channel: 'twilio',
    address: '+4930123456',
    state: 'sent',
    provider_id: queued.sid,
  });
});

test('an API key signs in, to the same account', async () => {
  const key = { ...account, authType: 'apiKey', apiKeySid: 'SKkey', apiKeySecret: 'key-secret' };
  const other = await standIn(() => ({ twilio: key }));
  other.reaction = answering(201, queued);
  await other.toAnn({ ...values, twilioAddress: `${other.url}/` });
  expect(other.requests).toMatchObject([
    {
      url: `/2010-04-01/Accounts/${SID}/Messages.json`,
      headers: { authorization: `Basic ${Buffer.from('SKkey:key-secret').toString('base64')}` },
    },
  ]);
  await other.close();
});

test.each([
  ['a messaging service', SERVICE, { MessagingServiceSid: SERVICE }],
  ['a short code', '12345', { From: '12345' }],
  ['a name', 'Jane & Shop', { From: 'Jane & Shop' }],
])('the sender may be %s', async (_, smsFrom, sender) => {
  await twilio.toAnn({ ...values, smsFrom, body: 'Hi' });
  expect(sentForm()).toEqual({ To: '+4930123456', Body: 'Hi', ...sender });
});

test.each([
  ['smsFrom', { smsFrom: '' }],
  ['smsFrom', { smsFrom: 'Jane’s Beautiful Shop' }],
  ['smsFrom', { smsFrom: '0301234567890' }],
  ['body', { body: ' ' }],
  ['body', { body: 'a'.repeat(613) }],
  ['body', { body: '中'.repeat(141), smsMostSegments: 2 }],
  ['twilioAddress', { twilioAddress: 'api.twilio.com' }],
  ['twilioAddress', { twilioAddress: 'https://user:password@example.com' }],
])('%s that makes no SMS is an error before anything goes out', async (parameter, wrong) => {
  const outcomes = await twilio.said({ ...values, ...wrong });
  expect(outcomes).toContain(`"parameter":"${parameter}"`);
  expect(twilio.requests).toEqual([]);
});

test('what Intl writes between number and currency does not make a text dear', async () => {
  await twilio.toAnn({ ...values, body: '{{ 4990 | money: "EUR" }}', language: 'de' });
  expect(sentForm()['Body']).toBe('49,90 €');
});

test.each([
  ['opted out', answering(400, problem(21610)), 'failed', 'refused'],
  ['no valid number', answering(400, problem(21211)), 'failed', 'refused'],
  ['not a mobile', answering(400, problem(21614)), 'failed', 'refused'],
  ['a wrong sender', answering(400, problem(21606)), 'failed', 'refused'],
  ['wrong keys', answering(401, problem(20003, 401)), 'failed', 'refused'],
  ['a full queue', answering(400, problem(21611)), 'failed', 'temporary'],
  ['too many requests', answering(429, problem(20429, 429)), 'failed', 'temporary'],
  ['an outage', answering(503, problem(20503, 503)), 'failed', 'temporary'],
  ['failed at once', answering(201, { ...queued, error_code: 30005 }), 'failed', 'refused'],
  ['failed for unknown reasons', answering(201, { ...queued, error_code: 30008 }), 'failed', 'refused'],
  ['a full service', answering(201, { ...queued, error_code: 30001 }), 'failed', 'temporary'],
  ['an answer that is not Twilio’s', answering(200, '<html>'), 'unknown', 'outcome_unknown'],
  ['a proxy that lost sight of it', answering(504), 'unknown', 'outcome_unknown'],
  ['a broken line', breaking, 'unknown', 'outcome_unknown'],
])('%s', async (_, reaction, state, reason) => {
  twilio.reaction = reaction;
  expect(brief(await twilio.toAnn(values))).toEqual(['not_sent', state, reason]);
  expect(await twilio.entered()).toMatchObject({ state, reason, provider_id: null });
});

test('a busy Twilio says when to come again', async () => {
  twilio.reaction = answering(429, problem(20429, 429), { 'retry-after': '30' });
  expect(await twilio.toAnn(values)).toMatchObject(['not_sent', { retryAt: '2026-03-02T09:00:30.000Z' }]);
});

test.each([
  ['whose owner opted out', answering(400, problem(21610)), 'suppressed'],
  ['that is none', answering(400, problem(21211)), 'suppressed'],
  ['that is no mobile', answering(400, problem(21614)), 'suppressed'],
  ['that nobody has any more', answering(201, { ...queued, error_code: 30005 }), 'suppressed'],
  ['in a country that is not allowed', answering(400, problem(21408)), 'refused'],
  ['that the wrong sender wrote to', answering(400, problem(21606)), 'refused'],
])('of a number %s, the next message is %s', async (_, reaction, reason) => {
  twilio.reaction = reaction;
  await twilio.toAnn(values);
  expect(await twilio.toAnn({ ...values, stepKey: 'next' })).toMatchObject(['not_sent', { reason }]);
  expect(twilio.requests).toHaveLength(reason === 'suppressed' ? 1 : 2);
});

test('a message of unknown fate is not sent again', async () => {
  twilio.reaction = breaking;
  await twilio.toAnn(values);
  await twilio.toAnn(values);
  expect(twilio.requests).toHaveLength(1);
});

test('a Twilio that echoes the keys does not get them into items or the ledger', async () => {
  twilio.reaction = ({ headers }, response) =>
    void response.writeHead(400).end(`${TOKEN} ${headers.authorization ?? ''}`);
  const said = await twilio.said(values);
  expect(said).toContain('HTTP 400');
  expect(said).not.toContain(TOKEN);
  expect(said).not.toContain(BASIC);
});

test.each([
  [200, undefined],
  [401, 'did not accept the account'],
  [404, 'answered 404'],
])('the account is tried by asking for it: %s', async (status, words) => {
  twilio.reaction = answering(status, { sid: SID });
  await allowing(twilio.url, async () => {
    const trial = tryTwilio(account, twilio.url);
    await (words === undefined
      ? expect(trial).resolves.toBeUndefined()
      : expect(trial).rejects.toThrow(words));
  });
  expect(twilio.requests[0]).toMatchObject({
    method: 'GET',
    url: `/2010-04-01/Accounts/${SID}.json`,
    headers: { authorization: `Basic ${BASIC}` },
  });
});
