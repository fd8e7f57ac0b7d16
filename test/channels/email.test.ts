import { smtp } from '../../core/channels/email/connection';
import type { StepContext } from '../../core/steps/define';
import { stepValues } from '../../core/steps/schema';
import { openStore, type Store } from '../../core/store';
import { fates, ledger, meet, send, sendEach, withinAMinute } from '../messages/people';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { sqlitePlace, type StorePlace } from '../support/stores';
import { type MailServer, startMailServer } from './mail-server';

const values = {
  channel: 'email',
  from: 'Jane’s Shop <hello@shop.example>',
  subject: 'Welcome, {{ contact.firstName }}',
  body: 'Hello {{ contact.firstName }}',
};

let at: StorePlace;
let store: Store;
let server: MailServer;
let context: StepContext;

beforeEach(async () => {
  at = sqlitePlace();
  store = await openStore(at.place);
  server = await startMailServer();
  context = contextOf(store, new TestClock(), { connections: { smtp: server.smtp } });
});

afterEach(async () => {
  await server.close();
  await store.close();
  await at.remove();
});

test('a mail arrives as it was written, under an id that belongs to its key', async () => {
  await meet(context, [{ id: 'ann', profile: { email: 'ann@bücher.example', firstName: 'Ann 安' } }]);
  expect(fates(await send(context, values, 'ann'))).toEqual([['sent', { channel: 'email', state: 'sent' }]]);
  const [mail = ''] = server.accepted;
  expect(mail).toMatch(/^To: ann@xn--bcher-kva\.example$/m);
  expect(mail).toMatch(/^From: =\?UTF-8\?.+\?= <hello@shop\.example>$/m);
  expect(mail).toMatch(/^Subject: =\?UTF-8\?/m);
  expect(mail).toMatch(/^Content-Type: text\/plain; charset=utf-8/m);
  const [, id] = /^Message-ID: (<[0-9a-f]{32}@shop\.example>)/m.exec(mail) ?? [];
  const row = await store.db.selectFrom('message').selectAll().executeTakeFirstOrThrow();
  expect(row).toMatchObject({ state: 'sent', provider_id: id, address: 'ann@xn--bcher-kva.example' });
});

test('in HTML, what people are called is text', async () => {
  await meet(context, [{ id: 'ann', profile: { email: 'ann@example.com', firstName: '<b>Ann</b>' } }]);
  await send(context, { ...values, format: 'html', body: '<p>Hello {{ contact.firstName }}</p>' }, 'ann');
  expect(server.accepted[0]).toMatch(/^Content-Type: text\/html; charset=utf-8/m);
  expect(server.accepted[0]).toContain('<p>Hello &lt;b&gt;Ann&lt;/b&gt;</p>');
});

test('a mail in HTML carries a plain text with its links; one that is an image alone has none', async () => {
  await meet(context, [{ id: 'ann', profile: { email: 'ann@example.com', firstName: 'Ann' } }]);
  const html = { ...values, format: 'html' };
  const body =
    '<h1>Hello {{ contact.firstName }}</h1><p>See <a href="https://shop.example/new">what is new</a></p>';
  await send(context, { ...html, body, stepKey: 'words' }, 'ann');
  await send(
    context,
    { ...html, body: '<img src="https://shop.example/sale.png">', stepKey: 'image' },
    'ann',
  );
  const [words = '', image] = server.accepted;
  expect(words).toMatch(/^Content-Type: multipart\/alternative/m);
  const plain = /text\/plain[^]*?\r\n\r\n([^]*?)\r\n--/.exec(words)?.[1];
  expect(plain?.replaceAll('=\r\n', '')).toBe('Hello Ann\r\n\r\nSee what is new [https://shop.example/new]');
  expect(image).not.toMatch(/text\/plain/);
});

test('MJML is sent as HTML, with what Liquid says in it', async () => {
  await meet(context, [{ id: 'ann', profile: { email: 'ann@example.com', firstName: 'Ann & Co' } }]);
  const body = `<mjml><mj-body><mj-section><mj-column>
    <mj-text>Hello {{ contact.firstName | default: "<friend>" }}</mj-text>
  </mj-column></mj-section></mj-body></mjml>`;
  await send(context, { ...values, format: 'mjml', body }, 'ann');
  expect(server.accepted[0]).toMatch(/>Hello Ann &amp; Co<\/div>/);
  expect(server.accepted[0]).toMatch(/text\/plain[^]*?\r\n\r\nHello Ann & Co\r\n/);
});

test('line breaks in a name or a sender make no headers', async () => {
  const evil = 'Ann\r\nBcc: everyone@example.com\r\n\r\nhidden';
  await meet(context, [{ id: 'ann', profile: { email: 'ann@example.com', firstName: evil } }]);
  await sendEach(context, [
    { json: { customerId: 'ann' }, values: { ...values, stepKey: 'a' } },
    {
      json: { customerId: 'ann' },
      values: { ...values, stepKey: 'b', from: `"Shop\r\nBcc: everyone@example.com" <hello@shop.example>` },
    },
  ]);
  expect(server.accepted).toHaveLength(2);
  for (const mail of server.accepted) expect(mail.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/m);
});

