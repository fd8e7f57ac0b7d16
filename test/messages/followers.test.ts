import { callbackAddresses } from '../../core/messages';
import { type JsonObject, messageEvents, type StepContext } from '../../core/steps';
import { stepValues } from '../../core/steps/schema';
import type { Call } from '../channels/hear';
import { AES_KEY, type Making, sealed, TOKEN, xml } from '../channels/weixin';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { httpAnswering } from '../support/http';
import { describeOnStores } from '../support/stores';
import { fates, meet, send, told } from './people';

const ADDRESS = 'https://flows.example.com/shop-journeys/messages';
const OPEN_ID = 'otFpruAK8D-E6EfStSYonYSBZ8_4';
const PHONE = '+8613800138000';
const MINUTE = 60_000;

const messages: Record<string, JsonObject> = {
  wechat: {
    channel: 'wechat',
    purpose: 'transactional',
    body: '订单已发货',
    wechatTemplate: 'ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY',
    wechatValues: 'thing1: A-17',
  },
  wecom: { channel: 'wecom', body: '您好' },
  alibaba: {
    channel: 'alibaba',
    smsFrom: '珍妮小店',
    body: '您好，拒收请回复R',
    alibabaTemplate: 'SMS_154950909',
  },
};

/** What WeChat, WeCom and Alibaba Cloud answer to who sends. */
function answerAt(url: string): JsonObject {
  if (/token(\?|$)/.test(url)) return { access_token: 'ACCESS', expires_in: 7200 };
  if (url.includes('//api.weixin')) return { errcode: 0, errmsg: 'ok', msgid: 200163836 };
  if (url.includes('qyapi')) return { errcode: 0, errmsg: 'ok', msgid: 'm1' };
  return { Code: 'OK', BizId: '9006197469364984400' };
}

describeOnStores('Who follows, leaves and answers in China', (store) => {
  let clock: TestClock;
  let context: StepContext;

  beforeEach(async () => {
    clock = new TestClock();
    const http = httpAnswering(({ url }) =>
      Promise.resolve({ status: 200, headers: {}, body: JSON.stringify(answerAt(url)) }),
    );
    const secrets = { token: TOKEN, encodingAesKey: AES_KEY };
    const connections = {
      wechat: { appId: 'wx1', appSecret: 's', address: '' },
      wecom: { corpId: 'ww1', agentId: '1000002', secret: 's', address: '' },
      alibaba: { accessKeyId: 'k', accessKeySecret: 's', address: '' },
      'wechat-webhook': { appId: 'wx1', ...secrets },
      'wecom-webhook': { corpId: 'ww1', ...secrets },
    };
    context = contextOf(store(), clock, { http, connections });
    const profile = { wechatOpenId: OPEN_ID, wecomUserId: 'Li.Hua', phone: PHONE };
    await meet(context, [{ id: 'li', profile }]);
    await messageEvents.registration?.begin(valuesOf(), context, ADDRESS);
  });

  const valuesOf = () =>
    stepValues(messageEvents.parameters, {
      publicAddress: 'https://flows.example.com',
      fromWechat: true,
      fromWecom: true,
      fromAlibaba: true,
    });
  let steps = 0;
  const write = async (channel: string) => {
    steps += 1;
    const [fate] = fates(await send(context, { ...messages[channel], stepKey: `step ${steps}` }, 'li'));
    clock.advance(MINUTE);
    return fate;
  };
  const tell = ({ query = {}, body = '' }: Call, provider: string) =>
    messageEvents.receive?.(
      { method: 'POST', query: { provider, ...query }, headers: {}, rawBody: Buffer.from(body) },
      valuesOf(),
      context,
    );
  const now = () => Math.floor(clock.now() / 1000);
  const signed = (channel: 'wechat' | 'wecom', fields: Record<string, string | number>) => {
    const making: Making = { receiver: channel === 'wechat' ? 'wx1' : 'ww1', timestamp: String(now()) };
    const from = channel === 'wechat' ? OPEN_ID : 'LI.HUA';
    return tell(sealed(xml({ FromUserName: from, CreateTime: now(), ...fields }), making), channel);
  };
  const event = (channel: 'wechat' | 'wecom', Event: string, more: Record<string, string> = {}) =>
    signed(channel, { MsgType: 'event', Event, ...more });
  const profile = async () => {
    const row = await store().db.selectFrom('contact').select('profile').executeTakeFirstOrThrow();
    return JSON.parse(row.profile) as JsonObject;
  };
  const names = () => told(context);

  test.each(['wechat', 'wecom'] as const)(
    'who leaves by %s gets nothing until they are back',
    async (channel) => {
      expect(await write(channel)).toMatchObject(['sent', {}]);
      const answer = await event(channel, 'unsubscribe');
      expect(answer).toMatchObject({ status: 200, text: channel === 'wechat' ? 'success' : '' });
      expect(JSON.stringify(await profile())).toContain('withdrawn');
      expect(await write(channel)).toMatchObject(['not_sent', { reason: 'suppressed' }]);
      clock.advance(MINUTE);
      await event(channel, 'subscribe');
      expect(await write(channel)).toMatchObject(['sent', {}]);
      expect(await names()).toEqual(['consent_changed', 'consent_changed']);
      expect(JSON.stringify(await profile())).not.toContain('withdrawn');
    },
  );

  test('what is told again within seconds counts once', async () => {
    await write('wechat');
    const finished = { MsgID: '200163836', Status: 'success' };
    for (let time = 0; time < 3; time += 1) await event('wechat', 'TEMPLATESENDJOBFINISH', finished);
    expect(await names()).toEqual(['message_delivered']);
  });

  test('who shuts out the account has opted out', async () => {
    await write('wechat');
    await event('wechat', 'TEMPLATESENDJOBFINISH', { MsgID: '200163836', Status: 'failed:user block' });
    expect(await names()).toEqual(['message_failed']);
    expect(await write('wechat')).toMatchObject(['not_sent', { reason: 'suppressed' }]);
  });

  test('an answer is one to the newest message', async () => {
    await write('wecom');
    await signed('wecom', { MsgType: 'text', Content: '好的', MsgId: '1' });
    expect(await names()).toEqual(['message_replied']);
    await signed('wecom', { MsgType: 'text', Content: '退订', MsgId: '2' });
    expect(await names()).toEqual(['message_replied', 'consent_changed']);
    expect(await write('wecom')).toMatchObject(['not_sent', { reason: 'suppressed' }]);
  });

  test('Alibaba Cloud hears that it is understood; who answers R gets no more SMS', async () => {
    const { key, ...rest } = await query();
    const push = (item: JsonObject, given = key) =>
      tell({ query: { ...rest, key: given ?? '' }, body: JSON.stringify([item]) }, 'alibaba');
    await write('alibaba');
    const report = { phone_number: '13800138000', success: true, biz_id: '9006197469364984400' };
    expect(await push(report, 'x')).toMatchObject({ status: 401 });
    expect(await push(report)).toMatchObject({ status: 200, body: { code: 0, msg: 'OK' } });
    await push({ phone_number: '13800138000', content: 'R', sequence_id: 1, send_time: '' });
    expect(await names()).toEqual(['message_delivered', 'consent_changed']);
    expect(await write('alibaba')).toMatchObject(['not_sent', { reason: 'suppressed' }]);
  });

  async function query(): Promise<Record<string, string>> {
    const addresses = await callbackAddresses(store(), ['alibaba']);
    return Object.fromEntries(new URL(addresses?.get('alibaba') ?? '').searchParams);
  }
});
