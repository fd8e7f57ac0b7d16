import Ajv from 'ajv';
import type { AddressLoss } from '../channel';
import type { Answer, Judgement } from '../provider';

const ajv = new Ajv({ allowUnionTypes: true });

const isProblem = ajv.compile<{ code: number }>({
  type: 'object',
  properties: { code: { type: 'integer' } },
  required: ['code'],
});

const isMessage = ajv.compile<{ sid: string; error_code?: number | null }>({
  type: 'object',
  properties: { sid: { type: 'string' }, error_code: { type: ['integer', 'null'] } },
  required: ['sid'],
});

/** Twilio's error codes that tell of the number: https://www.twilio.com/docs/api/errors. */
const LOST = new Map<number, AddressLoss>([
  [21610, 'opted_out'],
  [21211, 'gone'], // no valid number
  [21217, 'gone'], // seems to be no valid number
  [21614, 'gone'], // not a mobile number
  [30005, 'gone'], // unknown to its carrier
]);

/** Twilio's error codes of limits and queues that say so by no status. */
const PASSING = new Set([
  14107, // rate of sending
  21611, // the sender's queue is full
  30001, // the service's queue is full
  30003, // the handset is switched off
  30017, // the carrier is congested
  30022, // rate of the sender's campaign
  30023, // the sender's daily cap
  63038, // the account's daily limit
]);

/** What an answer of Twilio's to a message means. */
export function judgeTwilio({ status, json }: Answer): Judgement | undefined {
  if (status < 200 || status >= 300) return isProblem(json) ? byCode(json.code) : undefined;
  // Nobody but Twilio gives out a SID: something else answered, and may have handed the message on.
  if (!isMessage(json)) return { state: 'unknown' };
  return typeof json.error_code === 'number'
    ? (byCode(json.error_code) ?? { state: 'failed', reason: 'refused' })
    : { state: 'sent', providerId: json.sid };
}

/** What a code tells of the number; undefined for one that tells nothing of it. */
export const lossOf = (code: number): AddressLoss | undefined => LOST.get(code);

/** Undefined for a code that says no more than its status. */
function byCode(code: number): Judgement | undefined {
  const address = lossOf(code);
  if (address) return { state: 'failed', reason: 'refused', address };
  return PASSING.has(code) ? { state: 'failed', reason: 'temporary' } : undefined;
}
