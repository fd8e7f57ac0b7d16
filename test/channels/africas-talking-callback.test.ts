import fc from 'fast-check';
import { africasTalking } from '../../core/channels/africas-talking/channel';
import { type Call, hearing, NOW } from './hear';

const hear = hearing(africasTalking.callbacks);
const posted = (fields: Record<string, string>): Call => ({ body: new URLSearchParams(fields).toString() });

const ann = { kind: 'phone', value: '+254711082300' };
const delivery = (status: string, failureReason = '') =>
  posted({
    id: 'ATXid_1',
    status,
    phoneNumber: '+254711082300',
    networkCode: '63902',
    retryCount: '0',
    ...(failureReason && { failureReason }),
  });

test.each([
  ['Success', '', { told: 'delivered' }],
  ['Failed', 'UserDoesNotExist', { told: 'bounced', lost: 'gone', detail: 'Failed UserDoesNotExist' }],
  ['Failed', 'UserInBlackList', { told: 'bounced', lost: 'opted_out', detail: 'Failed UserInBlackList' }],
  ['Failed', 'DeliveryFailure', { told: 'bounced', detail: 'Failed DeliveryFailure' }],
  ['AbsentSubscriber', '', { told: 'bounced', detail: 'AbsentSubscriber' }],
  ['Expired', '', { told: 'bounced', detail: 'Expired' }],
  ['Rejected', 'InsufficientCredit', { told: 'failed', detail: 'Rejected InsufficientCredit' }],
])('tells what “%s” with “%s” means', async (status, reason, report) => {
  expect(await hear(delivery(status, reason))).toEqual({
    reports: [{ key: `ATXid_1:${status}`, providerId: 'ATXid_1', address: ann, ...report }],
    ignored: 0,
  });
});

test.each(['Sent', 'Submitted', 'Buffered', 'New'])('ignores “%s”', async (status) => {
  expect(await hear(delivery(status))).toEqual({ reports: [], ignored: 1 });
});

const incoming = (from: string) =>
  posted({ date: '2026-03-02 09:00:00', from, id: 'in-1', linkId: 'l', text: 'Yes', to: '12345' });

test('hears replies, but of nobody without a number', async () => {
  expect(await hear(incoming('+254711082300'))).toEqual({
    reports: [{ told: 'replied', key: 'in-1', address: ann, text: 'Yes' }],
    ignored: 0,
  });
  expect(await hear(incoming('JaneShop'))).toEqual({ reports: [], ignored: 1 });
});

test('hears who opts out of bulk messages', async () => {
  expect(await hear(posted({ senderId: 'JaneShop', phoneNumber: '+254711082300' }))).toEqual({
    reports: [{ told: 'unsubscribed', key: `opt-out:+254711082300:${NOW / 3_600_000}`, address: ann }],
    ignored: 0,
  });
});

test.each([
  ['nothing', {}, '“phoneNumber” is missing'],
  ['a report of no message', { status: 'Success' }, '“id” is missing'],
  ['a message of nobody', { id: '1', text: 'Hi' }, '“from” is missing'],
  ['an endless id', { id: 'a'.repeat(321), status: 'Success' }, '“id” is too long'],
])('refuses %s', async (_, fields, refused) => {
  expect(await hear(posted(fields))).toEqual({ refused });
});

test('whatever comes does not break it', async () => {
  const name = fc.constantFrom('id', 'status', 'phoneNumber', 'from', 'text', 'failureReason', '__proto__');
  const fields = fc.dictionary(
    name,
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('Failed', '+254711082300')),
  );
  await fc.assert(
    fc.asyncProperty(fields, fc.uint8Array(), async (form, bytes) => {
      expect(await hear(posted(form))).toEqual(expect.any(Object));
      expect(await hear({ body: Buffer.from(bytes) })).toHaveProperty('refused');
    }),
  );
});
