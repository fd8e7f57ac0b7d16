import { tryWhatsapp } from '../../core/channels/whatsapp/connection';
import type { JsonObject } from '../../core/steps/define';
import { fates, ledger, meet, send, withinAMinute } from '../messages/people';
import { allowing } from './allowing';
import { resultOf } from './result';
import { answering, breaking, brief, type StandIn, standIn } from './stand-in';

const TOKEN = 'EAAJB0v7example';
const taken = {
  messaging_product: 'whatsapp',
  contacts: [{ input: '+4930123456', wa_id: '4930123456' }],
  messages: [{ id: 'wamid.HBgLMTY0NjcwNDM1OTUVAgARGBI1RjQyNUE3NEYx', message_status: 'accepted' }],
};

let meta: StandIn;
let values: JsonObject;

const posted = (): unknown => JSON.parse(meta.requests.at(-1)?.body ?? '');
const problem = (status: number, code: number) =>
  answering(status, {
    error: { message: `(#${code}) words`, type: 'OAuthException', code, fbtrace_id: 'A' },
  });

beforeEach(async () => {
  meta = await standIn(() => ({ whatsapp: { accessToken: TOKEN, businessAccountId: '102290129340398' } }));
  meta.reaction = answering(200, taken);
  values = {
    channel: 'whatsapp',
    whatsappAddress: `${meta.url}/v23.0`,
    whatsappPhoneId: '106540352242922',
    whatsappTemplate: 'welcome_coupon',
    whatsappLanguage: 'en_US',
    whatsappValues: '{{ contact.firstName }}\n\n{{ "FIVE  \\n OFF" }}\n',
    body: 'Hello {{ contact.firstName }}, FIVE OFF',
  };
});

afterEach(() => meta.close());

test('a template goes out with its values, each one line', async () => {
  expect(await meta.toAnn({ ...values, whatsappButton: 'cart?c=FIVE' })).toEqual([
    'sent',
    { channel: 'whatsapp', state: 'sent' },
  ]);
  expect(meta.requests).toMatchObject([
    {
      method: 'POST',
      url: '/v23.0/106540352242922/messages',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    },
  ]);
  expect(posted()).toEqual({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: '+4930123456',
    type: 'template',
    template: {
      name: 'welcome_coupon',
      language: { code: 'en_US' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Ann' },
            { type: 'text', text: 'FIVE OFF' },
          ],
        },
        { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'cart?c=FIVE' }] },
      ],
    },
    biz_opaque_callback_data: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(await meta.entered()).toMatchObject({
    provider_id: taken.messages[0]?.id,
    address: '+4930123456',
  });
});

test('variables that have names go out by them, and the button’s by its place', async () => {
  await meta.toAnn({
    ...values,
    whatsappVariables: 'named',
    whatsappValues: 'first_name: {{ contact.firstName }}\n\noffer_1： FIVE  OFF: now\n',
    whatsappButton: 'cart',
  });
  expect(posted()).toMatchObject({
    template: {
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', parameter_name: 'first_name', text: 'Ann' },
            { type: 'text', parameter_name: 'offer_1', text: 'FIVE OFF: now' },
          ],
        },
        { type: 'button', parameters: [{ type: 'text', text: 'cart' }] },
      ],
    },
  });
});

test.each([
  ['a value without a name', 'first_name: Ann\n{{ contact.firstName }}', 'does not name a variable'],
  ['a number among names', 'first_name: Ann\n2: FIVE', '“2” is no name'],
  ['a name that Meta gives to none', 'First: Ann', '“First” is no name'],
  ['a name without a value', 'first_name:', ''],
])('%s is an error before anything goes out', async (_, whatsappValues, words) => {
  const named = { ...values, whatsappVariables: 'named', whatsappValues };
  const [outcome] = await send(meta.context, named, 'ann');
  expect(outcome).toMatchObject({
    error: { parameter: 'whatsappValues', message: expect.stringContaining(words) },
  });

  expect(meta.requests).toEqual([]);
  expect(await ledger(meta.context)).toEqual([]);
});

test('a template without variables goes out without components', async () => {
  await meta.toAnn({ ...values, whatsappValues: '' });
  expect(posted()).toMatchObject({ template: { name: 'welcome_coupon', language: { code: 'en_US' } } });
  expect(JSON.stringify(posted())).not.toContain('components');
});

test('free text goes out as it is written', async () => {
  await meta.toAnn({ ...values, whatsappKind: 'text' });
  expect(posted()).toMatchObject({ type: 'text', text: { body: 'Hello Ann, FIVE OFF' } });
});

test('a number of its own for WhatsApp comes before the phone number', async () => {
  const profile = { whatsapp: '+49 170 1234567', phone: '+49 30 1', firstName: 'Bob' };
  await meet(meta.context, [{ id: 'bob', profile }]);
  await send(meta.context, values, 'bob');
  expect(posted()).toMatchObject({ to: '+491701234567' });
});

