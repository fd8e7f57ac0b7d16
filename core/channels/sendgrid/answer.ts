import Ajv from 'ajv';
import type { Clock } from '../../clock';
import type { Answer, Judgement } from '../provider';

const areProblems = new Ajv().compile<{ errors: { field?: string | null }[] }>({
  type: 'object',
  properties: {
    errors: {
      type: 'array',
      items: { type: 'object', properties: { field: { type: 'string', nullable: true } } },
    },
  },
  required: ['errors'],
});

/** What an answer of SendGrid's to a mail means. */
export function judgeSendgrid({ status, headers, json }: Answer, clock: Clock): Judgement | undefined {
  const { 'x-message-id': id, 'x-ratelimit-reset': reset, 'retry-after': retryAfter } = headers;
  if (status === 202) return { state: 'sent', providerId: typeof id === 'string' ? id : null };
  // SendGrid says 202 alone: something else answered, and may have handed the mail on.
  if (status >= 200 && status < 300) return { state: 'unknown' };
  if (status === 429 && retryAfter === undefined && Number(reset) > 0) {
    const wait = Number(reset) * 1_000 - clock.now();
    return {
      state: 'failed',
      reason: 'temporary',
      ...(wait >= 0 && { retryAfter: wait, wholeAccount: true }),
    };
  }
  return isOfRecipient(json) ? { state: 'failed', reason: 'refused', address: 'gone' } : undefined;
}

/** Whether SendGrid complains about the one that the mail is for. */
const isOfRecipient = (json: unknown): boolean =>
  areProblems(json) && json.errors.some(({ field }) => field?.startsWith('personalizations.0.to'));
