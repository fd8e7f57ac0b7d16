import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { email } from '../../core/channels/email/channel';
import { hearing, reportsOf } from './hear';

const hear = hearing(email.callbacks);

const at = Date.parse('2026-03-02T08:00:00Z');
const head = (subject: string, from = 'MAILER-DAEMON@mx.shop.example (Mail Delivery System)') => [
  `From: ${from}`,
  'To: news@shop.example',
  `Subject: ${subject}`,
  'Date: Mon, 02 Mar 2026 08:00:00 +0000',
  'Message-ID: <report-1@mx.shop.example>',
  'MIME-Version: 1.0',
];
const key = createHash('sha256').update('<report-1@mx.shop.example>').digest('hex');
const providerId = '<0123abcd@shop.example>';

const original = [
  'From: Jane <news@shop.example>',
  'To: ann@example.com',
  'Subject: Your coupon',
  'Message-ID:',
  ` ${providerId}`,
];

/** A report of three parts, the last of which is of the mail that went out. */
const report = (
  kind: string,
  fields: readonly string[],
  back: readonly string[],
  type = 'text/rfc822-headers',
) =>
  [
    ...head('Undelivered Mail Returned to Sender'),
    `Content-Type: multipart/report; report-type=${kind}; boundary="b"`,
    '',
    '--b',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is the mail system. <other@shop.example>',
    '--b',
    `Content-Type: message/${kind}`,
    '',
    ...fields,
    '',
    '--b',
    `Content-Type: ${type}`,
    '',
    ...back,
    '',
    '--b--',
    '',
  ].join('\r\n');

const recipient = (action: string, status: string, more: readonly string[] = []) => [
  'Final-Recipient: rfc822; ann@example.com',
  `Action: ${action}`,
  `Status: ${status}`,
  ...more,
];

const dsn = (...recipients: (readonly string[])[]) =>
  report(
    'delivery-status',
    ['Reporting-MTA: dns; mx.shop.example', ...recipients.flatMap((one) => ['', ...one])],
    original,
  );

test.each([
  [
    'nobody of that name',
    recipient('failed', '5.1.1', ['Diagnostic-Code: smtp; 550 5.1.1 <ann@example.com>:', '    User unknown']),
    { told: 'bounced', lost: 'gone', detail: '550 5.1.1 <ann@example.com>: User unknown' },
  ],
  [
    'a status that says less than the words',
    recipient('failed', '5.0.0', ['Diagnostic-Code: smtp; 550 5.1.10 no such recipient']),
    { told: 'bounced', lost: 'gone', detail: '550 5.1.10 no such recipient' },
  ],
  ['a full box', recipient('failed', '5.2.2'), { told: 'bounced', detail: '5.2.2' }],
  ['a wait that was too long', recipient('Failed', '4.4.7'), { told: 'bounced', detail: '4.4.7' }],
  ['a delivery', recipient('delivered', '2.0.0'), { told: 'delivered' }],
])('reads of %s', async (_, fields, told) => {
  expect(await hear({ body: dsn(fields) })).toEqual({
    reports: [{ key: `${key}:0`, at, providerId, ...told }],
    ignored: 0,
  });
});

test('reads of each recipient, and ignores what is under way', async () => {
  const heard = await hear({
    body: dsn(
      recipient('delayed', '4.4.1'),
      ['Original-Recipient: rfc822;Bob@Bücher.example', ...recipient('failed', '5.2.1')],
      recipient('relayed', '2.0.0'),
    ),
  });

  expect(heard).toEqual({
    reports: [
      {
        told: 'bounced',
        key: `${key}:1`,
        at,
        providerId,
        lost: 'gone',
        detail: '5.2.1',
      },
    ],
    ignored: 2,
  });
});

test('knows the mail by the whole of it, too', async () => {
  const body = report(
    'delivery-status',
    ['Reporting-MTA: dns; a', '', ...recipient('failed', '5.1.1')],
    [...original, '', 'Hi Ann'],
    'message/rfc822',
  );

  expect(await hear({ body })).toMatchObject({ reports: [{ providerId, lost: 'gone' }] });
});

