import type { ServerResponse } from 'node:http';
import { openHttp } from '../../core/http';
import type { Http } from '../../core/ports';
import type { JsonObject, StepContext } from '../../core/steps/define';
import { openStore, type Store } from '../../core/store';
import { fates, ledger, meet, send, withinAMinute } from '../messages/people';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { sqlitePlace, type StorePlace } from '../support/stores';
import { type Gateway, type GatewayRequest, startGateway } from './gateway';

let at: StorePlace;
let store: Store;
let gateway: Gateway;
let answer: (request: GatewayRequest, response: ServerResponse) => void;
let context: StepContext;
let values: JsonObject;

const SECRET = 'Bearer k-1234567890';

/** The client of the package, less patient than usual. */
function impatient(http: Http): Http {
  return { ...http, request: (request) => http.request({ ...request, timeout: 150 }) };
}

beforeEach(async () => {
  at = sqlitePlace();
  store = await openStore(at.place);
  answer = (_, response) => response.end('{"ok":true}');
  gateway = await startGateway((request, response) => answer(request, response));
  context = contextOf(store, new TestClock(), {
    http: openHttp({ allow: gateway.host }),
    connections: { 'gateway-auth': { name: 'Authorization', value: SECRET } },
  });
  values = {
    channel: 'http',
    gatewayUrl: `http://${gateway.host}/send`,
    body: 'Hi {{ contact.firstName }}: 5 < 6 & "so"',
    gatewayAuthentication: 'header',
  };
  await meet(context, [
    { id: 'ann', profile: { phone: '+49 30 123456', email: 'ann@example.com', firstName: 'Ann "A" & Co' } },
  ]);
});

afterEach(async () => {
  await gateway.close();
  await store.close();
  await at.remove();
});

test('posts the address in E.164, the text and a stable key as JSON, with the header', async () => {
  expect(fates(await send(context, values, 'ann'))).toEqual([['sent', { channel: 'http', state: 'sent' }]]);
  const [request] = gateway.requests;
  expect(request).toMatchObject({
    method: 'POST',
    url: '/send',
    headers: { authorization: SECRET, 'content-type': 'application/json' },
  });
  expect(JSON.parse(request?.body ?? '')).toEqual({
    to: '+4930123456',
    text: 'Hi Ann "A" & Co: 5 < 6 & "so"',
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  const { id } = JSON.parse(request?.body ?? '') as { id: string };
  expect(await store.db.selectFrom('message').select('provider_id').execute()).toEqual([{ provider_id: id }]);
});

test('values in the address are encoded, and without authentication no header goes along', async () => {
  const url = `http://${gateway.host}/send?to={{ address }}&text={{ text }}`;
  await send(
    context,
    { ...values, gatewayMethod: 'GET', gatewayUrl: url, addressKind: 'email', gatewayAuthentication: 'none' },
    'ann',
  );
  const [request] = gateway.requests;
  const { searchParams } = new URL(request?.url ?? '', 'http://x');
  expect(Object.fromEntries(searchParams)).toEqual({
    to: 'ann@example.com',
    text: 'Hi Ann "A" & Co: 5 < 6 & "so"',
  });
  expect(request).toMatchObject({ method: 'GET', body: '' });
  expect(request?.headers.authorization).toBeUndefined();
});

const drop = (_: GatewayRequest, response: ServerResponse) => void response.socket?.resetAndDestroy();
const status =
  (code: number, headers = {}) =>
  (_: GatewayRequest, response: ServerResponse) =>
    void response.writeHead(code, headers).end('words');

test.each([
  ['200', status(200), 'sent', null, 1],
  ['202', status(202), 'sent', null, 1],
  ['307', status(307, { location: '/elsewhere' }), 'failed', 'refused', 2],
  ['400', status(400), 'failed', 'refused', 2],
  ['401', status(401), 'failed', 'refused', 2],
  ['429', status(429), 'failed', 'temporary', 2],
  ['500', status(500), 'failed', 'temporary', 2],
  ['503', status(503), 'failed', 'temporary', 2],
  ['502 of a proxy', status(502), 'unknown', 'outcome_unknown', 1],
  ['504 of a proxy', status(504), 'unknown', 'outcome_unknown', 1],
  ['a reset', drop, 'unknown', 'outcome_unknown', 1],
  ['no answer', () => undefined, 'unknown', 'outcome_unknown', 1],
])('%s, and the item coming twice', async (_, reaction, state, reason, requests) => {
  answer = reaction;
  const hasty = { ...context, http: impatient(context.http) };
  await send(hasty, values, 'ann');
  await send(hasty, values, 'ann');
  expect(await ledger(context)).toEqual([{ channel: 'http', address: '+4930123456', state, reason }]);
  expect(gateway.requests).toHaveLength(requests);
});

test.each([
  ['seconds', '120', '2026-03-02T09:02:00.000Z'],
  ['a date', 'Mon, 02 Mar 2026 10:00:00 GMT', '2026-03-02T10:00:00.000Z'],
  ['nonsense', 'soon', withinAMinute],
])('a busy gateway says when to come again: %s', async (_, header, retryAt) => {
  answer = status(429, { 'retry-after': header });
  expect(fates(await send(context, values, 'ann'))).toMatchObject([
    ['not_sent', { reason: 'temporary', retryAt }],
  ]);
});

test('where repeats are dropped, a message of unknown fate goes again under the same key', async () => {
  answer = drop;
  const dedupes = { ...values, gatewayDedupes: true };
  await send(context, dedupes, 'ann');
  expect(await ledger(context)).toMatchObject([{ state: 'unknown' }]);
  const tries = gateway.requests.length;
  answer = status(200);
  expect(fates(await send(context, dedupes, 'ann'))).toMatchObject([['sent', {}]]);
  expect(gateway.requests).toHaveLength(tries + 1);
  expect(new Set(gateway.requests.map(({ body }) => body)).size).toBe(1);
});

test('a gateway that echoes the key does not get it into items', async () => {
  answer = (request, response) => {
    const echo = `${JSON.stringify(request.headers)} ${'x'.repeat(5_000)}`;
    response.writeHead(400).end(`bad key ${SECRET}, k-1234567890 ${echo}`);
  };
  const text = JSON.stringify(await send(context, values, 'ann'));
  expect(text).toContain('HTTP 400 bad key');
  expect(text).not.toContain('k-1234567890');
  expect(text.length).toBeLessThan(1_000);
});

test('a private address is refused in words that name the setting', async () => {
  const strict = { ...context, http: openHttp({ allow: '' }) };
  expect(fates(await send(strict, values, 'ann'))).toMatchObject([
    ['not_sent', { reason: 'temporary', detail: expect.stringContaining('JOURNEYS_ALLOW_HOSTS') }],
  ]);
  expect(gateway.requests).toEqual([]);
});

test.each([
  ['gatewayBody', { gatewayBody: '{"text": {{ text }}}' }],
  ['gatewayUrl', { gatewayUrl: '{{ address }}' }],
  ['gatewayUrl', { gatewayUrl: 'ftp://example.com' }],
  ['gatewayUrl', { gatewayUrl: '' }],
  ['gatewayBody', { gatewayBody: '{{ addres }}' }],
])('%s that makes no request is an error before anything goes out', async (parameter, wrong) => {
  expect(await send(context, { ...values, ...wrong }, 'ann')).toMatchObject([{ error: { parameter } }]);
  expect(gateway.requests).toEqual([]);
  expect(await ledger(context)).toEqual([]);
});
