import type { ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { openHttp } from '../../core/http';
import type { JsonObject, StepContext } from '../../core/steps/define';
import { openStore, type Store } from '../../core/store';
import { fates, ledger, meet, send } from '../messages/people';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { sqlitePlace, type StorePlace } from '../support/stores';
import { type Gateway, type GatewayRequest, startGateway } from './gateway';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OLD_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

let at: StorePlace;
let store: Store;
let receiver: Gateway;
let answer: (request: GatewayRequest, response: ServerResponse) => void;
let context: StepContext;
let values: JsonObject;

const contextWith = (webhook: JsonObject): StepContext =>
  contextOf(store, new TestClock(), {
    http: openHttp({ allow: receiver.host }),
    connections: { webhook },
  });

beforeEach(async () => {
  at = sqlitePlace();
  store = await openStore(at.place);
  answer = (_, response) => response.writeHead(204).end();
  receiver = await startGateway((request, response) => answer(request, response));
  context = contextWith({ secret: SECRET });
  values = {
    channel: 'webhook',
    webhookUrl: `http://${receiver.host}/hooks/T0PSECRET`,
    subject: 'Hello {{ contact.firstName }}',
    body: 'Five for “{{ contact.firstName }}”',
  };
  await meet(context, [{ id: 'ann', profile: { email: 'ann@example.com', firstName: 'Ann "A"' } }]);
});

afterEach(async () => {
  await receiver.close();
  await store.close();
  await at.remove();
});

/** The headers that carry the signature. */
function signatureOf({ headers }: GatewayRequest): Record<string, string> {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  return Object.fromEntries(names.map((name) => [name, String(headers[name])]));
}

/** Whether the format's own library takes the request, as of the time at which it was signed. */
function isTaken(request: GatewayRequest, secret: string): boolean {
  const headers = signatureOf(request);
  jest.useFakeTimers({ now: Number(headers['webhook-timestamp']) * 1000, doNotFake: ['nextTick'] });
  try {
    new Webhook(secret).verify(request.body, headers);
    return true;
  } catch {
    return false;
  } finally {
    jest.useRealTimers();
  }
}

test('posts the message, signed so that the format’s own library takes it', async () => {
  expect(fates(await send(context, values, 'ann'))).toEqual([
    ['sent', { channel: 'webhook', state: 'sent' }],
  ]);
  const [request] = receiver.requests;
  if (!request) throw new Error('nothing came');
  expect(request).toMatchObject({
    method: 'POST',
    url: '/hooks/T0PSECRET',
    headers: {
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^[0-9a-f]{32}$/),
      'webhook-timestamp': String(Date.parse('2026-03-02T09:00:00Z') / 1000),
    },
  });
  expect(JSON.parse(request.body)).toEqual({
    type: 'journey.message',
    timestamp: '2026-03-02T09:00:00.000Z',
    data: {
      email: 'ann@example.com',
      phone: '',
      title: 'Hello Ann "A"',
      text: 'Five for “Ann "A"”',
    },
  });
  expect(isTaken(request, SECRET)).toBe(true);
  expect(isTaken({ ...request, body: request.body.replace('Five', 'Nine') }, SECRET)).toBe(false);
});

test('while the secret is changed, receivers with the old one and with the new one take it', async () => {
  await send(contextWith({ secret: SECRET, previousSecret: OLD_SECRET }), values, 'ann');
  const [request] = receiver.requests;
  expect([SECRET, OLD_SECRET].map((secret) => request && isTaken(request, secret))).toEqual([true, true]);
});

test('a person without any address can be told of, and the ledger keeps the receiver’s host alone', async () => {
  await meet(context, [{ id: 'bob' }]);
  const own = { ...values, subject: '', body: 'Hello', webhookType: 'greeting', webhookData: '{"a": [1]}' };
  expect(fates(await send(context, own, 'bob'))).toMatchObject([['sent', {}]]);
  expect(JSON.parse(receiver.requests[0]?.body ?? '')).toMatchObject({ type: 'greeting', data: { a: [1] } });
  expect(await ledger(context)).toEqual([
    { channel: 'webhook', address: receiver.host, state: 'sent', reason: null },
  ]);
});

const status =
  (code: number, headers = {}) =>
  (_: GatewayRequest, response: ServerResponse) =>
    void response.writeHead(code, headers).end('words');
const drop = (_: GatewayRequest, response: ServerResponse) => void response.socket?.resetAndDestroy();

test.each([
  ['200', status(200), 'sent', null, 1],
  ['a redirection', status(307, { location: '/elsewhere' }), 'failed', 'refused', 2],
  ['400', status(400), 'failed', 'refused', 2],
  ['410', status(410), 'failed', 'refused', 2],
  ['429', status(429), 'failed', 'temporary', 2],
  ['503', status(503), 'failed', 'temporary', 2],
  ['504', status(504), 'unknown', 'outcome_unknown', 1],
  ['a reset', drop, 'unknown', 'outcome_unknown', 1],
])('%s, and the item coming twice', async (_, reaction, state, reason, requests) => {
  answer = reaction;
  await send(context, values, 'ann');
  await send(context, values, 'ann');
  expect(await ledger(context)).toEqual([{ channel: 'webhook', address: receiver.host, state, reason }]);
  expect(receiver.requests).toHaveLength(requests);
});

test('where the receiver drops repeats, a message of unknown fate goes again under the same id', async () => {
  answer = drop;
  const repeating = { ...values, webhookDedupes: true };
  await send(context, repeating, 'ann');
  answer = status(200);
  expect(fates(await send(context, repeating, 'ann'))).toMatchObject([['sent', {}]]);
  expect(receiver.requests.length).toBeGreaterThan(1);
  expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

test('neither the secret nor the receiver’s path gets into items', async () => {
  answer = (_, response) => void response.writeHead(401).end(`wrong ${SECRET} ${SECRET.slice(6)}`);
  const refused = JSON.stringify(await send(context, values, 'ann'));
  expect(refused).toContain('HTTP 401 wrong …');
  await receiver.close();
  const lost = JSON.stringify(await send(context, values, 'ann'));
  expect(lost).toContain('gave no usable answer');
  for (const told of [refused, lost]) {
    expect(told).not.toContain(SECRET.slice(6));
    expect(told).not.toContain('T0PSECRET');
  }
  receiver = await startGateway(answer);
});

test.each([
  ['webhookUrl', { webhookUrl: '' }],
  ['webhookUrl', { webhookUrl: 'ftp://example.com' }],
  ['webhookData', { webhookData: '{"text": {{ text }}}' }],
  ['body', { body: ' ' }],
])('%s that makes no request is an error before anything goes out', async (parameter, wrong) => {
  expect(await send(context, { ...values, ...wrong }, 'ann')).toMatchObject([{ error: { parameter } }]);
  expect(receiver.requests).toEqual([]);
  expect(await ledger(context)).toEqual([]);
});

test('a secret that cannot sign is an error that does not repeat it', async () => {
  const [outcome] = await send(contextWith({ secret: 'not-a-secret' }), values, 'ann');
  expect(outcome).toMatchObject({ error: { parameter: 'secret' } });
  expect(JSON.stringify(outcome)).not.toContain('not-a-secret');
  expect(receiver.requests).toEqual([]);
});
