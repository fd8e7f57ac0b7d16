import fc from 'fast-check';
import { wecom } from '../../core/channels/wecom/channel';
import { wecomWebhook } from '../../core/channels/wecom/connection';
import { type Call, hearing, NOW, reportsOf } from './hear';
import { AES_KEY, encrypted, type Making, sealed, secretly, TOKEN, xml } from './weixin';

const corpId = 'ww1436e0e65a779aee';
const webhook = { corpId, token: TOKEN, encodingAesKey: AES_KEY };
const hear = hearing(wecom.callbacks, { 'wecom-webhook': webhook });

const at = 1_772_440_000_000;
const bob = { kind: 'wecomUserId', value: 'bob.wu' };
const answer = { status: 200, body: {}, text: '' };

const envelope = { ToUserName: corpId, FromUserName: 'Bob.Wu', CreateTime: 1_772_440_000, AgentID: 1000002 };
const event = (Event: string) => xml({ ...envelope, MsgType: 'event', Event });
const toUs = (words: string, making: Making = {}) => sealed(words, { receiver: corpId, ...making });

test.each([
  [
    'who begins to use the app',
    event('subscribe'),
    { told: 'subscribed', key: 'Bob.Wu:1772440000:subscribe' },
  ],
  ['who leaves it', event('unsubscribe'), { told: 'unsubscribed', key: 'Bob.Wu:1772440000:unsubscribe' }],
  [
    'what members write',
    xml({ ...envelope, MsgType: 'text', Content: '好的 & ok', MsgId: '1234567890123456' }),
    { told: 'replied', key: '1234567890123456', text: '好的 & ok' },
  ],
])('hears %s, and answers nothing', async (_, message, report) => {
  expect(await hear(toUs(message))).toEqual({
    reports: [{ address: bob, at, ...report }],
    ignored: 0,
    answer,
  });
});

test.each(['template_card_event', 'enter_agent', 'click', 'change_contact', 'LOCATION'])(
  'ignores the event “%s”',
  async (name) => {
    expect(await hear(toUs(event(name)))).toEqual({ reports: [], ignored: 1, answer });
  },
);

const asked = (words: string, making: Making = {}): Call => {
  const echostr = encrypted(words, { receiver: corpId, ...making });
  return { method: 'GET', query: { ...secretly(echostr, making), echostr } };
};

test('proves to WeCom whose address it is, by the words that it encrypted', async () => {
  expect(await hear(asked('1616140317555161061'))).toEqual({
    reports: [],
    ignored: 0,
    answer: { ...answer, text: '1616140317555161061' },
  });
});

const forged = 'the signature does not match';
const stale = 'stale: signed more than five minutes from now';
const another = 'the message is encrypted for another account';

test.each([
  ['a visitor', { method: 'GET' }, 'unsigned: msg_signature is needed'],
  ['a greeting by another token', asked('1', { token: 'x' }), forged],
  ['a greeting to another company', asked('1', { receiver: 'ww0' }), another],
  ['an old greeting', asked('1', { timestamp: String(NOW / 1000 - 301) }), stale],
  ['another token', toUs(event('subscribe'), { token: 'x' }), forged],
  ['another company', toUs(event('subscribe'), { receiver: 'ww0' }), another],
  ['an old request', toUs(event('subscribe'), { timestamp: String(NOW / 1000 - 301) }), stale],
  ['no signature', { body: '<xml><Encrypt>a</Encrypt></xml>' }, 'unsigned: msg_signature is needed'],
  ['what is no XML', { body: '{}', query: secretly('') }, 'the body is not XML'],
  [
    'a plain message',
    { body: event('subscribe'), query: secretly('') },
    expect.stringContaining('decrypted'),
  ],
  ['no XML within', toUs('{}'), 'the body is not XML'],
  ['an entity bomb', toUs('<!DOCTYPE x [<!ENTITY a "a">]><xml/>'), 'the XML brings a document type'],
] as [string, Call, unknown][])('refuses %s', async (_, call, refused) => {
  expect(await hear(call)).toEqual({ refused });
});

test('a key that is none is an error of the connection', async () => {
  const hearWrongly = hearing(wecom.callbacks, { 'wecom-webhook': { ...webhook, encodingAesKey: 'short' } });
  await expect(hearWrongly(toUs(event('subscribe')))).rejects.toMatchObject({ parameter: 'encodingAesKey' });
  await expect(wecomWebhook.test(webhook)).resolves.toBeUndefined();
  await expect(wecomWebhook.test({ ...webhook, encodingAesKey: 'short' })).rejects.toMatchObject({
    parameter: 'encodingAesKey',
  });
});

test('whatever comes: what is unsigned tells nothing, and what is signed does not break it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.string(), fc.uint8Array(), async (words, name, bytes) => {
      const query = { msg_signature: words, timestamp: name, nonce: '' };
      expect(reportsOf(await hear({ ...toUs(event('subscribe')), query }))).toEqual([]);
      for (const heard of [
        await hear(toUs(words)),
        await hear(toUs(event(name.replaceAll(']]>', '')))),
        await hear({ query: secretly(words), body: Buffer.from(bytes) }),
        await hear({ method: 'GET', query: { ...secretly(words), echostr: words } }),
      ]) {
        expect(heard).toEqual(expect.any(Object));
        expect(JSON.stringify(heard)).not.toContain(AES_KEY);
      }
    }),
  );
});
