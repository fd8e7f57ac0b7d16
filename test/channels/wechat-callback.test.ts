import fc from 'fast-check';
import { wechat } from '../../core/channels/wechat/channel';
import { wechatWebhook } from '../../core/channels/wechat/connection';
import { type Call, hearing, NOW, reportsOf } from './hear';
import { AES_KEY, encrypted, type Making, plainly, sealed, secretly, sha1, TOKEN, xml } from './weixin';

const appId = 'wx2c2769f8efd9abc2';
const secrets = { appId, token: TOKEN };
const hearPlain = hearing(wechat.callbacks, { 'wechat-webhook': secrets });
const hear = hearing(wechat.callbacks, { 'wechat-webhook': { ...secrets, encodingAesKey: AES_KEY } });

const OPEN_ID = 'otFpruAK8D-E6EfStSYonYSBZ8_4';
const bob = { kind: 'wechatOpenId', value: OPEN_ID };
const at = 1_772_440_000_000;
const answer = { status: 200, body: {}, text: 'success' };

const envelope = { ToUserName: 'gh_7f083739789a', FromUserName: OPEN_ID, CreateTime: 1_772_440_000 };
const event = (Event: string, more: Record<string, string | number> = {}) =>
  xml({ ...envelope, MsgType: 'event', Event, ...more });
const fate = (Status: string) => event('TEMPLATESENDJOBFINISH', { MsgID: '2951234567890123457', Status });
const written = (Content: string) =>
  xml({ ...envelope, MsgType: 'text', Content, MsgId: '23456789012345678' });

const toUs = (words: string, making: Making = {}) => sealed(words, { receiver: appId, ...making });
const inPlain = (body: string, making: Making = {}): Call => ({ query: plainly(making), body });

const told: [string, string, object][] = [
  ['a message that arrived', fate('success'), { told: 'delivered', key: '2951234567890123457:delivered' }],
  [
    'one that the person has shut out',
    fate('failed:user block'),
    { told: 'failed', key: '2951234567890123457:failed', detail: 'failed:user block', lost: 'opted_out' },
  ],
  [
    'one that WeChat lost',
    fate('failed: system failed'),
    { told: 'failed', key: '2951234567890123457:failed', detail: 'failed: system failed' },
  ],
];

test.each(told)('tells of %s', async (_, message, report) => {
  const heard = { reports: [{ providerId: '2951234567890123457', at, ...report }], ignored: 0, answer };
  expect(await hear(toUs(message))).toEqual(heard);
  expect(await hearPlain(inPlain(message))).toEqual(heard);
});

const people: [string, string, object][] = [
  ['who follows', event('subscribe'), { told: 'subscribed', key: `${OPEN_ID}:1772440000:subscribe` }],
  [
    'who follows no more',
    event('unsubscribe', { EventKey: '' }),
    { told: 'unsubscribed', key: `${OPEN_ID}:1772440000:unsubscribe` },
  ],
  [
    'what people write',
    written('退订 & <3 ]] 😀'),
    { told: 'replied', key: '23456789012345678', text: '退订 & <3 ]] 😀' },
  ],
];

test.each(people)('hears %s', async (_, message, report) => {
  const heard = { reports: [{ address: bob, at, ...report }], ignored: 0, answer };
  expect(await hear(toUs(message))).toEqual(heard);
  expect(await hearPlain(inPlain(message))).toEqual(heard);
});

test.each([
  ['a picture', xml({ ...envelope, MsgType: 'image', PicUrl: 'https://p.example', MsgId: '1' })],
  ['a press on the menu', event('CLICK', { EventKey: 'a' })],
  ['a scan', `<xml><MsgType>event</MsgType><Event>scan</Event><Info><Event>subscribe</Event></Info></xml>`],
  ['somebody without an OpenID', xml({ ...envelope, FromUserName: '?', MsgType: 'text', MsgId: '1' })],
])('ignores %s, and answers it', async (_, message) => {
  expect(await hear(toUs(message))).toEqual({ reports: [], ignored: 1, answer });
});

test('reads the encrypted half of what comes in both ways', async () => {
  const call = toUs(written('Yes'));
  const both = String(call.body).replace(
    '<Encrypt>',
    '<MsgType>text</MsgType><Content>No</Content><Encrypt>',
  );
  expect(await hear({ ...call, body: both })).toMatchObject({ reports: [{ text: 'Yes' }] });
});

test('knows the five entities of XML', async () => {
  const body = written('').replace('<![CDATA[]]>', '&lt;&amp;&gt;&#x9000;');
  expect(await hearPlain(inPlain(body))).toMatchObject({ reports: [{ text: '<&>退' }] });
});

const asked = (making: Making = {}, echostr = '5838479218127813673'): Call => ({
  method: 'GET',
  query: { ...plainly(making), echostr },
});

test('proves to WeChat whose address it is', async () => {
  const greeted = { reports: [], ignored: 0, answer: { ...answer, text: '5838479218127813673' } };
  expect(await hear(asked())).toEqual(greeted);
  expect(await hearPlain(asked())).toEqual(greeted);
  expect(await hear(asked({ token: 'x' }))).toEqual({ refused: 'the signature does not match' });
  expect(await hear({ method: 'GET' })).toEqual({ refused: 'unsigned: signature is needed' });
});

const seconds = (by: number) => String(NOW / 1000 + by);
const forged = 'the signature does not match';
const stale = 'stale: signed more than five minutes from now';
const illegible = 'the message cannot be decrypted: the EncodingAESKey is another';
const bomb = `<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><xml><MsgType>text</MsgType><Content>&b;</Content></xml>`;

