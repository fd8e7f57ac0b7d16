import { generateKeyPairSync } from 'node:crypto';
import { googleAccount } from '../../core/channels/fcm/connection';
import type { JsonObject } from '../../core/steps/define';
import { fates, ledger, meet, send } from '../messages/people';
import { resultOf } from './result';
import { answering, breaking, brief, type StandIn, standIn } from './stand-in';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const GRANT = 'ya29.c.b0AXv0zTPnzTnUV8F8aj4QsbpQ';
const ADDRESS = 'dDx0mF3kQ7:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx';
const account = { email: 'push@my-shop.iam.gserviceaccount.com', privateKey: PEM.replaceAll('\n', '\\n') };
const taken = answering(200, { name: 'projects/my-shop/messages/0:1500415314455276%31bd1c9631bd1c96' });
const granted = answering(200, { access_token: GRANT, expires_in: 3599, token_type: 'Bearer' });

let google: StandIn;
let granting: StandIn['reaction'];
let pushing: StandIn['reaction'];
let values: JsonObject;

const contextWith = (google: JsonObject) => standIn(() => ({ google }));
const toBob = async (more: JsonObject = {}) =>
  fates(await send(google.context, { ...values, ...more }, 'bob'))[0];
const pushes = () => google.requests.filter(({ url }) => url !== '/token');
const pushed = (): unknown => JSON.parse(pushes().at(-1)?.body ?? '');

const error = (code: number, message: string, errorCode?: string) => ({
  error: {
    code,
    message,
    status: 'WHATEVER',
    details: errorCode ? [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }] : [],
  },
});

async function begin(connection: JsonObject): Promise<void> {
  google = await contextWith(connection);
  granting = granted;
  pushing = taken;
  google.reaction = (request, response) => (request.url === '/token' ? granting : pushing)(request, response);
  values = {
    channel: 'fcm',
    subject: 'Hello {{ contact.firstName }}',
    body: 'Five for “{{ contact.firstName }}”',
    fcmAddress: google.url,
    fcmTokenAddress: `${google.url}/token`,
  };
  await meet(google.context, [{ id: 'bob', profile: { pushToken: ADDRESS, firstName: 'Bob 安' } }]);
}

beforeEach(() => begin(account));
afterEach(() => google.close());

test('a message goes to the app’s token, under a key by which a repeat takes its place', async () => {
  expect(await toBob({ link: 'https://shop.example/cart' })).toEqual([
    'sent',
    { channel: 'fcm', state: 'sent' },
  ]);
  expect(pushes()).toMatchObject([
    {
      method: 'POST',
      url: '/v1/projects/my-shop/messages:send',
      headers: { authorization: `Bearer ${GRANT}`, 'content-type': 'application/json' },
    },
  ]);
  const { message } = pushed() as { message: { data: { messageKey: string } } };
  const key = message.data.messageKey;
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  expect(message).toEqual({
    token: ADDRESS,
    notification: { title: 'Hello Bob 安', body: 'Five for “Bob 安”' },
    data: { messageKey: key, link: 'https://shop.example/cart' },
    android: { collapse_key: key, notification: { tag: key } },
    apns: { headers: { 'apns-collapse-id': key } },
    webpush: { notification: { tag: key }, fcm_options: { link: 'https://shop.example/cart' } },
  });
  expect(await google.entered()).toMatchObject({
    provider_id: 'projects/my-shop/messages/0:1500415314455276%31bd1c9631bd1c96',
    address: ADDRESS,
  });
});

test('the token is asked for once a batch, with an assertion that the account’s key has signed', async () => {
  await meet(google.context, [{ id: 'eve', profile: { pushToken: `${ADDRESS}2`, firstName: 'Eve' } }]);
  await send(google.context, values, 'bob', 'eve');
  expect(pushes()).toHaveLength(2);
  const asked = google.requests.filter(({ url }) => url === '/token');
  expect(asked).toHaveLength(1);
  const form = new URLSearchParams(asked[0]?.body);
  expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
  const { jwtVerify } = await import('jose');
  const { payload } = await jwtVerify(form.get('assertion') ?? '', publicKey, {
    audience: 'https://oauth2.googleapis.com/token',
    issuer: account.email,
    currentDate: new Date(google.context.clock.now()),
  });
  expect(payload['scope']).toBe('https://www.googleapis.com/auth/firebase.messaging');
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
});

test('another project can be named', async () => {
  await toBob({ fcmProject: 'other/1' });
  expect(pushes()[0]?.url).toBe('/v1/projects/other%2F1/messages:send');
});

