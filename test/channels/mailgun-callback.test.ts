import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { mailgun } from '../../core/channels/mailgun/channel';
import { mailgunWebhook } from '../../core/channels/mailgun/connection';
import { type Call, hearing, NOW, reportsOf } from './hear';

const KEY = 'key-1234567890abcdef';
const TOKEN = 'e0b5477167110d68991efc6b9f89f0a11066af27834600e123';
const hear = hearing(mailgun.callbacks, { 'mailgun-webhook': { signingKey: KEY } });

function signatureOf(at = NOW, key = KEY) {
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', key).update(`${timestamp}${TOKEN}`).digest('hex');
  return { timestamp, token: TOKEN, signature };
}

const told = (event: unknown, signature: object = signatureOf()): Call => ({
  body: JSON.stringify({ signature, 'event-data': event }),
});

const event = (name: string, more: object = {}) => ({
  account: { id: '1' },
  event: name,
  id: 'CCXMjJ7nQi2N3BPigGOdgQ',
  'log-level': 'info',
  timestamp: 1_772_440_000.123456,
  recipient: 'ann@shop.example',
  message: { headers: { 'message-id': '20260203192638.000be97f@mg.shop.example', subject: 'Hi' }, size: 341 },
  'user-variables': { messageKey: 'abc' },
  ...more,
});

const client = { bot: '', 'client-type': 'browser', 'user-agent': 'Mozilla/5.0' };

test.each([
  ['delivered', { 'delivery-status': { code: 250, message: 'OK' } }, { told: 'delivered' }],
  ['opened', { 'client-info': client }, { told: 'opened', userAgent: 'Mozilla/5.0' }],
  [
    'opened',
    { 'client-info': { ...client, bot: 'gmail' } },
    { told: 'opened', byMachine: true, userAgent: 'Mozilla/5.0' },
  ],
  ['opened', { 'client-info': { 'client-type': 'robot' } }, { told: 'opened', byMachine: true }],
  ['clicked', { url: 'https://shop.example/' }, { told: 'clicked', url: 'https://shop.example/' }],
  [
    'failed',
    {
      severity: 'permanent',
      reason: 'bounce',
      'delivery-status': { code: 550, message: '5.1.1 no\r\n such user', description: '' },
    },
    { told: 'bounced', lost: 'gone', detail: '5.1.1 no such user' },
  ],
  [
    'failed',
    { severity: 'permanent', reason: 'suppress-bounce' },
    { told: 'bounced', lost: 'gone', detail: 'suppress-bounce' },
  ],
  [
    'failed',
    {
      severity: 'permanent',
      reason: 'suppress-unsubscribe',
      'delivery-status': { description: 'Not delivering' },
    },
    { told: 'bounced', lost: 'opted_out', detail: 'Not delivering' },
  ],
  ['failed', { severity: 'permanent', reason: 'old' }, { told: 'bounced', detail: 'old' }],
  ['rejected', {}, { told: 'failed' }],
  ['complained', {}, { told: 'complained' }],
  ['unsubscribed', { 'client-info': client }, { told: 'unsubscribed' }],
])('tells what “%s” with %j means', async (name, more, report) => {
  expect(await hear(told(event(name, more)))).toEqual({
    reports: [
      {
        key: 'CCXMjJ7nQi2N3BPigGOdgQ:20514',
        at: 1_772_440_000_123,
        providerId: '<20260203192638.000be97f@mg.shop.example>',
        address: { kind: 'email', value: 'ann@shop.example' },
        ...report,
      },
    ],
    ignored: 0,
  });
});

test.each([
  ['accepted', {}],
  ['stored', {}],
  ['failed', { severity: 'temporary', reason: 'generic' }],
])('ignores “%s” with %j', async (name, more) => {
  expect(await hear(told(event(name, more)))).toEqual({ reports: [], ignored: 1 });
});

test('believes the account above a subaccount', async () => {
  const signature = { ...signatureOf(NOW, 'the subaccount’s'), 'parent-signature': signatureOf().signature };

  expect(reportsOf(await hear(told(event('delivered'), signature)))).toHaveLength(1);
});

test.each([
  [
    'no signature',
    { body: JSON.stringify({ 'event-data': event('delivered') }) },
    "must have required property 'signature'",
  ],
  ['another key', told(event('opened'), signatureOf(NOW, 'other')), 'the signature does not match'],
  [
    'another time',
    told(event('opened'), { ...signatureOf(), timestamp: '1' }),
    'the signature does not match',
  ],
  [
    'an old one',
    told(event('opened'), signatureOf(NOW - 301_000)),
    'stale: signed more than five minutes from now',
  ],
  [
    'an event without an id',
    told({ event: 'opened', timestamp: 1 }),
    "event-data must have required property 'id'",
  ],
  ['no JSON', { body: 'signature=1' }, 'the body is not JSON'],
])('refuses %s', async (_, call, refused) => {
  expect(await hear(call)).toEqual({ refused });
});

test('without a key, says so', async () => {
  const withoutKey = hearing(mailgun.callbacks, { 'mailgun-webhook': { signingKey: '' } });

  await expect(withoutKey(told(event('opened'), signatureOf(NOW, '')))).rejects.toThrow('is empty');
});

test('tells a key from what has spaces in it', async () => {
  await expect(mailgunWebhook.test({ signingKey: KEY })).resolves.toBeUndefined();
  await expect(mailgunWebhook.test({ signingKey: `${KEY} ` })).rejects.toMatchObject({
    parameter: 'signingKey',
  });
});

test('whatever comes: what is unsigned tells nothing, and what is signed does not break it', async () => {
  const some = fc.record(
    {
      event: fc.constantFrom('opened', 'failed', 'x'),
      id: fc.oneof(fc.string(), fc.jsonValue()),
      timestamp: fc.oneof(fc.double(), fc.constant(1)),
      message: fc.oneof(fc.record({ headers: fc.jsonValue() }), fc.jsonValue()),
      reason: fc.oneof(fc.string(), fc.jsonValue()),
      'client-info': fc.jsonValue(),
    },
    { requiredKeys: ['event'] },
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(some, fc.jsonValue()), fc.string(), async (given, signature) => {
      expect(reportsOf(await hear(told(given, { ...signatureOf(), signature })))).toEqual([]);
      expect(JSON.stringify(await hear(told(given)))).not.toContain(KEY);
      expect(reportsOf(await hear({ body: signature }))).toEqual([]);
    }),
  );
});