test.each([
  ['another token', toUs(fate('success'), { token: 'x' }), forged],
  ['half a signature', toUs(fate('success'), { signature: sha1('').slice(20) }), forged],
  [
    'another text under the signature',
    { ...toUs(fate('success')), body: toUs(written('STOP')).body ?? '' },
    forged,
  ],
  ['no signature', { ...toUs(fate('success')), query: plainly() }, 'unsigned: msg_signature is needed'],
  ['an old request', toUs(fate('success'), { timestamp: seconds(-301) }), stale],
  ['one of tomorrow', toUs(fate('success'), { timestamp: seconds(301) }), stale],
  ['one without a time', toUs(fate('success'), { timestamp: '' }), stale],
  [
    'a message for another account',
    toUs(fate('success'), { receiver: 'wx0' }),
    'the message is encrypted for another account',
  ],
  [
    'a message for nobody',
    toUs(fate('success'), { receiver: '' }),
    'the message is encrypted for another account',
  ],
  ['another key', toUs(fate('success'), { aesKey: AES_KEY.toLowerCase() }), illegible],
  ['a plain message', inPlain(fate('success')), expect.stringContaining('not encrypted')],
  ['what is no XML', toUs('{}'), 'the body is not XML'],
  ['XML that breaks off', toUs('<xml><MsgType>text'), 'the body is not XML'],
  ['an entity bomb', toUs(bomb), 'the XML brings a document type'],
  ['an entity of nobody', toUs('<xml><Content>&b;</Content></xml>'), 'the body is not XML'],
  ['endless XML', toUs(written('a'.repeat(100_000))), 'the XML is too long'],
  ['a fate of no message', toUs(event('TEMPLATESENDJOBFINISH', { Status: 'success' })), '“MsgID” is missing'],
  ['a text without an id', toUs(xml({ ...envelope, MsgType: 'text' })), '“MsgId” is missing'],
  ['an event of nobody', toUs(xml({ MsgType: 'event', Event: 'subscribe' })), '“FromUserName” is missing'],
])('refuses %s', async (_, call: Call, refused) => {
  expect(await hear(call)).toEqual({ refused });
});

test.each([
  ['another token', inPlain(fate('success'), { token: 'x' }), forged],
  ['no signature', { body: fate('success') }, 'unsigned: signature is needed'],
  ['an old request', inPlain(fate('success'), { timestamp: seconds(-301) }), stale],
  ['an entity bomb', inPlain(bomb), 'the XML brings a document type'],
  ['what is no XML', inPlain(''), 'the body is not XML'],
  ['an encrypted message', toUs(fate('success')), expect.stringContaining('has no EncodingAESKey')],
])('in plain mode, refuses %s', async (_, call: Call, refused) => {
  expect(await hearPlain(call)).toEqual({ refused });
});

test('without a token, believes nobody', async () => {
  const hearAnybody = hearing(wechat.callbacks, { 'wechat-webhook': { appId, token: ' ' } });
  expect(await hearAnybody(inPlain(fate('success'), { token: '' }))).toEqual({ refused: forged });
});

test('takes what was signed up to five minutes ago', async () => {
  for (const by of [-300, 300])
    expect(await hear(toUs(fate('success'), { timestamp: seconds(by) }))).toMatchObject({ ignored: 0 });
});

test.each([
  ['not of whole blocks', 'YQ=='],
  ['empty', ''],
  ['filled up to another size', encrypted('a', { receiver: 'w', block: 16 })],
  ['of bytes that mean nothing', Buffer.alloc(64, 7).toString('base64')],
])('refuses a ciphertext that is %s', async (_, ciphertext) => {
  const body = `<xml><Encrypt>${ciphertext}</Encrypt></xml>`;
  expect(await hear({ query: secretly(ciphertext), body })).toEqual({
    refused: expect.stringMatching(/cannot be decrypted|for another account/),
  });
});

test('tells a token and a key from what WeChat would not take', async () => {
  const webhook = { ...secrets, encodingAesKey: AES_KEY };
  await expect(wechatWebhook.test(webhook)).resolves.toBeUndefined();
  await expect(wechatWebhook.test({ ...webhook, encodingAesKey: '' })).resolves.toBeUndefined();
  for (const [parameter, wrong] of [
    ['token', 'two words'],
    ['encodingAesKey', AES_KEY.slice(1)],
  ] as const)
    await expect(wechatWebhook.test({ ...webhook, [parameter]: wrong })).rejects.toMatchObject({ parameter });
});

test('whatever comes: what is unsigned tells nothing, and what is signed does not break it', async () => {
  const odd = fc.oneof(fc.string(), fc.constantFrom('event', 'text', 'subscribe', OPEN_ID, '1772440000'));
  const fields = fc.dictionary(
    fc.constantFrom('MsgType', 'Event', 'FromUserName', 'CreateTime', 'MsgId', 'MsgID', 'Status', 'Content'),
    odd.map((value) => value.replaceAll(']]>', '')),
  );
  await fc.assert(
    fc.asyncProperty(fields, fc.string(), fc.uint8Array(), async (given, words, bytes) => {
      const message = xml(given);
      expect(reportsOf(await hear({ ...toUs(message), query: { msg_signature: words } }))).toEqual([]);
      for (const heard of [
        await hear(toUs(message)),
        await hear(toUs(words)),
        await hearPlain(inPlain(message)),
        await hearPlain({ query: plainly(), body: Buffer.from(bytes) }),
        await hear({ query: secretly(words), body: xml({ Encrypt: words.replaceAll(']]>', '') }) }),
      ]) {
        expect(heard).toEqual(expect.any(Object));
        expect(JSON.stringify(heard)).not.toContain(AES_KEY);
      }
    }),
  );
});
