import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { whatsapp } from '../../core/channels/whatsapp/channel';
import { whatsappWebhook } from '../../core/channels/whatsapp/connection';
import { type Call, hearing, reportsOf } from './hear';

const appSecret = '0123456789abcdef0123456789abcdef';
const verifyToken = 'words of my own';
const hear = hearing(whatsapp.callbacks, { 'whatsapp-webhook': { appSecret, verifyToken } });

const signed = (body: string, secret = appSecret): Call => ({
  headers: { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` },
  body,
});

const told = (value: object, field = 'messages') =>
  signed(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '1',
          changes: [
            {
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: '15550783881', phone_number_id: '2' },
                ...value,
              },
              field,
            },
          ],
        },
      ],
    }),
  );

const status = (name: string, more: object = {}) => ({
  id: 'wamid.HBg=',
  status: name,
  timestamp: '1772440000',
  recipient_id: '4930123456',
  conversation: { id: 'c', origin: { type: 'marketing' } },
  ...more,
});
const message = (more: object) => ({ from: '4930123456', id: 'wamid.IN=', timestamp: '1772440000', ...more });

const ann = { kind: 'whatsapp', value: '+4930123456' };
const at = 1_772_440_000_000;

test.each([
  ['delivered', {}, { told: 'delivered' }],
  ['read', { timestamp: 1_772_440_000 }, { told: 'opened' }],
  [
    'failed',
    { errors: [{ code: 131026, title: 'Message undeliverable', error_data: { details: '…' } }] },
    { told: 'failed', lost: 'gone', detail: '131026 Message undeliverable' },
  ],
  ['failed', { errors: [{ code: 131050 }] }, { told: 'failed', lost: 'opted_out', detail: '131050' }],
  ['failed', { errors: [{ code: 131049, message: 'Wait' }] }, { told: 'failed', detail: '131049 Wait' }],
  ['failed', {}, { told: 'failed' }],
])('tells what “%s” with %j means', async (name, more, report) => {
  expect(await hear(told({ statuses: [status(name, more)] }))).toEqual({
    reports: [{ key: `wamid.HBg=:${name}`, providerId: 'wamid.HBg=', address: ann, at, ...report }],
    ignored: 0,
  });
});

test.each([
  ['a text', { type: 'text', text: { body: 'Yes' } }, { text: 'Yes' }],
  [
    'an answer to a message',
    { type: 'text', text: { body: 'Yes' }, context: { from: '1555', id: 'wamid.HBg=' } },
    { text: 'Yes', providerId: 'wamid.HBg=' },
  ],
  [
    'the button of a template',
    { type: 'button', button: { payload: 'STOP', text: 'Stop' }, context: { id: 'wamid.HBg=' } },
    { text: 'Stop', providerId: 'wamid.HBg=' },
  ],
  [
    'a button',
    { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'a', title: 'Go' } } },
    { text: 'Go' },
  ],
  [
    'an entry of a list',
    { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'a', title: 'Red' } } },
    { text: 'Red' },
  ],
])('hears %s', async (_, more, report) => {
  expect(await hear(told({ contacts: [{ wa_id: '4930123456' }], messages: [message(more)] }))).toEqual({
    reports: [{ told: 'replied', key: 'wamid.IN=', address: ann, at, ...report }],
    ignored: 0,
  });
});

test.each([
  ['stop', 'unsubscribed'],
  ['resume', 'subscribed'],
])('hears of people who %s marketing messages', async (value, name) => {
  const preference = {
    wa_id: '4930123456',
    detail: '…',
    category: 'marketing_messages',
    value,
    timestamp: 1772440000,
  };

  expect(await hear(told({ user_preferences: [preference] }, 'user_preferences'))).toEqual({
    reports: [{ told: name, key: `4930123456:${value}:1772440000`, address: ann, at }],
    ignored: 0,
  });
});

test('ignores the rest', async () => {
  const value = {
    statuses: [status('sent'), status('new')],
    messages: [
      message({ type: 'image', image: { id: '1' } }),
      message({ type: 'reaction', reaction: { emoji: '👍' } }),
      message({ from: undefined, text: { body: 'Hi' } }),
    ],
    user_preferences: [{ wa_id: '4930123456', category: 'new', value: 'stop' }],
  };
  expect(await hear(told(value))).toEqual({ reports: [], ignored: 6 });
  expect(await hear(told({ event: 'APPROVED' }, 'message_template_status_update'))).toEqual({
    reports: [],
    ignored: 1,
  });
});

const asked = (query: Record<string, string>): Call => ({ method: 'GET', query });

test('proves to Meta whose address it is', async () => {
  const query = { 'hub.mode': 'subscribe', 'hub.verify_token': verifyToken, 'hub.challenge': '1158201444' };

  expect(await hear(asked(query))).toEqual({
    reports: [],
    ignored: 0,
    answer: { status: 200, body: {}, text: '1158201444' },
  });
});

test.each([
  [
    'another token',
    asked({ 'hub.mode': 'subscribe', 'hub.verify_token': 'x' }),
    'the verify token is another',
  ],
  ['a visitor', asked({}), 'no callback: Meta asks with hub.mode=subscribe'],
  ['no signature', { body: '{}' }, 'unsigned: x-hub-signature-256 is needed'],
  [
    'half a signature',
    { headers: { 'x-hub-signature-256': 'sha256=ab' } },
    'unsigned: x-hub-signature-256 is needed',
  ],
  ['another secret', signed('{}', 'x'), 'the signature does not match'],
  ['another body', { ...signed('{}'), body: '{ }' }, 'the signature does not match'],
  ['no entries', signed('{}'), "must have required property 'entry'"],
  ['no JSON', signed('a'), 'the body is not JSON'],
  [
    'a status without an id',
    told({ statuses: [{ status: 'read' }] }),
    "entry.0.changes.0.value.statuses.0 must have required property 'id'",
  ],
])('refuses %s', async (_, call, refused) => {
  expect(await hear(call)).toEqual({ refused });
});

test('tells an app secret from what is none', async () => {
  await expect(whatsappWebhook.test({ appSecret, verifyToken })).resolves.toBeUndefined();
  await expect(whatsappWebhook.test({ appSecret: 'EAAG', verifyToken })).rejects.toMatchObject({
    parameter: 'appSecret',
  });
});

test('whatever comes: what is unsigned tells nothing, and what is signed does not break it', async () => {
  const odd = fc.oneof(fc.jsonValue(), fc.string(), fc.constant('4930123456'), fc.integer());
  const part = fc.record(
    { id: odd, status: odd, from: odd, timestamp: odd, text: odd, errors: odd, wa_id: odd, value: odd },
    { requiredKeys: [] },
  );
  const value = fc.record(
    { statuses: fc.array(part), messages: fc.array(part), user_preferences: fc.array(part) },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(value, fc.json(), fc.string(), async (given, json, signature) => {
      const headers = { 'x-hub-signature-256': signature };
      expect(reportsOf(await hear({ ...told(given), headers }))).toEqual([]);
      expect(JSON.stringify(await hear(told(given)))).not.toContain(appSecret);
      expect(JSON.stringify(await hear(signed(json)))).not.toContain(appSecret);
    }),
  );
});
