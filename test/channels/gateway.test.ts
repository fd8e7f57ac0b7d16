import type { ServerResponse } from 'node:http';
import { gatewayUser } from '../../core/channels/http/connection';
import { openHttp } from '../../core/http';
import type { Http } from '../../core/ports';
import { messageEvents } from '../../core/steps';
import type { JsonObject, StepContext } from '../../core/steps/define';
import { stepValues } from '../../core/steps/schema';
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

/** The context, with what the connections of the gateway hold. */
const knowing = (connections: Record<string, JsonObject>): StepContext => ({
  ...context,
  connect: contextOf(store, new TestClock(), { connections }).connect,
});
const user = { 'gateway-user': { user: 'shop', password: 'pass wörd' } };
const along = (json: unknown) => ({
  'gateway-values': { json: typeof json === 'string' ? json : JSON.stringify(json) },
});

test('a user and a password go along by HTTP Basic, and are not told', async () => {
  answer = (request, response) => {
    const { authorization = '' } = request.headers;
    const [, basic = ''] = authorization.split(' ');
    const said = Buffer.from(basic, 'base64').toString();
    response.writeHead(403).end(`who is ${said}, ${authorization}?`);
  };
  const outcomes = await send(knowing(user), { ...values, gatewayAuthentication: 'user' }, 'ann');
  expect(gateway.requests[0]?.headers.authorization).toBe('Basic c2hvcDpwYXNzIHfDtnJk');
  expect(fates(outcomes)).toMatchObject([
    ['not_sent', { reason: 'refused', detail: expect.stringContaining('HTTP 403 who is shop:…, Basic …?') }],
  ]);
});

test('a user whose name HTTP Basic cannot carry is an error', async () => {
  await expect(gatewayUser.test({ user: 'a:b', password: '' })).rejects.toMatchObject({ parameter: 'user' });
  await expect(gatewayUser.test({ user: 'ab', password: '' })).resolves.toBeUndefined();
});

test('values go along behind the address, in headers and in the JSON, and are told nowhere', async () => {
  answer = (request, response) => {
    response.writeHead(400).end(`${request.url} ${request.body} ${JSON.stringify(request.headers)}`);
  };
  const json = {
    qs: { username: 'qs&user', password: 'p w+d', pin: 480613 },
    headers: { 'X-Key': 'header-key' },
    body: { auth: { token: 'hush "hush"' }, on: true },
  };
  const outcomes = await send(
    knowing(along(json)),
    { ...values, gatewayAuthentication: 'values', gatewayUrl: `http://${gateway.host}/send?route=%C4%E3` },
    'ann',
  );
  const [request] = gateway.requests;
  expect(request?.url).toBe('/send?route=%C4%E3&username=qs%26user&password=p%20w%2Bd&pin=480613');
  expect(request?.headers).toMatchObject({ 'x-key': 'header-key', 'content-type': 'application/json' });
  expect(JSON.parse(request?.body ?? '')).toMatchObject({ to: '+4930123456', ...json.body });
  const told = JSON.stringify([outcomes, await store.db.selectFrom('message').selectAll().execute()]);
  expect(told).toContain('HTTP 400 /send?route=%C4%E3&username=…&password=…&pin=…');
  for (const secret of ['qs&user', 'qs%26user', 'p w+d', 'p%20w', '480613', 'header-key', 'hush'])
    expect(told).not.toContain(secret);
});

test('values go along in a form', async () => {
  await send(
    knowing(along({ body: { user: 'shop', password: 'p w+d' } })),
    {
      ...values,
      gatewayAuthentication: 'values',
      gatewayFormat: 'form',
      gatewayForm: 'to={{ address }}\n  &text={{ text }}\n',
      body: 'Two\nlines & 你好',
    },
    'ann',
  );
  const [request] = gateway.requests;
  expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect([...new URLSearchParams(request?.body)]).toEqual([
    ['to', '+4930123456'],
    ['text', 'Two\nlines & 你好'],
    ['user', 'shop'],
    ['password', 'p w+d'],
  ]);
});

test('a text is posted as it is', async () => {
  const plain = {
    gatewayFormat: 'text',
    gatewayPlain: '{{ address }};{{ text }}',
    body: 'Two\nlines & 你好',
  };
  await send(context, { ...values, ...plain }, 'ann');
  expect(gateway.requests).toMatchObject([
    { headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '+4930123456;Two\nlines & 你好' },
  ]);
});

test.each([
  ['no JSON', '{"qs": {"password": "hush-hush"', 'json'],
  ['another word', { query: { password: 'hush-hush' } }, 'json'],
  ['a list', ['hush-hush'], 'json'],
  ['nothing', {}, 'json'],
  ['a header that is none', { headers: { 'X Key': 'hush-hush' } }, 'json'],
  ['a header of two lines', { headers: { 'X-Key': 'hush-hush\nX-Other: 1' } }, 'json'],
  ['values in values', { qs: { password: ['hush-hush'] } }, 'json'],
])('a connection that holds %s is an error that repeats nothing of it', async (_, json, parameter) => {
  const outcomes = await send(knowing(along(json)), { ...values, gatewayAuthentication: 'values' }, 'ann');
  expect(outcomes).toMatchObject([{ error: { parameter, advice: expect.stringContaining('"qs"') } }]);
  expect(JSON.stringify(outcomes)).not.toContain('hush-hush');
  expect(gateway.requests).toEqual([]);
  expect(await ledger(context)).toEqual([]);
});

