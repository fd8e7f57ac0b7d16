import Ajv from 'ajv';
import type { AddressLoss } from '../channel';
import type { Answer, Judgement } from '../provider';

const ajv = new Ajv();

const isSent = ajv.compile<{ result: { message_id: number } }>({
  type: 'object',
  properties: {
    ok: { const: true },
    result: {
      type: 'object',
      properties: { message_id: { type: 'integer' } },
      required: ['message_id'],
    },
  },
  required: ['ok', 'result'],
});

const isRefused = ajv.compile<{ description: string; parameters?: { retry_after?: number } }>({
  type: 'object',
  properties: {
    ok: { const: false },
    description: { type: 'string' },
    parameters: { type: 'object', properties: { retry_after: { type: 'number', minimum: 0 } } },
  },
  required: ['ok', 'description'],
});

/** What the words of a 403 tell of the chat; Telegram has no codes for it. */
const LOST: readonly [words: RegExp, loss: AddressLoss][] = [
  [/blocked by the user/i, 'opted_out'],
  [/user is deactivated/i, 'gone'],
  [/was kicked|not a member/i, 'gone'],
];

/** What an answer of the Bot API to a message means: https://core.telegram.org/bots/api#making-requests. */
export function judgeTelegram({ status, json }: Answer): Judgement | undefined {
  if (isSent(json)) return { state: 'sent', providerId: String(json.result.message_id) };
  if (isRefused(json)) return judgeRefusal(status, json);
  // No answer of Telegram's: something else took the request, and may have handed it on.
  return status >= 200 && status < 300 ? { state: 'unknown' } : undefined;
}

function judgeRefusal(
  status: number,
  { description, parameters }: { description: string; parameters?: { retry_after?: number } },
): Judgement | undefined {
  const seconds = parameters?.retry_after;
  if (seconds !== undefined)
    return { state: 'failed', reason: 'temporary', retryAfter: seconds * 1000, wholeAccount: true };
  const [, address] = LOST.find(([words]) => status === 403 && words.test(description)) ?? [];
  return address && { state: 'failed', reason: 'refused', address };
}