test.each([
  ['taken', taken, ['sent', 'sent', null]],
  ['a page that is not Firebase’s', answering(200, '<html>'), ['not_sent', 'unknown', 'outcome_unknown']],
  [
    'a bad message',
    answering(400, error(400, 'Invalid value', 'INVALID_ARGUMENT')),
    ['not_sent', 'failed', 'refused'],
  ],
  [
    'bad APNs keys',
    answering(401, error(401, 'Auth', 'THIRD_PARTY_AUTH_ERROR')),
    ['not_sent', 'failed', 'refused'],
  ],
  [
    'another sender’s',
    answering(403, error(403, 'No', 'SENDER_ID_MISMATCH')),
    ['not_sent', 'failed', 'refused'],
  ],
  ['nobody there', answering(404, error(404, 'Gone', 'UNREGISTERED')), ['not_sent', 'failed', 'refused']],
  ['too many', answering(429, error(429, 'Quota', 'QUOTA_EXCEEDED')), ['not_sent', 'failed', 'temporary']],
  ['an inner error', answering(500, error(500, 'Oh', 'INTERNAL')), ['not_sent', 'failed', 'temporary']],
  ['overloaded', answering(503, error(503, 'Later', 'UNAVAILABLE')), ['not_sent', 'failed', 'temporary']],
  ['a reset', breaking, ['not_sent', 'unknown', 'outcome_unknown']],
])('%s', async (_, reaction, fate) => {
  pushing = reaction;
  expect(brief(await toBob())).toEqual(fate);
});

test('an overloaded Firebase says when to come again', async () => {
  pushing = answering(503, error(503, 'Later', 'UNAVAILABLE'), { 'retry-after': '90' });
  expect(await toBob()).toMatchObject(['not_sent', { retryAt: '2026-03-02T09:01:30.000Z' }]);
});

test.each([
  [404, 'Requested entity was not found.', 'UNREGISTERED', 'gone'],
  [404, 'Project not found.', undefined, undefined],
  [400, 'The registration token is not a valid FCM registration token', 'INVALID_ARGUMENT', 'gone'],
  [400, 'Invalid value at message.data', 'INVALID_ARGUMENT', undefined],
  [403, 'SenderId mismatch', 'SENDER_ID_MISMATCH', undefined],
])('%i “%s” %s tells of the token: %s', async (code, message, errorCode, address) => {
  pushing = answering(code, error(code, message, errorCode));
  expect(await resultOf(google.context, values, ADDRESS)).toEqual({
    state: 'failed',
    reason: 'refused',
    detail: expect.stringContaining(message),
    ...(address && { address }),
  });
});

test.each([
  ['refused', answering(400, { error: 'invalid_grant' }), 'refused'],
  ['put off', answering(503), 'temporary'],
  ['cut off', breaking, 'temporary'],
])('where the token is %s, the message was certainly not sent', async (_, reaction, reason) => {
  granting = reaction;
  expect(brief(await toBob())).toEqual(['not_sent', 'failed', reason]);
  expect(pushes()).toEqual([]);
});

test('neither key nor token is told', async () => {
  pushing = answering(403, `no ${GRANT}`);
  const refused = await toBob();
  granting = (request, response) => answering(400, request.body)(request, response);
  const ungranted = await toBob();
  const [asked] = google.requests.filter(({ url }) => url === '/token');
  const assertion = new URLSearchParams(asked?.body).get('assertion') ?? '';
  const said = JSON.stringify([refused, ungranted, await ledger(google.context)]);
  expect(said).toContain('HTTP 403 no …');
  expect(said).toContain('HTTP 400 grant_type=');
  expect(said).not.toContain(GRANT);
  expect(said).not.toContain(assertion.slice(0, 20));
});

test.each([
  [
    'privateKey',
    { ...account, privateKey: '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----' },
  ],
  ['fcmProject', { ...account, email: 'push@shop.example' }],
])('an account without a usable %s is an error before anything goes out', async (parameter, connection) => {
  await google.close();
  await begin(connection);
  const outcomes = await send(google.context, values, 'bob');
  expect(outcomes).toMatchObject([{ error: { parameter } }]);
  expect(JSON.stringify(outcomes)).not.toContain('c2VjcmV0');
  expect(google.requests).toEqual([]);
});

test('a message larger than Firebase takes is an error before anything goes out', async () => {
  expect(await send(google.context, { ...values, body: '安'.repeat(1400) }, 'bob')).toMatchObject([
    { error: { parameter: 'body' } },
  ]);
  expect(google.requests).toEqual([]);
  expect(brief(await toBob({ body: '安'.repeat(1200) }))).toEqual(['sent', 'sent', null]);
});

test('who has no app gets nothing', async () => {
  expect(await google.toAnn(values)).toMatchObject(['not_sent', { reason: 'no_address' }]);
});

test('the connection is tested as far as the key goes without Google', async () => {
  await expect(googleAccount.test({ ...account, privateKey: 'none' })).rejects.toMatchObject({
    parameter: 'privateKey',
  });
});
