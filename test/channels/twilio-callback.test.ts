import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { twilio } from '../../core/channels/twilio/channel';
import type { JsonObject } from '../../core/steps/define';
import { type Call, hearing, reportsOf } from './hear';

const TOKEN = '12345678901234567890123456789012';
const URL_CALLED = 'https://hooks.example/told?key=1';
const SID = 'SM00000000000000000000000000000001';

const account = (values: JsonObject = {}) => ({
  twilio: { authType: 'authToken', accountSid: 'AC1', authToken: TOKEN, ...values },
});
const hear = hearing(twilio.callbacks, account());

const signatureOf = (text: string, token = TOKEN) => createHmac('sha1', token).update(text).digest('base64');

/** A form as Twilio posts and signs it, to an address as Twilio was given it. */
function posted(fields: Record<string, string>, signed = URL_CALLED): Call {
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    url: URL_CALLED,
    query: { key: '1' },
    headers: { 'x-twilio-signature': signatureOf(`${signed}${sorted.flat().join('')}`) },
    body: new URLSearchParams(fields).toString(),
  };
}

/** JSON as Event Streams posts and signs it. */
function streamed(body: string, hash = createHash('sha256').update(body).digest('hex')): Call {
  const url = `${URL_CALLED}&bodySHA256=${hash}`;
  return {
    url,
    query: { key: '1', bodySHA256: hash },
    headers: { 'x-twilio-signature': signatureOf(url) },
    body,
  };
}

const status = (MessageStatus: string, more: Record<string, string> = {}) => ({
  AccountSid: 'AC1',
  From: '+15017250604',
  MessageSid: SID,
  MessageStatus,
  SmsSid: SID,
  SmsStatus: MessageStatus,
  To: '+4930123456',
  ...more,
});
const incoming = (Body: string, more: Record<string, string> = {}) => ({
  AccountSid: 'AC1',
  Body,
  From: '+49 30 123456',
  MessageSid: SID,
  NumMedia: '0',
  SmsStatus: 'received',
  To: '+15017250604',
  ...more,
});
const ann = { kind: 'phone', value: '+4930123456' };

test('agrees with Twilio’s own example of a signature', async () => {
  const fields = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675310',
    Digits: '1234',
    From: '+14158675310',
    To: '+18005551212',
  };
  const heard = await hearing(
    twilio.callbacks,
    account({ authToken: '12345' }),
  )({
    url: 'https://example.com/myapp.php?foo=1&bar=2',
    headers: { 'x-twilio-signature': 'L/OH5YylLD5NRKLltdqwSvS0BnU=' },
    body: new URLSearchParams(fields).toString(),
  });

  expect(heard).toEqual({ refused: '“MessageSid” is missing' });
});

test.each([
  ['delivered', {}, { told: 'delivered' }],
  ['read', {}, { told: 'opened' }],
  ['undelivered', { ErrorCode: '30005' }, { told: 'bounced', lost: 'gone', detail: 'Twilio 30005' }],
  ['undelivered', { ErrorCode: '30003' }, { told: 'bounced', detail: 'Twilio 30003' }],
  ['failed', { ErrorCode: '21610' }, { told: 'failed', lost: 'opted_out', detail: 'Twilio 21610' }],
  ['failed', { ErrorCode: 'none' }, { told: 'failed' }],
])('tells what “%s” means: %j', async (name, more, report) => {
  expect(await hear(posted(status(name, more)))).toEqual({
    reports: [{ key: `${SID}:${name}`, providerId: SID, address: ann, ...report }],
    ignored: 0,
  });
});

test.each(['queued', 'accepted', 'sending', 'sent', 'anything new'])('ignores “%s”', async (name) => {
  expect(await hear(posted(status(name)))).toEqual({ reports: [], ignored: 1 });
});

test.each([
  ['a reply', incoming('Yes, please'), { told: 'replied', address: ann, text: 'Yes, please' }],
  ['what no database keeps', incoming('a\0b'), { told: 'replied', address: ann, text: 'ab' }],
  ['a stop', incoming('STOP', { OptOutType: 'STOP' }), { told: 'unsubscribed', address: ann, text: 'STOP' }],
  [
    'a start',
    incoming('START', { OptOutType: 'START' }),
    { told: 'subscribed', address: ann, text: 'START' },
  ],
  [
    'a cry for help',
    incoming('HELP', { OptOutType: 'HELP' }),
    { told: 'replied', address: ann, text: 'HELP' },
  ],
  [
    'a reply by WhatsApp',
    incoming('Hi', { From: 'whatsapp:+4930123456' }),
    { told: 'replied', address: { ...ann, kind: 'whatsapp' }, text: 'Hi' },
  ],
])('hears %s', async (_, form, report) => {
  expect(await hear(posted(form))).toEqual({ reports: [{ key: `${SID}:received`, ...report }], ignored: 0 });
});

