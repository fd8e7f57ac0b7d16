import Ajv from 'ajv';
import type { Answer, Judgement } from '../provider';

const ajv = new Ajv();

const isTaken = ajv.compile<{ id: string }>({
  type: 'object',
  properties: { id: { type: 'string' } },
  required: ['id'],
});

const isProblem = ajv.compile<{ message: string }>({
  type: 'object',
  properties: { message: { type: 'string' } },
  required: ['message'],
});

/** What an answer of Mailgun's to a mail means. */
export function judgeMailgun({ status, json }: Answer): Judgement | undefined {
  if (status >= 200 && status < 300) {
    // Mailgun gives each mail an id: something else answered, and may have handed the mail on.
    return isTaken(json) ? { state: 'sent', providerId: json.id } : { state: 'unknown' };
  }
  // Mailgun has no codes, only words.
  const ofRecipient = status === 400 && isProblem(json) && /'to' .*not a valid address/i.test(json.message);
  return ofRecipient ? { state: 'failed', reason: 'refused', address: 'gone' } : undefined;
}
