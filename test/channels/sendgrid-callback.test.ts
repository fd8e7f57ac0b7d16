import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { sendgrid } from '../../core/channels/sendgrid/channel';
import { sendgridWebhook } from '../../core/channels/sendgrid/connection';
import { type Call, hearing, NOW, reportsOf } from './hear';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicText = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const hear = hearing(sendgrid.callbacks, { 'sendgrid-webhook': { publicKey: publicText } });

function signed(body: string, at = NOW, key = privateKey): Call {
  const timestamp = String(Math.floor(at / 1000));
  return {
    headers: {
      'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(timestamp + body), key).toString(
        'base64',
      ),
      'x-twilio-email-event-webhook-timestamp': timestamp,
    },
    body,
  };
}

const told = (...events: object[]) => signed(JSON.stringify(events));

const event = (name: string, more: object = {}) => ({
  email: 'Ann@bücher.example',
  timestamp: 1_772_440_000,
  'smtp-id': '<14c5d75ce93.dfd.64b469@ismtpd-555>',
  event: name,
  category: ['welcome'],
  sg_event_id: `${name}-1`,
  sg_message_id: '14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0',
  ...more,
});

test.each([
  ['delivered', { response: '250 OK' }, { told: 'delivered' }],
  [
    'open',
    { useragent: 'Mozilla/5.0', ip: '255.255.255.255', sg_machine_open: false },
    { told: 'opened', userAgent: 'Mozilla/5.0' },
  ],
  ['open', { sg_machine_open: true }, { told: 'opened', byMachine: true }],
  ['click', { url: 'https://shop.example/?a=b' }, { told: 'clicked', url: 'https://shop.example/?a=b' }],
  [
    'bounce',
    { type: 'bounce', reason: '550 5.1.1 no such user', status: '5.1.1' },
    { told: 'bounced', lost: 'gone', detail: '550 5.1.1 no such user' },
  ],
  ['bounce', { type: 'blocked', reason: '421 busy' }, { told: 'bounced', detail: '421 busy' }],
  ['dropped', { reason: 'Bounced Address' }, { told: 'failed', lost: 'gone', detail: 'Bounced Address' }],
  [
    'dropped',
    { reason: 'Unsubscribed Address' },
    { told: 'failed', lost: 'opted_out', detail: 'Unsubscribed Address' },
  ],
  ['dropped', { reason: 'Spam Content' }, { told: 'failed', detail: 'Spam Content' }],
  ['spamreport', {}, { told: 'complained' }],
  ['unsubscribe', {}, { told: 'unsubscribed' }],
  ['group_unsubscribe', { asm_group_id: 10 }, { told: 'unsubscribed' }],
  ['group_resubscribe', { asm_group_id: 10 }, { told: 'subscribed' }],
])('tells what “%s” with %j means', async (name, more, report) => {
  expect(await hear(told(event(name, more)))).toEqual({
    reports: [
      {
        key: `${name}-1`,
        at: 1_772_440_000_000,
        providerId: '14c5d75ce93',
        address: { kind: 'email', value: 'Ann@xn--bcher-kva.example' },
        ...report,
      },
    ],
    ignored: 0,
  });
});

test('hears the rest of a batch of which some means nothing', async () => {
  const heard = await hear(
    told(
      event('processed'),
      event('deferred', { response: '400 try again later', attempt: '5' }),
      {
        event: 'account_status_change',
        sg_event_id: 'a',
        timestamp: 1_772_440_000,
        type: 'compliance_suspend',
      },
      event('delivered'),
    ),
  );

  expect(heard).toMatchObject({ reports: [{ told: 'delivered' }], ignored: 3 });
});

const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

test.each([
  [
    'no signature',
    { ...told(), headers: {} },
    'unsigned: x-twilio-email-event-webhook-signature and x-twilio-email-event-webhook-timestamp are needed',
  ],
  ['another body', { ...told(), body: '[{}]' }, 'the signature does not match'],
  ['another key', signed('[]', NOW, other), 'the signature does not match'],
  ['an old one', signed('[]', NOW - 301_000), 'stale: signed more than five minutes from now'],
  ['one of the future', signed('[]', NOW + 301_000), 'stale: signed more than five minutes from now'],
  ['no JSON', signed('['), 'the body is not JSON'],
  ['no list', signed('{}'), 'must be array'],
  [
    'an event without an id',
    told({ event: 'open', timestamp: 1 }),
    "0 must have required property 'sg_event_id'",
  ],
])('refuses %s', async (_, call, refused) => {
  expect(await hear(call)).toEqual({ refused });
});

test('takes one of some minutes ago', async () => {
  expect(await hear(signed('[]', NOW - 299_000))).toEqual({ reports: [], ignored: 0 });
});

test.each([publicText, publicKey.export({ type: 'spki', format: 'pem' }).toString()])(
  'takes the key as SendGrid shows it, and as PEM',
  async (given) => {
    await expect(sendgridWebhook.test({ publicKey: given })).resolves.toBeUndefined();
  },
);

test.each([
  '',
  'SG.key',
  generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
])('says that “%s” is no key', async (given) => {
  await expect(sendgridWebhook.test({ publicKey: given })).rejects.toMatchObject({ parameter: 'publicKey' });
});

test('whatever comes: what is unsigned tells nothing, and what is signed does not break it', async () => {
  const some = fc.array(
    fc.record(
      {
        event: fc.constantFrom('open', 'bounce', 'dropped', 'x'),
        sg_event_id: fc.oneof(fc.string(), fc.jsonValue()),
        timestamp: fc.oneof(fc.double(), fc.constant(1)),
        email: fc.oneof(fc.emailAddress(), fc.jsonValue()),
        sg_message_id: fc.oneof(fc.string(), fc.jsonValue()),
        reason: fc.oneof(fc.string(), fc.jsonValue()),
      },
      { requiredKeys: ['event'] },
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        some.map((events) => JSON.stringify(events)),
        fc.json(),
        fc.string(),
      ),
      async (body) => {
        expect(reportsOf(await hear({ ...signed(body), body: `${body} ` }))).toEqual([]);
        for (const { key, at = 0 } of reportsOf(await hear(signed(body)))) {
          expect(key).toMatch(/\S/);
          expect(Number.isSafeInteger(at)).toBe(true);
        }
      },
    ),
  );
});