const feedback = (type: string) =>
  report(
    'feedback-report',
    [
      `Feedback-Type: ${type}`,
      'User-Agent: SomeGenerator/1.0',
      'Version: 1',
      'Original-Rcpt-To: <ann@example.com>',
    ],
    [...original, '', 'Hi Ann'],
    'message/rfc822',
  );

test.each([
  ['abuse', 'complained'],
  ['fraud', 'complained'],
  ['opt-out', 'unsubscribed'],
])('reads of “%s”', async (type, told) => {
  expect(await hear({ body: feedback(type) })).toEqual({
    reports: [{ told, key, at, providerId }],
    ignored: 0,
  });
});

test.each(['not-spam', 'virus'])('ignores “%s”', async (type) => {
  expect(await hear({ body: feedback(type) })).toEqual({ reports: [], ignored: 1 });
});

const replyWith = (body: string, ...headers: string[]) =>
  [
    ...head('Re: Your coupon', 'Ann <ann@example.com>'),
    ...headers,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    body,
    '',
  ].join('\r\n');
const reply = (...headers: string[]) => replyWith('Sch=C3=B6n, danke!', ...headers);
const inReply = `In-Reply-To: ${providerId}`;

test('reads a reply', async () => {
  expect(await hear({ body: reply(inReply, 'Auto-Submitted: no') })).toEqual({
    reports: [{ told: 'replied', key, at, providerId, text: 'Schön, danke!' }],
    ignored: 0,
  });
});

test.each([
  [
    'a mail in quotation',
    'STOP\r\n\r\nOn Mon, 2 Mar 2026 at 09:00, Shop <news@shop.example> wrote:\r\n\r\n> Hi Ann',
  ],
  ['a verb by itself', 'STOP\r\n\r\nAm 2.3.2026 um 9 Uhr, Shop <news@shop.example>\r\nschrieb:\r\n> Hi Ann'],
  ['a heading', 'STOP\r\n\r\n-----Original Message-----\r\nFrom: Shop <news@shop.example>\r\n\r\nHi Ann'],
  ['a line across', `STOP\r\n\r\n${'_'.repeat(32)}\r\nVon: Shop`],
  ['a signature', 'STOP\r\n-- \r\nAnn, Berlin'],
])('a reply above %s is what stands there', async (_, body) => {
  expect(await hear({ body: replyWith(body, inReply) })).toMatchObject({ reports: [{ text: 'STOP' }] });
});

test('a reply below what it answers is taken whole', async () => {
  const body = 'On Monday, Shop wrote:\r\n> Do you like it?\r\n\r\nYes: all of it';
  expect(await hear({ body: replyWith(body, inReply) })).toMatchObject({
    reports: [{ text: body.replaceAll('\r', '') }],
  });
});

test.each([
  ['a note that somebody is away', reply(inReply, 'Auto-Submitted: auto-replied')],
  ['a mail that answers nothing', reply()],
  [
    'a complaint about no mail',
    report(
      'feedback-report',
      ['Feedback-Type: abuse', 'Original-Rcpt-To: <ann@example.com>'],
      ['Subject: Hi'],
    ),
  ],
  [
    'a bounce of no mail',
    report(
      'delivery-status',
      ['Reporting-MTA: dns; a', '', ...recipient('failed', '5.1.1')],
      ['Subject: Hi'],
    ),
  ],
])('ignores %s', async (_, body) => {
  expect(await hear({ body })).toEqual({ reports: [], ignored: 1 });
});

test.each([
  ['nothing', ''],
  ['JSON', '{"a": 1}'],
])('refuses %s', async (_, body) => {
  expect(await hear({ body })).toEqual({ refused: 'the body is no mail: it has no From' });
});

test('whatever comes does not break it', async () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'From: ann@example.com',
      'Content-Type: multipart/report; boundary=b',
      'Content-Type: message/delivery-status',
      'Content-Type: message/feedback-report',
      'Feedback-Type: abuse',
      'Final-Recipient: rfc822;',
      'Action: failed',
      '--b',
      '',
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.uint8Array(), async (lines, bytes) => {
      for (const { key: known } of reportsOf(await hear({ body: lines.join('\r\n') })))
        expect(known).toMatch(/^\w+/);
      expect(await hear({ body: Buffer.from(bytes) })).toHaveProperty('refused');
    }),
  );
});
