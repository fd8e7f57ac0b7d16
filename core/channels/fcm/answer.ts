import Ajv from 'ajv';
import type { Answer, Judgement } from '../provider';

const ajv = new Ajv();

const isTaken = ajv.compile<{ name: string }>({
  type: 'object',
  properties: { name: { type: 'string' } },
  required: ['name'],
});

const isRefusal = ajv.compile<{ error: { message: string; details?: { errorCode?: string }[] } }>({
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {
        message: { type: 'string' },
        details: {
          type: 'array',
          items: { type: 'object', properties: { errorCode: { type: 'string' } } },
        },
      },
      required: ['message'],
    },
  },
  required: ['error'],
});

/** What an answer of FCM's to a message means: https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode. */
export function judgeFcm({ status, json }: Answer): Judgement | undefined {
  if (status >= 200 && status < 300)
    return isTaken(json) ? { state: 'sent', providerId: json.name } : { state: 'unknown' };
  if (!isRefusal(json)) return undefined;
  const { message, details = [] } = json.error;
  const code = details.find(({ errorCode }) => errorCode !== undefined)?.errorCode;
  // A 404 without this code means the project, a 400 without these words the message.
  const gone =
    code === 'UNREGISTERED' ||
    (code === 'INVALID_ARGUMENT' && /registration token is not a valid/i.test(message));
  return gone ? { state: 'failed', reason: 'refused', address: 'gone' } : undefined;
}
