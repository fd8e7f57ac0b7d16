import {
  addressOf,
  type AfricasTalkingApp,
  africasTalkingApp,
} from '../../core/channels/africas-talking/connection';
import type { JsonObject } from '../../core/steps/define';
import { allowing } from './allowing';
import { answering, breaking, brief, type StandIn, standIn } from './stand-in';

const KEY = 'atsk_1234567890';

/** An answer as it is for one person. */
const answer = (statusCode: number, status: string, more: JsonObject = {}) => ({
  SMSMessageData: {
    Message: 'Sent to 1/1 Total Cost: KES 0.8000',
    Recipients: [
      { statusCode, number: '+4930123456', status, cost: 'KES 0.8000', messageId: 'ATXid_1', ...more },
    ],
  },
});
const taken = (statusCode: number, status: string) => answering(201, answer(statusCode, status));
const notTaken = (statusCode: number, status: string) =>
  answering(201, answer(statusCode, status, { cost: '0', messageId: 'None' }));

let provider: StandIn;
let app: AfricasTalkingApp;

const values = { channel: 'africas-talking', smsFrom: 'JaneShop', body: 'Hi {{ contact.firstName }} & co' };

beforeEach(async () => {
  provider = await standIn((url) => {
    app = { username: 'shop', apiKey: KEY, address: `${url}/` };
    return { 'africas-talking': { ...app } };
  });
  provider.reaction = taken(101, 'Success');
});

afterEach(() => provider.close());

const posted = () => Object.fromEntries(new URLSearchParams(provider.requests[0]?.body));

test('posts app, number, sender and text as a form, with the key, and keeps the message’s id', async () => {
  expect(await provider.toAnn(values)).toEqual(['sent', { channel: 'africas-talking', state: 'sent' }]);
  expect(provider.requests).toMatchObject([
    {
      method: 'POST',
      url: '/version1/messaging',
      headers: {
        apikey: KEY,
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
      },
    },
  ]);
  expect(posted()).toEqual({
    username: 'shop',
    to: '+4930123456',
    from: 'JaneShop',
    message: 'Hi Ann & co',
  });
  expect(await provider.entered()).toMatchObject({ state: 'sent', provider_id: 'ATXid_1' });
});

test('an account may have no sender of its own', async () => {
  await provider.toAnn({ ...values, smsFrom: '' });
  expect(posted()).not.toHaveProperty('from');
});

test('the sandbox has an address of its own', () => {
  const of = (username: string) => addressOf({ username, apiKey: KEY, address: '' });
  expect([of('sandbox'), of('shop')]).toEqual([
    'https://api.sandbox.africastalking.com',
    'https://api.africastalking.com',
  ]);
});

test.each([
  ['smsFrom', { smsFrom: 'Jane’s Beautiful Shop' }],
  ['body', { body: 'a'.repeat(700) }],
])('%s that makes no SMS is an error before anything goes out', async (parameter, wrong) => {
  expect(await provider.said({ ...values, ...wrong })).toContain(`"parameter":"${parameter}"`);
  expect(provider.requests).toEqual([]);
});

test.each([
  ['processed', taken(100, 'Processed'), 'sent', null],
  ['queued', taken(102, 'Queued'), 'sent', null],
  ['held for its risk', notTaken(401, 'RiskHold'), 'unknown', 'outcome_unknown'],
  ['a wrong sender', notTaken(402, 'InvalidSenderId'), 'failed', 'refused'],
  ['no number', notTaken(403, 'InvalidPhoneNumber'), 'failed', 'refused'],
  ['a number of another kind', notTaken(404, 'UnsupportedNumberType'), 'failed', 'refused'],
  ['no balance', notTaken(405, 'InsufficientBalance'), 'failed', 'temporary'],
  ['a person who blocks', notTaken(406, 'UserInBlacklist'), 'failed', 'refused'],
  ['no route', notTaken(407, 'CouldNotRoute'), 'failed', 'refused'],
  ['the wrong hour', notTaken(409, 'DoNotDisturbRejection'), 'failed', 'temporary'],
  ['a failure', notTaken(500, 'InternalServerError'), 'failed', 'temporary'],
  ['a gateway that failed', notTaken(501, 'GatewayError'), 'failed', 'temporary'],
  ['a gateway that rejects', notTaken(502, 'RejectedByGateway'), 'failed', 'refused'],
  [
    'words instead of a recipient',
    answering(201, { SMSMessageData: { Message: 'InvalidSenderId', Recipients: [] } }),
    'failed',
    'refused',
  ],
  ['wrong keys', answering(401, 'The supplied authentication is invalid'), 'failed', 'refused'],
  ['too many requests', answering(429), 'failed', 'temporary'],
  ['an outage', answering(503), 'failed', 'temporary'],
  ['an answer of somebody else', answering(200, '<html>'), 'unknown', 'outcome_unknown'],
  ['a proxy that lost sight of it', answering(504), 'unknown', 'outcome_unknown'],
  ['a broken line', breaking, 'unknown', 'outcome_unknown'],
])('%s', async (_, reaction, state, reason) => {
  provider.reaction = reaction;
  expect(brief(await provider.toAnn(values))).toEqual([
    state === 'sent' ? 'sent' : 'not_sent',
    state,
    reason,
  ]);
  expect(await provider.entered()).toMatchObject({ state, reason });
});

test.each([
  ['is none', notTaken(403, 'InvalidPhoneNumber'), 'suppressed'],
  ['blocks the sender', notTaken(406, 'UserInBlacklist'), 'suppressed'],
  ['cannot be routed to', notTaken(407, 'CouldNotRoute'), 'refused'],
])('to a number that %s, the next message is %s', async (_, reaction, reason) => {
  provider.reaction = reaction;
  await provider.toAnn(values);
  expect(await provider.toAnn({ ...values, stepKey: 'next' })).toMatchObject(['not_sent', { reason }]);
  expect(provider.requests).toHaveLength(reason === 'suppressed' ? 1 : 2);
});

test('a message of unknown fate is not sent again', async () => {
  provider.reaction = breaking;
  await provider.toAnn(values);
  await provider.toAnn(values);
  expect(provider.requests).toHaveLength(1);
});

test('a provider that echoes the key does not get it into items or the ledger', async () => {
  provider.reaction = answering(400, `key ${KEY}`);
  const said = await provider.said(values);
  expect(said).toContain('HTTP 400 key …');
  expect(said).not.toContain(KEY);
});

test.each([
  [200, undefined],
  [401, 'did not accept the account'],
])('the test button asks for the app: %s', async (status, words) => {
  provider.reaction = answering(status, { UserData: { balance: 'KES 1.0' } });
  await allowing(provider.url, async () => {
    const trial = africasTalkingApp.test(app);
    await (words === undefined
      ? expect(trial).resolves.toBeUndefined()
      : expect(trial).rejects.toThrow(words));
  });
  expect(provider.requests).toMatchObject([
    { method: 'GET', url: '/version1/user?username=shop', headers: { apikey: KEY } },
  ]);
});
