import { ntfyServer } from '../../core/channels/ntfy/connection';
import type { JsonObject } from '../../core/steps/define';
import { fates, ledger, meet, send } from '../messages/people';
import { allowing } from './allowing';
import { answering, breaking, brief, type StandIn, standIn } from './stand-in';

const TOKEN = 'tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2';
const accepted = { id: 'hwQ2YpKdmg', time: 1772442000, event: 'message', topic: 'bob-7f3k', message: 'Hi' };

let server: StandIn;

const values = {
  channel: 'ntfy',
  subject: 'Hello {{ contact.firstName }}',
  body: 'Five for “{{ contact.firstName }}” 安',
};

const toBob = async (more: JsonObject = {}) =>
  fates(await send(server.context, { ...values, ...more }, 'bob'))[0];
const posted = (): unknown => JSON.parse(server.requests.at(-1)?.body ?? '');

beforeEach(async () => {
  server = await standIn((url) => ({ ntfy: { address: `${url}/`, token: TOKEN } }));
  server.reaction = answering(200, accepted);
  await meet(server.context, [{ id: 'bob', profile: { ntfyTopic: 'bob-7f3k', firstName: 'Bob' } }]);
});

afterEach(() => server.close());

test('a message is published to the person’s topic as JSON, which may have any letters', async () => {
  const how = {
    ntfyPriority: '5',
    ntfyTags: 'tada, shopping,',
    link: 'https://shop.example/?to={{ contact.firstName }}',
  };
  expect(await toBob(how)).toEqual(['sent', { channel: 'ntfy', state: 'sent' }]);
  expect(server.requests).toEqual([
    expect.objectContaining({
      method: 'POST',
      url: '/',
      headers: expect.objectContaining({
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
      }),
    }),
  ]);
  expect(posted()).toEqual({
    topic: 'bob-7f3k',
    title: 'Hello Bob',
    message: 'Five for “Bob” 安',
    priority: 5,
    tags: ['tada', 'shopping'],
    click: 'https://shop.example/?to=Bob',
    sequence_id: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(await server.entered()).toMatchObject({ provider_id: 'hwQ2YpKdmg', address: 'bob-7f3k' });
});

test('a topic of the step takes messages about people who have none, and nothing is said that is not set', async () => {
  await server.toAnn({ ...values, subject: '', ntfyTopic: 'team_sales' });
  expect(posted()).toEqual({
    topic: 'team_sales',
    message: 'Five for “Ann” 安',
    priority: 3,
    sequence_id: expect.any(String),
  });
});

test('without a token the request carries none', async () => {
  const open = await standIn((url) => ({ ntfy: { address: url } }));
  try {
    open.reaction = answering(200, accepted);
    await open.toAnn({ ...values, ntfyTopic: 'team' });
    expect(open.requests[0]?.headers.authorization).toBeUndefined();
  } finally {
    await open.close();
  }
});

test.each([
  ['taken', answering(200, accepted), ['sent', 'sent', null]],
  [
    'a page that is not ntfy’s',
    answering(200, '<html>Welcome</html>'),
    ['not_sent', 'unknown', 'outcome_unknown'],
  ],
  [
    'a wrong token',
    answering(401, { code: 40101, http: 401, error: 'unauthorized' }),
    ['not_sent', 'failed', 'refused'],
  ],
  [
    'a topic of others',
    answering(403, { code: 40301, http: 403, error: 'forbidden' }),
    ['not_sent', 'failed', 'refused'],
  ],
  [
    'too large',
    answering(413, { code: 41301, http: 413, error: 'too large' }),
    ['not_sent', 'failed', 'refused'],
  ],
  [
    'too many',
    answering(429, { code: 42901, http: 429, error: 'limit reached' }),
    ['not_sent', 'failed', 'temporary'],
  ],
  ['a broken server', answering(500, { code: 50001, http: 500 }), ['not_sent', 'failed', 'temporary']],
  ['a reset', breaking, ['not_sent', 'unknown', 'outcome_unknown']],
])('%s', async (_, reaction, fate) => {
  server.reaction = reaction;
  expect(brief(await toBob())).toEqual(fate);
});

test('the token is told nowhere', async () => {
  server.reaction = answering(403, `no ${TOKEN}`);
  const said = JSON.stringify([await toBob(), await ledger(server.context)]);
  expect(said).toContain('HTTP 403 no …');
  expect(said).not.toContain(TOKEN);
});

test.each([
  ['body', { body: '安'.repeat(1366) }],
  ['ntfyTopic', { ntfyTopic: 'two words' }],
  ['link', { link: 'shop.example' }],
])('%s that ntfy would not take is an error before anything goes out', async (parameter, wrong) => {
  expect(await send(server.context, { ...values, ...wrong }, 'bob')).toMatchObject([
    { error: { parameter } },
  ]);
  expect(server.requests).toEqual([]);
});

test('as much as ntfy takes goes out', async () => {
  expect(brief(await toBob({ body: `${'安'.repeat(1365)}a` }))).toEqual(['sent', 'sent', null]);
});

test('who has no topic, and whose topic is none, gets nothing', async () => {
  await meet(server.context, [{ id: 'eve', profile: { ntfyTopic: 'a/b', firstName: 'Eve' } }]);
  expect(await server.toAnn(values)).toMatchObject(['not_sent', { reason: 'no_address' }]);
  expect(fates(await send(server.context, values, 'eve'))).toMatchObject([
    ['not_sent', { reason: 'bad_address' }],
  ]);
});

test('the connection is tested by asking who it is', async () => {
  const account = { address: server.url, token: TOKEN };
  await allowing(server.url, async () => {
    server.reaction = answering(200, { username: 'shop', role: 'user' });
    await expect(ntfyServer.test(account)).resolves.toBeUndefined();
    expect(server.requests).toMatchObject([
      { method: 'GET', url: '/v1/account', headers: { authorization: `Bearer ${TOKEN}` } },
    ]);
    server.reaction = answering(401, { code: 40101 });
    const error: unknown = await ntfyServer.test(account).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining('401') });
    expect(String(error)).not.toContain(TOKEN);
  });
});
