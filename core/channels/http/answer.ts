import type { Answer, Judgement } from '../provider';

/**
 * What a gateway's answer means; undefined to go by the status. `words`: what stands in it when it has taken the
 * message; '' where every 2xx means yes. Gateways differ in how they name a message: it is known by the key that it was
 * sent with.
 */
export function judgeGateway({ status, body }: Answer, words: string, key: string): Judgement | undefined {
  if (status < 200 || status > 299) return undefined;
  return squeezed(body).includes(squeezed(words))
    ? { state: 'sent', providerId: key }
    : { state: 'failed', reason: 'refused' };
}

const squeezed = (words: string): string => words.replace(/\s+/g, ' ').trim().toLowerCase();
