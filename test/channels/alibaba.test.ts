import { createHash, createHmac } from 'node:crypto';
import { alibabaKey, type AlibabaKey } from '../../core/channels/alibaba/connection';
import { signed } from '../../core/channels/alibaba/sign';
import { send } from '../messages/people';
import { allowing } from './allowing';
import type { GatewayRequest } from './gateway';
import { resultOf } from './result';
import { answering, breaking, brief, type StandIn, standIn } from './stand-in';

const SECRET = 'yourAccessKeySecret1234';
const taken = {
  Code: 'OK',
  Message: 'OK',
  BizId: '9006197469364984400',
  RequestId: 'F655A8D5-B967-440B-8683',
};
const told = (Code: string, Message = 'words', status = 200) =>
  answering(status, { Code, Message, RequestId: 'F655A8D5-B967-440B-8683' });

let cloud: StandIn;
let key: AlibabaKey;

const values = {
  channel: 'alibaba',
  smsFrom: '【珍妮小店】',
  body: '您好 {{ contact.firstName }}，券码 FIVE',
  alibabaTemplate: 'SMS_154950909',
  alibabaValues: 'name: {{ contact.firstName }}\n\ncode： FI*VE  (1)\n',
};

beforeEach(async () => {
  cloud = await standIn((url) => {
    key = { accessKeyId: 'LTAI5t', accessKeySecret: ` ${SECRET}`, address: url };
    return { alibaba: { ...key } };
  });
  cloud.reaction = answering(200, taken);
});

afterEach(() => cloud.close());

const queried = ({ url }: GatewayRequest) => Object.fromEntries(new URL(url, 'http://cloud').searchParams);
const asked = () => cloud.requests.map(queried)[0];
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The signature as the server works it out from what it was told. */
function signatureOf({ method, url, headers, body }: GatewayRequest): string {
  const [path = '', query = ''] = url.split('?');
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
  const lines = names.map((name) => `${name}:${String(headers[name])}\n`).join('');
  const canonical = [method, path, query, lines, names.join(';'), sha256(body)].join('\n');
  return createHmac('sha256', SECRET)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
}

