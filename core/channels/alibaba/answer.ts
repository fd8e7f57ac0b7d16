import Ajv from 'ajv';
import type { AddressLoss } from '../channel';
import type { Answer, Judgement } from '../provider';

interface Told {
  Code: string;
  Message?: string;
  BizId?: string;
}

const isTold = new Ajv().compile<Told>({
  type: 'object',
  properties: { Code: { type: 'string' }, Message: { type: 'string' }, BizId: { type: 'string' } },
  required: ['Code'],
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Codes of limits, of an empty balance and of faults that pass: https://www.alibabacloud.com/help/en/sms/developer-reference/error-codes. */
const PASSING = new Set([
  'isp.SYSTEM_ERROR',
  'isv.AMOUNT_NOT_ENOUGH',
  'isv.DAY_LIMIT_CONTROL',
  'isv.MONTH_LIMIT_CONTROL',
  'isv.OUT_OF_SERVICE', // no balance
  'InternalError',
  'ServiceUnavailable',
]);

/** What this number may get is used up, for as long as the words say. */
const LIMITED = 'isv.BUSINESS_LIMIT_CONTROL';

const WAITS: readonly [words: RegExp, wait: number][] = [
  [/分钟|minute/i, MINUTE],
  [/小时|hour/i, HOUR],
  [/天级|day/i, DAY],
];

/** Codes that tell of the number: https://help.aliyun.com/document_detail/101347.html. */
const LOST = new Map<string, AddressLoss>([
  ['isv.MOBILE_NUMBER_ILLEGAL', 'gone'],
  ['isv.CUSTOMER_REFUSED', 'opted_out'], // has opted out of promotions
  ['USER_REJECT', 'opted_out'], // has opted out at the network
  ['MOBILE_IN_BLACK', 'opted_out'], // has opted out of this signature, or complained
]);

/** What a code of a message that failed tells of the number; undefined for one that tells nothing of it. */
export const lossOf = (code: string): AddressLoss | undefined => LOST.get(code);

/** What an answer of Alibaba Cloud's to a message means. */
export function judgeAlibaba({ status, json }: Answer): Judgement | undefined {
  const answered = status >= 200 && status < 300;
  if (!isTold(json)) return answered ? { state: 'unknown' } : undefined;
  const { Code: code, Message: words = '', BizId: id = null } = json;
  if (answered && code === 'OK') return { state: 'sent', providerId: id };
  if (code === LIMITED) return limited(words);
  if (PASSING.has(code) || code.startsWith('Throttling')) return { state: 'failed', reason: 'temporary' };
  const address = lossOf(code);
  if (address) return { state: 'failed', reason: 'refused', address };
  // A code that is not known says no more than its status, or that the message was not taken.
  return answered ? { state: 'failed', reason: 'refused' } : undefined;
}

function limited(words: string): Judgement {
  const retryAfter = WAITS.find(([pattern]) => pattern.test(words))?.[1];
  return { state: 'failed', reason: 'temporary', ...(retryAfter !== undefined && { retryAfter }) };
}
