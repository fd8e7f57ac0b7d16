import { type MailgunAccount, tryMailgun, usualAddress } from '../../core/channels/mailgun/connection';
import type { JsonObject } from '../../core/steps/define';
import { pageAddress } from '../../core/messages';
import { allowing } from './allowing';
import { answering, breaking, brief, type StandIn, standIn } from './stand-in';

const KEY = 'key-1234567890';
const BASIC = Buffer.from(`api:${KEY}`).toString('base64');
const account: MailgunAccount = {
  apiDomain: 'api.eu.mailgun.net',
  emailDomain: 'mg.shop.example',
  apiKey: KEY,
};
const queued = { id: '<20260302090000.1@mg.shop.example>', message: 'Queued. Thank you.' };
const badRecipient = { message: "'to' parameter is not a valid address. please check documentation" };

let mailgun: StandIn;
let values: JsonObject;

beforeEach(async () => {
  mailgun = await standIn(() => ({ mailgun: { ...account } }));
  mailgun.reaction = answering(200, queued);
  values = {
    channel: 'mailgun',
    from: 'Jane "J" <hello@shop.example>',
    subject: 'Welcome, {{ contact.firstName }}',
    body: 'Hello <{{ contact.firstName }}> 安',
    mailgunAddress: mailgun.url,
  };
});

afterEach(() => mailgun.close());

const posted = () => Object.fromEntries(new URLSearchParams(mailgun.requests[0]?.body));

test('posts the mail as a form with the message’s key, and keeps Mailgun’s id', async () => {
  expect(await mailgun.toAnn(values)).toEqual(['sent', { channel: 'mailgun', state: 'sent' }]);
  expect(mailgun.requests).toMatchObject([
    {
      method: 'POST',
      url: '/v3/mg.shop.example/messages',
      headers: {
        authorization: `Basic ${BASIC}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
    },
  ]);
  expect(posted()).toEqual({
    from: '"Jane J" <hello@shop.example>',
    to: 'ann@xn--bcher-kva.example',
    subject: 'Welcome, Ann',
    text: 'Hello <Ann> 安',
    'v:messageKey': expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(await mailgun.entered()).toMatchObject({ state: 'sent', provider_id: queued.id });
});

test('once there is a page, mail programs get its link', async () => {
  await pageAddress.keep(mailgun.context.store, 'https://flows.example.com/page');
  await mailgun.toAnn(values);
  expect(posted()).toMatchObject({
    'h:List-Unsubscribe': expect.stringMatching(/^<https:..flows.example.com.page\?t=/),
  });
});

test('in HTML, what people are called is text; a sender may have no name', async () => {
  const html = { format: 'html', from: 'hello@shop.example', body: '<p>{{ "Ann & Bob" }}</p>' };
  await mailgun.toAnn({ ...values, ...html });
  expect(posted()).toMatchObject({
    from: 'hello@shop.example',
    text: 'Ann & Bob',
    html: '<p>Ann &amp; Bob</p>',
  });
});

test('without an address of its own, the step calls the region of the account', () => {
  expect(usualAddress(account)).toBe('https://api.eu.mailgun.net');
});

test.each([
  ['from', { from: 'Jane’s Shop' }],
  ['subject', { subject: '' }],
  ['body', { body: ' ' }],
  ['mailgunAddress', { mailgunAddress: 'mailgun' }],
])('%s that makes no mail is an error before anything goes out', async (parameter, wrong) => {
  expect(await mailgun.said({ ...values, ...wrong })).toContain(`"parameter":"${parameter}"`);
  expect(mailgun.requests).toEqual([]);
});

test.each([
  ['a bad address', answering(400, badRecipient), 'failed', 'refused'],
  ['a wrong key', answering(401, 'Forbidden'), 'failed', 'refused'],
  ['a domain that is not there', answering(404, { message: 'Domain not found' }), 'failed', 'refused'],
  ['too many requests', answering(429, { message: 'Too many requests' }), 'failed', 'temporary'],
  ['a failure', answering(500, { message: 'Internal Server Error' }), 'failed', 'temporary'],
  ['an answer that is not Mailgun’s', answering(200, '<html>'), 'unknown', 'outcome_unknown'],
  ['a proxy that lost sight of it', answering(502), 'unknown', 'outcome_unknown'],
  ['a broken line', breaking, 'unknown', 'outcome_unknown'],
])('%s', async (_, reaction, state, reason) => {
  mailgun.reaction = reaction;
  expect(brief(await mailgun.toAnn(values))).toEqual(['not_sent', state, reason]);
  expect(await mailgun.entered()).toMatchObject({ state, reason, provider_id: null });
});

test('a busy Mailgun says when to come again', async () => {
  mailgun.reaction = answering(429, { message: 'Too many requests' }, { 'retry-after': '60' });
  expect(await mailgun.toAnn(values)).toMatchObject(['not_sent', { retryAt: '2026-03-02T09:01:00.000Z' }]);
});

test.each([
  ['of the recipient', badRecipient, 'suppressed'],
  ['of the sender', { message: "'from' parameter is not a valid address." }, 'refused'],
])('after a complaint %s, the next mail is %s', async (_, complaint, reason) => {
  mailgun.reaction = answering(400, complaint);
  await mailgun.toAnn(values);
  expect(await mailgun.toAnn({ ...values, stepKey: 'next' })).toMatchObject(['not_sent', { reason }]);
  expect(mailgun.requests).toHaveLength(reason === 'suppressed' ? 1 : 2);
});

test('a mail of unknown fate is not sent again; one that is put off goes again under the same key', async () => {
  mailgun.reaction = answering(503);
  await mailgun.toAnn(values);
  mailgun.reaction = breaking;
  await mailgun.toAnn(values);
  await mailgun.toAnn(values);
  expect(mailgun.requests).toHaveLength(2);
  expect(new Set(mailgun.requests.map(({ body }) => body)).size).toBe(1);
});

test('a Mailgun that echoes the key does not get it into items or the ledger', async () => {
  mailgun.reaction = ({ headers }, response) =>
    void response.writeHead(400).end(`${KEY} ${headers.authorization ?? ''}`);
  const said = await mailgun.said(values);
  expect(said).toContain('HTTP 400');
  expect(said).not.toContain(KEY);
  expect(said).not.toContain(BASIC);
});

test('the account is tried by its domain, and a wrong key is told in words', async () => {
  await allowing(mailgun.url, async () => {
    mailgun.reaction = answering(200, { domain: {} });
    await tryMailgun(account, mailgun.url);
    expect(mailgun.requests).toMatchObject([
      { method: 'GET', url: '/v3/domains/mg.shop.example', headers: { authorization: `Basic ${BASIC}` } },
    ]);
    mailgun.reaction = answering(401);
    await expect(tryMailgun(account, mailgun.url)).rejects.toThrow('did not accept the account');
  });
});