test('signs as the example in Alibaba Cloud’s documentation', () => {
  const { headers } = signed(
    {
      base: 'https://ecs.cn-shanghai.aliyuncs.com',
      action: 'RunInstances',
      version: '2014-05-26',
      parameters: {
        RegionId: 'cn-shanghai',
        ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
      },
    },
    { accessKeyId: 'YourAccessKeyId', accessKeySecret: 'YourAccessKeySecret' },
    { at: Date.parse('2023-10-26T10:22:32Z'), nonce: '3156853299f313e23d1673dc12e1703d' },
  );
  expect(headers?.['authorization']).toBe(
    'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  );
});

test('asks for the template with its variables, signed, and keeps the message’s id', async () => {
  expect(await cloud.toAnn(values)).toEqual(['sent', { channel: 'alibaba', state: 'sent' }]);
  expect(asked()).toEqual({
    PhoneNumbers: '4930123456',
    SignName: '珍妮小店',
    TemplateCode: 'SMS_154950909',
    TemplateParam: JSON.stringify({ name: 'Ann', code: 'FI*VE (1)' }),
    OutId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  const [request] = cloud.requests;
  expect(request).toMatchObject({
    method: 'POST',
    body: '',
    headers: {
      'x-acs-action': 'SendSms',
      'x-acs-version': '2017-05-25',
      'x-acs-date': '2026-03-02T09:00:00Z',
      host: new URL(cloud.url).host,
    },
  });
  const authorization = request?.headers.authorization ?? '';
  expect(authorization).toContain('Credential=LTAI5t,');
  expect(authorization).toContain(`Signature=${request && signatureOf(request)}`);
  expect(await cloud.entered()).toMatchObject({ state: 'sent', provider_id: taken.BizId });
});

test('no two requests have the same nonce', async () => {
  await cloud.toAnn(values);
  await cloud.toAnn({ ...values, stepKey: 'next' });
  const nonces = cloud.requests.map(({ headers }) => headers['x-acs-signature-nonce']);
  expect(new Set(nonces).size).toBe(2);
});

test.each([
  ['smsFrom', { smsFrom: '【】' }],
  ['body', { body: '中'.repeat(264) }],
  ['body', { body: '中'.repeat(495), smsMostSegments: 10 }],
  ['alibabaTemplate', { alibabaTemplate: '154950909' }],
  ['alibabaValues', { alibabaValues: 'FIVE' }],
  ['alibabaValues', { alibabaValues: 'code: {{ contact.lastName | default: "" }}' }],
])('%s that makes no SMS is an error before anything goes out', async (parameter, wrong) => {
  expect(await send(cloud.context, { ...values, ...wrong }, 'ann')).toMatchObject([{ error: { parameter } }]);
  expect(cloud.requests).toEqual([]);
});

test.each([
  ['no number', told('isv.MOBILE_NUMBER_ILLEGAL'), 'failed', 'refused'],
  ['a signature of nobody', told('isv.SMS_SIGNATURE_ILLEGAL'), 'failed', 'refused'],
  ['a template of nobody', told('isv.SMS_TEMPLATE_ILLEGAL'), 'failed', 'refused'],
  ['a variable that is missing', told('isv.TEMPLATE_MISSING_PARAMETERS'), 'failed', 'refused'],
  ['no balance', told('isv.AMOUNT_NOT_ENOUGH'), 'failed', 'temporary'],
  ['enough for this number', told('isv.BUSINESS_LIMIT_CONTROL'), 'failed', 'temporary'],
  ['enough for today', told('isv.DAY_LIMIT_CONTROL'), 'failed', 'temporary'],
  ['a fault', told('isp.SYSTEM_ERROR'), 'failed', 'temporary'],
  ['too many requests', told('Throttling.User', 'Request was denied', 400), 'failed', 'temporary'],
  ['an outage', told('ServiceUnavailable', 'later', 503), 'failed', 'temporary'],
  ['no such key', told('InvalidAccessKeyId.NotFound', 'no key', 404), 'failed', 'refused'],
  ['a wrong signature', told('SignatureDoesNotMatch', 'wrong', 400), 'failed', 'refused'],
  ['a status alone', answering(503), 'failed', 'temporary'],
  ['an answer of somebody else', answering(200, '<html>'), 'unknown', 'outcome_unknown'],
  ['a proxy that lost sight of it', answering(504), 'unknown', 'outcome_unknown'],
  ['a broken line', breaking, 'unknown', 'outcome_unknown'],
])('%s', async (_, reaction, state, reason) => {
  cloud.reaction = reaction;
  expect(brief(await cloud.toAnn(values))).toEqual(['not_sent', state, reason]);
  expect(await cloud.entered()).toMatchObject({ state, reason, provider_id: null });
});

test.each([
  ['触发分钟级流控Permits:1', '2026-03-02T09:01:00.000Z'],
  ['触发小时级流控Permits:5', '2026-03-02T10:00:00.000Z'],
  ['触发天级流控Permits:10', '2026-03-03T09:00:00.000Z'],
])('“%s” puts the message off until %s', async (words, retryAt) => {
  cloud.reaction = told('isv.BUSINESS_LIMIT_CONTROL', words);
  expect(await cloud.toAnn(values)).toMatchObject(['not_sent', { reason: 'temporary', retryAt }]);
});

test.each([
  ['isv.MOBILE_NUMBER_ILLEGAL', 'gone'],
  ['isv.CUSTOMER_REFUSED', 'opted_out'],
  ['isv.SMS_SIGNATURE_ILLEGAL', undefined],
])('%s tells of the number: %s', async (code, address) => {
  cloud.reaction = told(code);
  const plain = { ...values, alibabaValues: '' };
  expect(await resultOf(cloud.context, plain, '+8613800138000')).toEqual({
    state: 'failed',
    reason: 'refused',
    detail: expect.stringContaining(code),
    ...(address && { address }),
  });
  expect(asked()).toMatchObject({ PhoneNumbers: '8613800138000', TemplateParam: '{}' });
});

test('a message of unknown fate is not sent again', async () => {
  cloud.reaction = breaking;
  await cloud.toAnn(values);
  await cloud.toAnn(values);
  expect(cloud.requests).toHaveLength(1);
});

test('the secret is told nowhere', async () => {
  cloud.reaction = answering(400, `secret ${SECRET}`);
  const said = await cloud.said(values);
  expect(said).toContain('HTTP 400 secret …');
  expect(said).not.toContain(SECRET);
});

test.each([
  ['taken', told('OK'), undefined],
  ['refused', told('isp.RAM_PERMISSION_DENY', 'RAM权限DENY'), 'RAM权限DENY'],
  ['unknown', told('InvalidAccessKeyId.NotFound', `no key ${SECRET}`, 404), 'no key …'],
])('the test button asks for the signatures: the key is %s', async (_, reaction, words) => {
  cloud.reaction = reaction;
  await allowing(cloud.url, async () => {
    const trial = alibabaKey.test(key);
    await (words === undefined
      ? expect(trial).resolves.toBeUndefined()
      : expect(trial).rejects.toThrow(words));
  });
  expect(cloud.requests).toMatchObject([{ headers: { 'x-acs-action': 'QuerySmsSignList' } }]);
  expect(asked()).toEqual({ PageIndex: '1', PageSize: '1' });
});