test.each([
  ['taken', 'ann', 'sent', null, 1],
  ['refused when named', 'nobody', 'failed', 'refused', 0],
  ['put off when named', 'busy', 'failed', 'temporary', 0],
  ['refused after the message', 'spam', 'failed', 'refused', 2],
  ['put off after the message', 'full', 'failed', 'temporary', 2],
  ['cut off before the message', 'cut', 'failed', 'temporary', 0],
  ['cut off after the message', 'drop', 'unknown', 'outcome_unknown', 1],
])('a mail that is %s, and the item coming twice', async (_, user, state, reason, received) => {
  await meet(context, [{ id: 'p', profile: { email: `${user}@example.com`, firstName: 'P' } }]);
  await send(context, values, 'p');
  await send(context, values, 'p');
  expect(await ledger(context)).toEqual([
    { channel: 'email', address: `${user}@example.com`, state, reason },
  ]);
  expect(server.received()).toBe(received);
});

test('an address that does not exist any more is tried once, whoever has it', async () => {
  const profile = { email: 'moved@example.com', firstName: 'P' };
  await meet(context, [{ id: 'p', profile }]);
  expect(fates(await send(context, values, 'p'))).toMatchObject([['not_sent', { reason: 'refused' }]]);
  expect(fates(await send(context, { ...values, stepKey: 'next' }, 'p'))).toMatchObject([
    ['not_sent', { reason: 'suppressed' }],
  ]);
});

test('what the server said is told, and when to try again', async () => {
  await meet(context, [
    { id: 'a', profile: { email: 'nobody@example.com', firstName: 'A' } },
    { id: 'b', profile: { email: 'busy@example.com', firstName: 'B' } },
  ]);
  expect(fates(await send(context, values, 'a', 'b'))).toEqual([
    [
      'not_sent',
      {
        channel: 'email',
        state: 'failed',
        reason: 'refused',
        detail: expect.stringContaining('550 No such user here'),
      },
    ],
    [
      'not_sent',
      {
        channel: 'email',
        state: 'failed',
        reason: 'temporary',
        detail: expect.stringContaining('451 Try again later'),
        retryAt: withinAMinute,
      },
    ],
  ]);
});

test('one refused person does not keep the others from their mail, and connections are shared', async () => {
  const people = Array.from({ length: 40 }, (_, i) => ({
    id: `p${i}`,
    profile: { email: `${i % 10 === 3 ? 'nobody' : 'p'}@h${i}.example.com`, firstName: 'P' },
  }));
  await meet(context, people);
  const outcomes = await send(context, values, ...people.map(({ id }) => id));
  expect(outcomes.filter((outcome) => 'output' in outcome && outcome.output === 'sent')).toHaveLength(36);
  expect(server.accepted).toHaveLength(36);
  expect(server.connections()).toBeLessThanOrEqual(5);
});

test('what comes back of a mail of unknown fate is known by its id', async () => {
  await meet(context, [{ id: 'ann', profile: { email: 'drop@example.com', firstName: 'Ann' } }]);
  await send(context, values, 'ann');
  const row = await store.db.selectFrom('message').select(['state', 'provider_id']).executeTakeFirstOrThrow();
  expect(row).toEqual({
    state: 'unknown',
    provider_id: expect.stringMatching(/^<[0-9a-f]{32}@shop\.example>$/),
  });
});

test('no server: certainly not sent', async () => {
  await meet(context, [{ id: 'ann', profile: { email: 'ann@example.com', firstName: 'Ann' } }]);
  const gone = await startMailServer();
  await gone.close();
  const lost = contextOf(store, context.clock, { connections: { smtp: gone.smtp } });
  await send(lost, values, 'ann');
  expect(await ledger(context)).toMatchObject([{ state: 'failed', reason: 'temporary' }]);
  expect(fates(await send(context, values, 'ann'))).toMatchObject([['sent', {}]]);
});

test.each(['', 'nobody', 'a@example.com, b@example.com', 'Shop <shop>'])(
  '“%s” is no sender',
  async (from) => {
    await meet(context, [{ id: 'ann', profile: { email: 'ann@example.com', firstName: 'Ann' } }]);
    const [outcome] = await send(context, { ...values, from }, 'ann');
    expect(outcome).toMatchObject({ error: { parameter: 'from' } });
    expect(server.received()).toBe(0);
    expect(await ledger(context)).toEqual([]);
  },
);

test('the connection is tested by logging in', async () => {
  const guarded = await startMailServer('right');
  try {
    const right = stepValues(smtp.fields, guarded.smtp);
    await expect(smtp.test(right)).resolves.toBeUndefined();
    const error: unknown = await smtp
      .test({ ...right, password: 'wrong-secret' })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining('535') });
    expect(String(error)).not.toContain('wrong-secret');
  } finally {
    await guarded.close();
  }
});
