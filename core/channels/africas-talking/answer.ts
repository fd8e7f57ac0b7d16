import Ajv from 'ajv';
import type { Answer, Judgement } from '../provider';

interface Recipient {
  statusCode: number;
  messageId?: string;
}

const isAnswer = new Ajv().compile<{ SMSMessageData: { Recipients: Recipient[] } }>({
  type: 'object',
  properties: {
    SMSMessageData: {
      type: 'object',
      properties: {
        Recipients: {
          type: 'array',
          items: {
            type: 'object',
            properties: { statusCode: { type: 'integer' }, messageId: { type: 'string' } },
            required: ['statusCode'],
          },
        },
      },
      required: ['Recipients'],
    },
  },
  required: ['SMSMessageData'],
});

const refused = { state: 'failed', reason: 'refused' } as const;
const passing = { state: 'failed', reason: 'temporary' } as const;

/** Status codes of a recipient whose message was not taken: https://developers.africastalking.com/docs/sms/sending. */
const NOT_TAKEN = new Map<number, Judgement>([
  [401, { state: 'unknown' }], // held for its risk, and may be let go
  [403, { ...refused, address: 'gone' }], // no valid number
  [405, passing], // no balance
  [406, { ...refused, address: 'opted_out' }], // the person blocks the sender
  [409, passing], // not at this hour: Nigeria has promotions at daytime only
  [500, passing],
  [501, passing], // the gateway failed
]);

/** What an answer of Africa's Talking to a message for one person means. */
export function judgeAfricasTalking({ status, json }: Answer): Judgement | undefined {
  if (!isAnswer(json)) return status >= 200 && status < 300 ? { state: 'unknown' } : undefined;
  const [recipient] = json.SMSMessageData.Recipients;
  // An answer without recipients says in words what is wrong with the message itself, such as its sender.
  if (!recipient) return refused;
  const { statusCode, messageId = null } = recipient;
  return statusCode >= 100 && statusCode < 200
    ? { state: 'sent', providerId: messageId }
    : (NOT_TAKEN.get(statusCode) ?? refused);
}
