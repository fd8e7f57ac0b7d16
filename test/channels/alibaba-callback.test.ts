import fc from 'fast-check';
import { alibaba } from '../../core/channels/alibaba/channel';
import { hearing } from './hear';

const hear = hearing(alibaba.callbacks);
const pushed = (...items: unknown[]) => hear({ body: JSON.stringify(items) });

const answer = { status: 200, body: { code: 0, msg: 'OK' } };
const report = (more: object = {}) => ({
  phone_number: '13800138000',
  send_time: '2026-03-02 16:59:00',
  report_time: '2026-03-02 16:59:07',
  success: true,
  err_code: 'DELIVERED',
  err_msg: '用户接收成功',
  sms_size: '1',
  biz_id: '9006197469364984400',
  out_id: '67890',
  ...more,
});
const failed = (err_code: string) => report({ success: false, err_code, err_msg: '说明' });
const at = Date.parse('2026-03-02T08:59:07Z');

test.each([
  ['DELIVERED', report(), { told: 'delivered', key: '9006197469364984400:delivered' }],
  ['MOBILE_NOT_ON_SERVICE', failed('MOBILE_NOT_ON_SERVICE'), { told: 'bounced' }],
  ['INVALID_NUMBER', failed('INVALID_NUMBER'), { told: 'bounced' }],
  ['MOBILE_IN_BLACK', failed('MOBILE_IN_BLACK'), { told: 'bounced', lost: 'opted_out' }],
  ['USER_REJECT', failed('USER_REJECT'), { told: 'bounced', lost: 'opted_out' }],
  ['isv.CUSTOMER_REFUSED', failed('isv.CUSTOMER_REFUSED'), { told: 'bounced', lost: 'opted_out' }],
  ['isv.MOBILE_NUMBER_ILLEGAL', failed('isv.MOBILE_NUMBER_ILLEGAL'), { told: 'bounced', lost: 'gone' }],
  ['CONTENT_KEYWORD', failed('CONTENT_KEYWORD'), { told: 'failed' }],
  ['NO_ROUTE', failed('NO_ROUTE'), { told: 'failed' }],
])('tells what “%s” means', async (code, item, told) => {
  const isLost = told.told !== 'delivered';
  expect(await pushed(item)).toEqual({
    reports: [
      {
        key: '9006197469364984400:failed',
        providerId: '9006197469364984400',
        at,
        ...(isLost && { detail: `${code} 说明` }),
        ...told,
      },
    ],
    ignored: 0,
    answer,
  });
});

const up = (more: object = {}) => ({
  phone_number: '18612345678',
  send_time: '20260302165907',
  content: 'TD',
  sign_name: '珍妮小店',
  dest_code: '1234',
  sequence_id: 1234567890,
  ...more,
});

test.each([
  ['a number without its country code', {}, {}],
  ['one with it', { phone_number: '8618612345678' }, {}],
  ['one with all of it', { phone_number: '+8618612345678' }, {}],
  ['the other way to write a time', { send_time: '2026-03-02 16:59:07' }, {}],
  ['no time that can be read', { send_time: 'today' }, { at: undefined }],
  ['an id beyond what a number holds', { sequence_id: '@' }, { key: '12345678901234567890' }],
])('hears what people write, by %s', async (_, more, told) => {
  const body = JSON.stringify([up(more)]).replace('"@"', '12345678901234567890');
  expect(await hear({ body })).toEqual({
    reports: [
      {
        told: 'replied',
        key: '1234567890',
        at,
        address: { kind: 'phone', value: '+8618612345678' },
        text: 'TD',
        ...told,
      },
    ],
    ignored: 0,
    answer,
  });
});

test('hears all of a list, and ignores who has no number', async () => {
  expect(await pushed(report(), up(), up({ phone_number: '10690' }))).toMatchObject({
    reports: [{ told: 'delivered' }, { told: 'replied' }],
    ignored: 1,
    answer,
  });
  expect(await pushed()).toEqual({ reports: [], ignored: 0, answer });
});

test.each([
  ['no JSON', 'a', 'the body is not JSON'],
  ['no list', '{}', 'must be array'],
  ['something else', '[{"a":1}]', 'neither a delivery report nor a message'],
  ['a report of no message', JSON.stringify([report({ biz_id: '' })]), '0.biz_id must match pattern "\\S"'],
  ['a fate in words', JSON.stringify([report({ success: 'no' })]), '0.success must be boolean,null'],
])('refuses %s', async (_, body, refused) => {
  expect(await hear({ body })).toEqual({ refused });
});

test('whatever comes does not break it', async () => {
  const odd = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constantFrom(true, '13800138000'));
  const item = fc.record(
    {
      phone_number: odd,
      biz_id: odd,
      success: odd,
      err_code: odd,
      report_time: odd,
      sequence_id: odd,
      content: odd,
      send_time: odd,
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(item), fc.uint8Array(), async (items, bytes) => {
      expect(await pushed(...items)).toEqual(expect.any(Object));
      expect(await hear({ body: Buffer.from(bytes) })).toHaveProperty('refused');
    }),
  );
});
