import { createECDH } from 'node:crypto';
import webpush from 'web-push';
import { vapidKeys } from '../../core/channels/web-push/connection';
import { openHttp } from '../../core/http';
import type { JsonObject, StepContext } from '../../core/steps/define';
import { fates, ledger, meet, send } from '../messages/people';
import { type PushService, startPushService } from './push-service';
import { resultOf } from './result';
import { answering, breaking, brief, type StandIn, standIn } from './stand-in';

const pair = webpush.generateVAPIDKeys();
const vapid = { subject: 'mailto:hello@shop.example', ...pair };

const values = {
  channel: 'web-push',
  subject: 'Hello {{ contact.firstName }}',
  body: 'Five for “{{ contact.firstName }}” 安',
  link: 'https://shop.example/cart',
};

let stand: StandIn;

const sendTo = async (context: StepContext, customer: string, more: JsonObject = {}) =>
  fates(await send(context, { ...values, ...more }, customer))[0];

beforeEach(async () => {
  stand = await standIn(() => ({ vapid }));
  stand.reaction = answering(201, '', { location: 'https://push.example/message/1' });
});

afterEach(() => stand.close());

describe('at a push service that nobody here wrote', () => {
  let service: PushService;
  let context: StepContext;
  let browser: string;

  beforeEach(async () => {
    service = await startPushService();
    context = { ...stand.context, http: openHttp({ allow: service.host }) };
    const subscribed = await service.subscribe(pair.publicKey);
    browser = subscribed.browser;
    await meet(context, [
      { id: 'bob', profile: { webPushSubscription: subscribed.subscription, firstName: 'Bob' } },
    ]);
  });

  afterEach(() => service.close());

  test('the browser can read what was written', async () => {
    expect(await sendTo(context, 'bob')).toEqual(['sent', { channel: 'web-push', state: 'sent' }]);
    expect(service.received(browser)).toEqual([
      {
        title: 'Hello Bob',
        body: 'Five for “Bob” 安',
        link: 'https://shop.example/cart',
        tag: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
  });

  test('as much as fits into a message arrives whole; more is an error before anything goes out', async () => {
    const tooLong = await send(context, { ...values, body: 'x'.repeat(3993) }, 'bob');
    expect(tooLong).toMatchObject([{ error: { parameter: 'body' } }]);
    expect(service.received(browser)).toEqual([]);
    const room = 3993 - JSON.stringify({ title: 'T', body: '', tag: '0'.repeat(32) }).length;
    expect(await sendTo(context, 'bob', { subject: 'T', link: '', body: 'x'.repeat(room) })).toMatchObject([
      'sent',
      {},
    ]);
    expect(service.received(browser)).toMatchObject([{ body: 'x'.repeat(room) }]);
  });

  test('a browser that has unsubscribed is gone', async () => {
    service.unsubscribe(browser);
    expect(brief(await sendTo(context, 'bob'))).toEqual(['not_sent', 'failed', 'refused']);
  });

  test('a browser that has subscribed to another sender takes nothing', async () => {
    const other = await service.subscribe(webpush.generateVAPIDKeys().publicKey);
    await meet(context, [
      { id: 'eve', profile: { webPushSubscription: other.subscription, firstName: 'E' } },
    ]);
    expect(brief(await sendTo(context, 'eve'))).toEqual(['not_sent', 'failed', 'refused']);
    expect(service.received(other.browser)).toEqual([]);
  });
});

/** A subscription at the stand-in. */
function subscription(more: JsonObject = {}): string {
  const p256dh = createECDH('prime256v1').generateKeys('base64url');
  const keys = { p256dh, auth: Buffer.alloc(16, 7).toString('base64url') };
  return JSON.stringify({ endpoint: `${stand.url}/push/S3CRET`, expirationTime: null, keys, ...more });
}

const meetBob = (webPushSubscription: string) =>
  meet(stand.context, [{ id: 'bob', profile: { webPushSubscription, firstName: 'Bob' } }]);

test('the request says how long and how urgently, and under which key the last one stays', async () => {
  await meetBob(subscription());
  await sendTo(stand.context, 'bob', { webPushHours: 2, webPushUrgency: 'high' });
  expect(stand.requests).toMatchObject([
    {
      method: 'POST',
      url: '/push/S3CRET',
      headers: {
        ttl: '7200',
        urgency: 'high',
        topic: expect.stringMatching(/^[0-9a-f]{32}$/),
        'content-encoding': 'aes128gcm',
        authorization: expect.stringMatching(/^vapid t=/),
      },
    },
  ]);
  expect(stand.requests[0]?.body).not.toContain('Five');
  expect(await stand.entered()).toMatchObject({ provider_id: 'https://push.example/message/1' });
});

test.each([
  ['201', answering(201), ['sent', 'sent', null]],
  ['400', answering(400), ['not_sent', 'failed', 'refused']],
  ['403', answering(403), ['not_sent', 'failed', 'refused']],
  ['404', answering(404), ['not_sent', 'failed', 'refused']],
  ['410', answering(410), ['not_sent', 'failed', 'refused']],
  ['413', answering(413), ['not_sent', 'failed', 'refused']],
  ['429', answering(429), ['not_sent', 'failed', 'temporary']],
  ['500', answering(500), ['not_sent', 'failed', 'temporary']],
  ['a reset', breaking, ['not_sent', 'unknown', 'outcome_unknown']],
])('%s', async (_, reaction, fate) => {
  await meetBob(subscription());
  stand.reaction = reaction;
  expect(brief(await sendTo(stand.context, 'bob'))).toEqual(fate);
});

test('a busy service says when to come again', async () => {
  await meetBob(subscription());
  stand.reaction = answering(429, '', { 'retry-after': '3600' });
  expect(await sendTo(stand.context, 'bob')).toMatchObject([
    'not_sent',
    { retryAt: '2026-03-02T10:00:00.000Z' },
  ]);
});

test.each([
  [404, 'gone'],
  [410, 'gone'],
  [403, undefined],
])('%i tells of the subscription: %s', async (code, address) => {
  stand.reaction = answering(code, 'words');
  expect(await resultOf(stand.context, values, subscription())).toEqual({
    state: 'failed',
    reason: 'refused',
    detail: `HTTP ${code} words`,
    ...(address && { address }),
  });
});

test('a subscription whose key is no point of its curve is refused, and nothing goes out', async () => {
  const keys = {
    p256dh: Buffer.alloc(65, 4).toString('base64url'),
    auth: Buffer.alloc(16).toString('base64url'),
  };
  await meetBob(subscription({ keys }));
  expect(brief(await sendTo(stand.context, 'bob'))).toEqual(['not_sent', 'failed', 'refused']);
  expect(stand.requests).toEqual([]);
});

test.each([
  ['no JSON', 'https://push.example/1'],
  ['without keys', '{"endpoint":"https://push.example/1"}'],
  ['with short keys', '{"endpoint":"https://push.example/1","keys":{"p256dh":"BA","auth":"AA"}}'],
])('a subscription %s is no address', async (_, given) => {
  await meetBob(given);
  expect(await sendTo(stand.context, 'bob')).toMatchObject(['not_sent', { reason: 'bad_address' }]);
});

test('neither the private key nor the subscription’s address gets into items', async () => {
  const given = subscription();
  await meetBob(given);
  stand.reaction = answering(400, `no ${pair.privateKey} ${stand.url}/push/S3CRET`);
  const refused = await sendTo(stand.context, 'bob');
  stand.reaction = breaking;
  const said = JSON.stringify([refused, await sendTo(stand.context, 'bob')]);
  expect(said).toContain('HTTP 400 no … …');
  expect(said).toContain('gave no usable answer');
  expect(said).not.toContain(pair.privateKey);
  expect(said).not.toContain('S3CRET');
  expect(JSON.stringify(await ledger(stand.context))).not.toContain(pair.privateKey);
});

test.each([
  ['subject', { ...vapid, subject: 'hello@shop.example' }],
  ['privateKey', { ...vapid, privateKey: webpush.generateVAPIDKeys().privateKey }],
  ['privateKey', { ...vapid, privateKey: 'nonsense' }],
])('keys with a wrong %s are refused by the test and before anything goes out', async (parameter, wrong) => {
  await expect(vapidKeys.test(wrong)).rejects.toMatchObject({ parameter });
  await expect(vapidKeys.test(vapid)).resolves.toBeUndefined();
  const other = await standIn(() => ({ vapid: wrong }));
  try {
    const profile = { webPushSubscription: subscription(), firstName: 'Bob' };
    await meet(other.context, [{ id: 'bob', profile }]);
    const outcomes = await send(other.context, values, 'bob');
    expect(outcomes).toMatchObject([{ error: { parameter } }]);
    expect(JSON.stringify(outcomes)).not.toContain(wrong.privateKey);
  } finally {
    await other.close();
  }
});
