import { DateTime } from 'luxon';
import {
  fields,
  flag,
  id,
  key,
  listOf,
  MalformedError,
  maybe,
  readerOf,
  text,
  type TypeOf,
} from '../../shops/shape';
import type { Callbacks, Report } from '../callback';
import { addressOf, briefly, heard } from '../hearing';
import { lossOf } from './answer';

/**
 * Delivery reports and people’s messages, pushed by HTTP in lists. Alibaba Cloud signs none of them.
 * Sources: https://help.aliyun.com/zh/sms/developer-reference/smsreport-2 and
 * https://help.aliyun.com/zh/sms/developer-reference/smsup-2
 */
export const alibabaCallbacks: Callbacks = {
  async hear({ rawBody }) {
    const told = await heard(() => read({ rawBody }).map(reportOf));
    return 'refused' in told ? told : { ...told, answer: { status: 200, body: { code: 0, msg: 'OK' } } };
  },
};

const item = fields({
  phone_number: maybe(text),
  // Of a delivery report alone.
  biz_id: maybe(key),
  success: maybe(flag),
  err_code: maybe(text),
  err_msg: maybe(text),
  report_time: maybe(text),
  // Of a person’s message alone.
  sequence_id: maybe(id),
  content: maybe(text),
  send_time: maybe(text),
});

type Item = TypeOf<typeof item>;

const read = readerOf(listOf(item));

function reportOf(given: Item): Report | undefined {
  const { biz_id, success, sequence_id, content } = given;
  if (biz_id != null && success != null) return reportOfDelivery(given, biz_id, success);
  if (sequence_id != null && content != null) return reportOfIncoming(given, String(sequence_id), content);
  throw new MalformedError('neither a delivery report nor a message');
}

/** Codes that tell of the number or its phone; others tell of the text, the signature or the network. */
const UNREACHED = new Set([
  'INVALID_NUMBER',
  'MOBILE_ACCOUNT_ABNORMAL',
  'MOBILE_NOT_ON_SERVICE',
  'MOBLLE_TERMINAL_ERROR', // written like this
]);

/** The number is not read from it: its message has it, and with its country code. */
function reportOfDelivery(given: Item, biz_id: string, success: boolean): Report {
  const at = timeOf(given.report_time);
  const report = { key: `${biz_id}:${success ? 'delivered' : 'failed'}`, providerId: biz_id, ...at };
  if (success) return { told: 'delivered', ...report };
  const code = given.err_code ?? '';
  const lost = lossOf(code);
  return {
    told: lost || UNREACHED.has(code) ? 'bounced' : 'failed',
    ...report,
    detail: briefly(`${code} ${given.err_msg ?? ''}`),
    ...(lost && { lost }),
  };
}

/** Undefined for a message of nobody who has a number. */
function reportOfIncoming(given: Item, sequence: string, content: string): Report | undefined {
  const number = given.phone_number?.trim() ?? '';
  // None but numbers of mainland China can answer; most come without their country code.
  const address = addressOf('phone', number.replace(/^(?:\+?86)?(1\d{10})$/, '+86$1'));
  return address && { told: 'replied', key: sequence, ...timeOf(given.send_time), address, text: content };
}

/** Times are China’s, with signs between the parts or without; one in another form is left out. */
function timeOf(given: string | null | undefined): { at?: number } {
  const digits = given?.replace(/[-: ]/g, '') ?? '';
  const time = DateTime.fromFormat(digits, 'yyyyMMddHHmmss', { zone: 'Asia/Shanghai' });
  return time.isValid ? { at: time.toMillis() } : {};
}
