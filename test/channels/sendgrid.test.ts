import { trySendgrid } from '../../core/channels/sendgrid/connection';
import type { JsonObject } from '../../core/steps/define';
import { pageAddress } from '../../core/messages';
import { allowing } from './allowing';
import { answering, breaking, brief, type StandIn, standIn } from './stand-in';

const KEY = 'SG.1234567890';
const accepted = answering(202, '', { 'x-message-id': 'sg-1' });
const problems = (field: string | null, message = 'SendGrid’s words') => ({
  errors: [{ message, field, help: null }],
});
const recipient = problems('personalizations.0.to.0.email', 'Does not contain a valid address.');

let sendgrid: StandIn;
let values: JsonObject;

beforeEach(async () => {
  sendgrid = await standIn(() => ({ sendgrid: { apiKey: KEY } }));
  sendgrid.reaction = accepted;
  values = {
    channel: 'sendgrid',
    from: 'Jane’s Shop <hello@shop.example>',
    subject: 'Welcome,\n {{ contact.firstName }}',
    body: 'Hello <{{ contact.firstName }}>',
    sendgridAddress: sendgrid.url,
  };
});

afterEach(() => sendgrid.close());

const posted = (): unknown => JSON.parse(sendgrid.requests[0]?.body ?? '');

test('posts the mail as JSON with the message’s key, and keeps SendGrid’s id', async () => {
  expect(await sendgrid.toAnn(values)).toEqual(['sent', { channel: 'sendgrid', state: 'sent' }]);
  expect(sendgrid.requests).toMatchObject([
    {
      method: 'POST',
      url: '/v3/mail/send',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    },
  ]);
  expect(posted()).toEqual({
    personalizations: [
      {
        to: [{ email: 'ann@xn--bcher-kva.example' }],
        custom_args: { messageKey: expect.stringMatching(/^[0-9a-f]{32}$/) },
      },
    ],
    from: { email: 'hello@shop.example', name: 'Jane’s Shop' },
    subject: 'Welcome, Ann',
    content: [{ type: 'text/plain', value: 'Hello <Ann>' }],
  });
  expect(await sendgrid.entered()).toMatchObject({ state: 'sent', provider_id: 'sg-1' });
});

test('once there is a page, mail programs get its link', async () => {
  await pageAddress.keep(sendgrid.context.store, 'https://flows.example.com/page');
  await sendgrid.toAnn(values);
  expect(posted()).toMatchObject({
    headers: { 'List-Unsubscribe': expect.stringMatching(/^<https:..flows.example.com.page\?t=/) },
  });
});

test('in HTML, what people are called is text; a sender may have no name', async () => {
  const html = { format: 'html', from: 'hello@shop.example', body: '<p>{{ "Ann & Bob" }}</p>' };
  await sendgrid.toAnn({ ...values, ...html });
  expect(posted()).toMatchObject({
    from: { email: 'hello@shop.example' },
    content: [
      { type: 'text/plain', value: 'Ann & Bob' },
      { type: 'text/html', value: '<p>Ann &amp; Bob</p>' },
    ],
  });
});

test.each([
  ['from', { from: 'Jane’s Shop' }],
  ['subject', { subject: '' }],
  ['body', { body: ' ' }],
  ['sendgridAddress', { sendgridAddress: 'sendgrid' }],
])('%s that makes no mail is an error before anything goes out', async (parameter, wrong) => {
  expect(await sendgrid.said({ ...values, ...wrong })).toContain(`"parameter":"${parameter}"`);
  expect(sendgrid.requests).toEqual([]);
});

test.each([
  ['a bad address', answering(400, recipient), 'failed', 'refused'],
  ['a sender that is not verified', answering(403, problems('from')), 'failed', 'refused'],
  ['a wrong key', answering(401, problems(null)), 'failed', 'refused'],
  ['too large', answering(413, problems(null)), 'failed', 'refused'],
  ['too many requests', answering(429, problems(null)), 'failed', 'temporary'],
  ['a failure', answering(500, problems(null)), 'failed', 'temporary'],
  ['an outage', answering(503), 'failed', 'temporary'],
  ['an answer that is not SendGrid’s', answering(200, '<html>'), 'unknown', 'outcome_unknown'],
  ['a proxy that lost sight of it', answering(502), 'unknown', 'outcome_unknown'],
  ['a broken line', breaking, 'unknown', 'outcome_unknown'],
])('%s', async (_, reaction, state, reason) => {
  sendgrid.reaction = reaction;
  expect(brief(await sendgrid.toAnn(values))).toEqual(['not_sent', state, reason]);
  expect(await sendgrid.entered()).toMatchObject({ state, reason, provider_id: null });
});

test.each([
  ['by its own header', { 'x-ratelimit-reset': String(Date.parse('2026-03-02T09:01:00Z') / 1000) }],
  ['by the usual one', { 'retry-after': '60', 'x-ratelimit-reset': '1' }],
])('a busy SendGrid says when to come again: %s', async (_, headers) => {
  sendgrid.reaction = answering(429, problems(null), headers);
  expect(await sendgrid.toAnn(values)).toMatchObject(['not_sent', { retryAt: '2026-03-02T09:01:00.000Z' }]);
});

test.each([
  ['of the recipient', recipient, 'suppressed'],
  ['of the sender', problems('from.email'), 'refused'],
  ['without a field', problems(null), 'refused'],
])('after a complaint %s, the next mail is %s', async (_, complaint, reason) => {
  sendgrid.reaction = answering(400, complaint);
  await sendgrid.toAnn(values);
  expect(await sendgrid.toAnn({ ...values, stepKey: 'next' })).toMatchObject(['not_sent', { reason }]);
  expect(sendgrid.requests).toHaveLength(reason === 'suppressed' ? 1 : 2);
});

test('a mail of unknown fate is not sent again; one that is put off goes again under the same key', async () => {
  sendgrid.reaction = answering(503);
  await sendgrid.toAnn(values);
  sendgrid.reaction = breaking;
  await sendgrid.toAnn(values);
  await sendgrid.toAnn(values);
  expect(sendgrid.requests).toHaveLength(2);
  expect(new Set(sendgrid.requests.map(({ body }) => body)).size).toBe(1);
});

test('a SendGrid that echoes the key does not get it into items or the ledger', async () => {
  sendgrid.reaction = ({ headers }, response) => void response.writeHead(400).end(headers.authorization);
  const said = await sendgrid.said(values);
  expect(said).toContain('HTTP 400');
  expect(said).not.toContain(KEY);
});

test('the account is tried by what its key may do, and a wrong key is told in words', async () => {
  await allowing(sendgrid.url, async () => {
    sendgrid.reaction = answering(200, { scopes: ['mail.send'] });
    await trySendgrid({ apiKey: KEY }, sendgrid.url);
    expect(sendgrid.requests).toMatchObject([
      { method: 'GET', url: '/v3/scopes', headers: { authorization: `Bearer ${KEY}` } },
    ]);
    sendgrid.reaction = answering(401);
    await expect(trySendgrid({ apiKey: KEY }, sendgrid.url)).rejects.toThrow('did not accept the account');
  });
});