test('a connection that holds no text at all is an error that repeats nothing of it', async () => {
  const wrong = knowing({ 'gateway-values': { json: { qs: { password: 'hush-hush' } } } });
  const outcomes = await send(wrong, { ...values, gatewayAuthentication: 'values' }, 'ann');
  expect(outcomes).toMatchObject([{ error: { message: '“JSON” must be string; it is kept secret.' } }]);
  expect(JSON.stringify(outcomes)).not.toContain('hush-hush');
});

test.each([
  ['gatewayMethod', { gatewayMethod: 'GET' }],
  ['gatewayFormat', { gatewayFormat: 'text' }],
])('values for a body that has no place for them are an error of %s', async (parameter, more) => {
  const given = { ...values, gatewayAuthentication: 'values', ...more };
  expect(await send(knowing(along({ body: { key: 'k' } })), given, 'ann')).toMatchObject([
    { error: { parameter } },
  ]);
  expect(gateway.requests).toEqual([]);
});

test('values for a JSON that is no object are refused before anything goes out', async () => {
  const given = { ...values, gatewayAuthentication: 'values', gatewayBody: '[{{ text | json }}]' };
  expect(fates(await send(knowing(along({ body: { key: 'k' } })), given, 'ann'))).toMatchObject([
    ['not_sent', { reason: 'refused', detail: expect.stringContaining('Gateway Body') }],
  ]);
  expect(gateway.requests).toEqual([]);
});

test('a header whose name is none is an error', async () => {
  const wrong = knowing({ 'gateway-auth': { name: 'X Key', value: 'hush-hush' } });
  const outcomes = await send(wrong, values, 'ann');
  expect(outcomes).toMatchObject([{ error: { message: '“X Key” is not a header name.' } }]);
  expect(JSON.stringify(outcomes)).not.toContain('hush-hush');
});

test.each([
  ['"success": true', '{"success": true, "id": 7}', 'sent', null],
  ['OK', 'ok: 4711', 'sent', null],
  ['OK', 'ERROR 104: no credit', 'failed', 'refused'],
  ['OK', '', 'failed', 'refused'],
  ['', 'ERROR 104: no credit', 'sent', null],
])('where acceptance is “%s”, a 200 with “%s” is %s', async (gatewayAccepted, words, state, reason) => {
  answer = (_, response) => void response.end(words);
  const outcomes = await send(context, { ...values, gatewayAccepted }, 'ann');
  expect(await ledger(context)).toMatchObject([{ state, reason }]);
  if (state === 'failed')
    expect(fates(outcomes)).toMatchObject([
      ['not_sent', { detail: expect.stringMatching(new RegExp(`HTTP 200 ?${words}$`)) }],
    ]);
});

test('words of acceptance do not make a 500 one', async () => {
  answer = (_, response) => void response.writeHead(500).end('not OK');
  await send(context, { ...values, gatewayAccepted: 'OK' }, 'ann');
  expect(await ledger(context)).toMatchObject([{ state: 'failed', reason: 'temporary' }]);
});

test.each([
  ['Caffè, 5\u202f€', '0', 'Caffè, 5 €'],
  ['Hello 你好', '2', 'Hello 你好'],
])('the gateway hears how “%s” travels: %s', async (body, coding, said) => {
  const gatewayBody =
    '{"coding": {{ coding | json }}, "text": {{ text | json }}, "tell": {{ receiptUrl | json }}}';
  await send(context, { ...values, body, gatewayBody }, 'ann');
  expect(JSON.parse(gateway.requests[0]?.body ?? '')).toEqual({ coding, text: said, tell: '' });
});

test('once Message Events listens, the gateway hears where to tell of the message', async () => {
  const listening = stepValues(messageEvents.parameters, { fromHttp: true });
  await messageEvents.registration?.begin(listening, context, 'https://flows.example.com/told');
  const url = `http://${gateway.host}/send?to={{ address }}&dlr-url={{ receiptUrl }}%26id%3D{{ messageKey }}`;
  await send(context, { ...values, gatewayMethod: 'GET', gatewayUrl: url }, 'ann');
  const { searchParams } = new URL(gateway.requests[0]?.url ?? '', 'http://x');
  expect([...searchParams.keys()]).toEqual(['to', 'dlr-url']);
  expect(searchParams.get('dlr-url')).toMatch(
    /^https:\/\/flows\.example\.com\/told\?provider=http&key=[\w-]{20,}&id=[0-9a-f]{32}$/,
  );
});