test('ignores who has no number, and what is neither a status nor a message', async () => {
  expect(await hear(posted(incoming('Hi', { From: '12345' })))).toEqual({ reports: [], ignored: 1 });
  expect(await hear(posted({ MessageSid: SID }))).toEqual({ reports: [], ignored: 1 });
});

test.each([
  ['with its port', 'https://hooks.example:443/told?key=1'],
  ['without it', URL_CALLED],
])('believes an address that Twilio was given %s', async (_, signed) => {
  expect(reportsOf(await hear(posted(status('delivered'), signed)))).toHaveLength(1);
});

test('believes an address whose port a proxy shows', async () => {
  const call = { ...posted(status('delivered')), url: 'https://hooks.example:8443/told?key=1' };

  expect(reportsOf(await hear(call))).toHaveLength(1);
});

test('counts the values of one name once each', async () => {
  const body = `MessageSid=${SID}&MessageStatus=read&Tag=b&Tag=a&Tag=b`;
  const signature = signatureOf(`${URL_CALLED}MessageSid${SID}MessageStatusreadTagbTaga`);

  expect(
    reportsOf(await hear({ url: URL_CALLED, headers: { 'x-twilio-signature': signature }, body })),
  ).toHaveLength(1);
});

test('hears Event Streams', async () => {
  const timestamp = '2026-03-02T08:59:00.000Z';
  const at = Date.parse(timestamp);
  const of = (type: string, data: JsonObject) => ({
    specversion: '1.0',
    type: `com.twilio.messaging.${type}`,
    id: 'NO1',
    data: { messageSid: SID, timestamp, ...data },
  });
  const body = JSON.stringify([
    of('message.delivered', { messageStatus: 'DELIVERED', to: '+4930123456' }),
    of('message.undelivered', { messageStatus: 'UNDELIVERED', to: '+4930123456', errorCode: 30005 }),
    of('message.sent', { messageStatus: 'SENT' }),
    of('inbound-message.received', { from: '+4930123456', body: 'Yes' }),
    { type: 'com.twilio.voice.status', data: {} },
  ]);

  expect(await hear(streamed(body))).toEqual({
    reports: [
      { told: 'delivered', key: `${SID}:delivered`, providerId: SID, address: ann, at },
      {
        told: 'bounced',
        key: `${SID}:undelivered`,
        providerId: SID,
        address: ann,
        at,
        lost: 'gone',
        detail: 'Twilio 30005',
      },
      { told: 'replied', key: `${SID}:received`, address: ann, text: 'Yes', at },
    ],
    ignored: 2,
  });
});

test.each([
  ['no signature', { ...posted(status('read')), headers: {} }, 'unsigned: x-twilio-signature is needed'],
  ['another body', { ...posted(status('read')), body: 'MessageSid=1' }, 'the signature does not match'],
  [
    'another address',
    { ...posted(status('read')), url: 'https://evil.example/' },
    'the signature does not match',
  ],
  ['no address', { ...posted(status('read')), url: '' }, 'the signature does not match'],
  ['another hash', streamed('[]', 'abc'), 'the signature does not match'],
  ['no message', posted({ MessageStatus: 'read' }), '“MessageSid” is missing'],
  ['no JSON', streamed('{'), 'the body is not JSON'],
  [
    'no time',
    streamed(
      '[{"type":"com.twilio.messaging.message.sent","data":{"messageSid":"1","timestamp":"2026-99-01T00:00:00Z"}}]',
    ),
    'timestamp “2026-99-01T00:00:00Z” is not an instant',
  ],
  ['no list', streamed('{}'), 'must be array'],
])('refuses %s', async (_, call, refused) => {
  expect(await hear(call)).toEqual({ refused });
});

test('says which account it needs', async () => {
  const withKey = hearing(
    twilio.callbacks,
    account({ authType: 'apiKey', apiKeySid: 'SK1', apiKeySecret: 's' }),
  );

  await expect(withKey(posted(status('read')))).rejects.toThrow('signed with the account’s auth token');
});

test('whatever comes: what is unsigned tells nothing, and what is signed does not break it', async () => {
  const fields = fc.dictionary(
    fc.oneof(fc.constantFrom('MessageSid', 'MessageStatus', 'Body', 'From', 'ErrorCode'), fc.string()),
    fc.oneof(fc.constantFrom('delivered', 'failed', '+4930123456', '\0'), fc.string()),
  );
  await fc.assert(
    fc.asyncProperty(fields, fc.json(), fc.string(), async (form, json, signature) => {
      const unsigned = { ...posted(form), headers: { 'x-twilio-signature': signature } };
      expect(await hear(unsigned)).toEqual({ refused: expect.any(String) });
      expect(JSON.stringify(await hear(posted(form)))).not.toContain(TOKEN);
      expect(JSON.stringify(await hear(streamed(json)))).not.toContain(TOKEN);
    }),
  );
});
