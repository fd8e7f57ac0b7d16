import Ajv from 'ajv';
import type { AddressLoss } from '../channel';
import type { Answer, Judgement } from '../provider';

const ajv = new Ajv();

const isTaken = ajv.compile<{ messages: [{ id: string }] }>({
  type: 'object',
  properties: {
    messages: {
      type: 'array',
      minItems: 1,
      items: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
    },
  },
  required: ['messages'],
});

const isProblem = ajv.compile<{ error: { code: number } }>({
  type: 'object',
  properties: {
    error: { type: 'object', properties: { code: { type: 'integer' } }, required: ['code'] },
  },
  required: ['error'],
});

/** The person wants no marketing messages from this business. */
const STOPPED = 131050;

/** The number is none of WhatsApp’s, or its owner has not agreed to the terms, or the app is too old. */
const UNDELIVERABLE = 131026;

/** What a code of an undelivered message tells of the number; undefined for one that tells nothing of it. */
export function lossOf(code: number): AddressLoss | undefined {
  if (code === STOPPED) return 'opted_out';
  return code === UNDELIVERABLE ? 'gone' : undefined;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Meta's codes of limits and faults that pass, with the wait where one is known: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes. */
const PASSING = new Map<number, number | undefined>([
  [1, undefined], // Meta is in trouble
  [2, undefined], // Meta is overloaded
  [4, undefined], // rate of the app
  [80007, undefined], // rate of the business account
  [130429, MINUTE], // rate of the phone number
  [131000, undefined], // Meta does not know itself
  [131016, undefined], // overloaded
  [131048, DAY], // too many have blocked or reported the number
  [131049, DAY], // the person has got enough marketing for now, from whomever
  [131056, MINUTE], // rate to this person
  [131057, undefined], // the account is being maintained
  [133004, undefined], // overloaded
]);

/** What an answer of the Cloud API to a message means. */
export function judgeWhatsapp({ status, json }: Answer): Judgement | undefined {
  // No answer of Meta's: something else took the request, and may have handed it on.
  if (status >= 200 && status < 300)
    return isTaken(json) ? { state: 'sent', providerId: json.messages[0].id } : { state: 'unknown' };
  return isProblem(json) ? byCode(json.error.code) : undefined;
}

/** Undefined for a code that says no more than its status. */
function byCode(code: number): Judgement | undefined {
  if (code === STOPPED) return { state: 'failed', reason: 'refused', address: 'opted_out' };
  if (!PASSING.has(code)) return undefined;
  const retryAfter = PASSING.get(code);
  return { state: 'failed', reason: 'temporary', ...(retryAfter !== undefined && { retryAfter }) };
}
