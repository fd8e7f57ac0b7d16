import type { AddressLoss } from '../channel';
import type { Answer, Judgement } from '../provider';
import { codeOf } from '../weixin/told';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Codes that tell of the person: https://developers.weixin.qq.com/doc/service/api/notify/template/api_sendtemplatemessage. */
const LOST = new Map<number, AddressLoss>([
  [40003, 'gone'], // no OpenID of a follower of this account
  [43004, 'opted_out'], // does not follow the account, or does no more
  [43101, 'opted_out'], // has refused messages
]);

const passing = { state: 'failed', reason: 'temporary' } as const;

/** Codes of limits and faults that pass. */
const PASSING = new Map<number, Judgement>([
  [-1, passing], // busy
  [43117, { ...passing, retryAfter: DAY }], // enough of these for this person
  [45009, { ...passing, retryAfter: HOUR, wholeAccount: true }], // the account's limit of the day
  [45011, { ...passing, retryAfter: MINUTE, wholeAccount: true }], // the account's limit of the minute
]);

/** What an answer of WeChat's to a template message means. */
export function judgeWechat({ status, json, body }: Answer): Judgement | undefined {
  const code = codeOf(json);
  // No answer of WeChat's: something else took the request, and may have handed it on.
  if (code === undefined) return status >= 200 && status < 300 ? { state: 'unknown' } : undefined;
  // The id has more digits than a number of JSON keeps.
  if (code === 0) return { state: 'sent', providerId: /"msgid"\s*:\s*(\d+)/.exec(body)?.[1] ?? null };
  const address = LOST.get(code);
  return PASSING.get(code) ?? { state: 'failed', reason: 'refused', ...(address && { address }) };
}
