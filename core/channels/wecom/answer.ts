import Ajv from 'ajv';
import type { Answer, Judgement } from '../provider';
import { codeOf } from '../weixin/told';

interface Taken {
  msgid?: string;
  invaliduser?: string;
  unlicenseduser?: string;
}

const isTaken = new Ajv().compile<Taken>({
  type: 'object',
  properties: {
    msgid: { type: 'string' },
    invaliduser: { type: 'string' },
    unlicenseduser: { type: 'string' },
  },
});

const MINUTE = 60_000;

const refused = { state: 'failed', reason: 'refused' } as const;
const passing = { state: 'failed', reason: 'temporary' } as const;

/** Codes that say more than that the message was refused: https://developer.work.weixin.qq.com/document/path/90313. */
const CODES = new Map<number, Judgement>([
  [-1, passing], // busy
  [45009, { ...passing, retryAfter: MINUTE, wholeAccount: true }], // too many calls
  [45033, { ...passing, retryAfter: MINUTE, wholeAccount: true }], // too many calls at once
  [60111, { ...refused, address: 'gone' }], // nobody of that ID
]);

/** What an answer of WeCom's to a message for one member means. */
export function judgeWecom({ status, json }: Answer): Judgement | undefined {
  const code = codeOf(json);
  // No answer of WeCom's: something else took the request, and may have handed it on.
  if (code === undefined) return status >= 200 && status < 300 ? { state: 'unknown' } : undefined;
  if (code !== 0) return CODES.get(code) ?? refused;
  if (!isTaken(json)) return { state: 'unknown' };
  // Whoever is named there got nothing: unknown, out of the app's sight, or without a licence.
  return json.invaliduser || json.unlicenseduser
    ? refused
    : { state: 'sent', providerId: json.msgid ?? null };
}