test.each([
  ['taken', answering(200, taken), ['sent', 'sent', null]],
  ['a page that is not Meta’s', answering(200, '<html>'), ['not_sent', 'unknown', 'outcome_unknown']],
  ['an expired token', problem(401, 190), ['not_sent', 'failed', 'refused']],
  ['a template that does not exist', problem(404, 132001), ['not_sent', 'failed', 'refused']],
  ['too few values', problem(400, 132000), ['not_sent', 'failed', 'refused']],
  ['text after 24 hours', problem(400, 131047), ['not_sent', 'failed', 'refused']],
  ['nobody on WhatsApp', problem(400, 131026), ['not_sent', 'failed', 'refused']],
  ['the rate of the number', problem(400, 130429), ['not_sent', 'failed', 'temporary']],
  ['Meta’s own error', problem(500, 131000), ['not_sent', 'failed', 'temporary']],
  ['a status without words', answering(503), ['not_sent', 'failed', 'temporary']],
  ['a reset', breaking, ['not_sent', 'unknown', 'outcome_unknown']],
])('%s', async (_, reaction, fate) => {
  meta.reaction = reaction;
  expect(brief(await meta.toAnn(values))).toEqual(fate);
});

test.each([
  ['too many to this person', 131056, '2026-03-02T09:01:00.000Z'],
  ['enough marketing for this person', 131049, '2026-03-03T09:00:00.000Z'],
  ['overloaded', 131016, withinAMinute],
])('%s (%i): to be tried again at %s', async (_, code, retryAt) => {
  meta.reaction = problem(400, code);
  expect(await meta.toAnn(values)).toMatchObject(['not_sent', { reason: 'temporary', retryAt }]);
});

test.each([
  [131050, 'opted_out'],
  [131026, undefined],
])('%i tells of the number: %s', async (code, address) => {
  meta.reaction = problem(400, code);
  expect(await resultOf(meta.context, { ...values, whatsappValues: '' }, '+4930123456')).toEqual({
    state: 'failed',
    reason: 'refused',
    detail: expect.stringContaining(`(#${code})`),
    ...(address && { address }),
  });
});

test('who stopped WhatsApp from us can still be reached by SMS', async () => {
  meta.reaction = problem(400, 131050);
  await meta.toAnn(values);
  const sms = { channel: 'http', gatewayUrl: `${meta.url}/sms`, body: 'Hello' };
  meta.reaction = answering(200, taken);
  expect(brief(await meta.toAnn({ ...values, stepKey: 'later' }))).toMatchObject([
    'not_sent',
    'not_sent',
    expect.any(String),
  ]);
  expect(brief(await meta.toAnn(sms))).toEqual(['sent', 'sent', null]);
});

test('the token is told nowhere', async () => {
  meta.reaction = answering(401, { error: { code: 190, message: `Bad token ${TOKEN}` } });
  const said = await meta.said(values);
  expect(said).toContain('Bad token …');
  expect(said).not.toContain(TOKEN);
});

test.each([
  ['whatsappPhoneId', { whatsappPhoneId: '+49 30 1' }],
  ['whatsappTemplate', { whatsappTemplate: 'Welcome!' }],
  ['whatsappValues', { whatsappValues: '{{ contact.lastName | default: "" }}' }],
  ['whatsappValues', { whatsappValues: 'x'.repeat(1025) }],
  ['body', { whatsappKind: 'text', body: 'x'.repeat(4097) }],
])('%s that WhatsApp would not take is an error before anything goes out', async (parameter, wrong) => {
  expect(await send(meta.context, { ...values, ...wrong }, 'ann')).toMatchObject([{ error: { parameter } }]);
  expect(meta.requests).toEqual([]);
  expect(await ledger(meta.context)).toEqual([]);
});

test('who has no number gets nothing', async () => {
  await meet(meta.context, [{ id: 'eve', profile: { firstName: 'Eve' } }]);
  expect(fates(await send(meta.context, values, 'eve'))).toMatchObject([
    ['not_sent', { reason: 'no_address' }],
  ]);
});

test('the connection is tested by asking for the business account', async () => {
  const account = { accessToken: TOKEN, businessAccountId: '102290129340398' };
  await allowing(meta.url, async () => {
    meta.reaction = answering(200, { id: '102290129340398' });
    await expect(tryWhatsapp(account, meta.url)).resolves.toBeUndefined();
    expect(meta.requests).toMatchObject([
      { method: 'GET', url: '/102290129340398?fields=id', headers: { authorization: `Bearer ${TOKEN}` } },
    ]);
    meta.reaction = problem(401, 190);
    const error: unknown = await tryWhatsapp(account, meta.url).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining('401') });
    expect(String(error)).not.toContain(TOKEN);
  });
});
