/**
 * What people write who want no more SMS, in the languages of those who get them: the words that CTIA and Twilio
 * reserve, and 退订 with the letters that Chinese messages offer for it.
 * https://help.twilio.com/articles/223134027
 */
const STOP = new Set([
  ...['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'optout', 'opt out', 'revoke'],
  ...['stopp', 'abmelden', 'arret', 'arrêt', 'alto', 'parar', 'baja'],
  ...['t', 'td', 'r', '退订', '退訂', '拒收'],
]);
const START = new Set(['start', 'unstop', 'yes', 'subscribe', '订阅', '訂閱']);

/** What a reply asks for: `stop`, `start`, or neither. */
export function askedBy(text: string): 'stop' | 'start' | undefined {
  const word = text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$/gu, '');
  if (STOP.has(word)) return 'stop';
  return START.has(word) ? 'start' : undefined;
}
