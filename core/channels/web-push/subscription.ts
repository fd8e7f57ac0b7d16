import Ajv from 'ajv';

/** A browser's subscription, as `pushManager.subscribe` gives it to a page. */
export interface Subscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

const isSubscription = new Ajv().compile<Subscription>({
  type: 'object',
  properties: {
    endpoint: { type: 'string', maxLength: 2048 },
    keys: {
      type: 'object',
      properties: {
        p256dh: { type: 'string', maxLength: 100 },
        auth: { type: 'string', maxLength: 100 },
      },
      required: ['p256dh', 'auth'],
    },
  },
  required: ['endpoint', 'keys'],
});

const bytes = (key: string) => Buffer.from(key, 'base64url').length;

/** The subscription that a text says in JSON; undefined for what is none. */
export function subscriptionOf(text: string): Subscription | undefined {
  const given = parsed(text);
  if (!isSubscription(given)) return undefined;
  const { endpoint, keys } = given;
  const protocol = URL.parse(endpoint)?.protocol;
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  // A point of P-256, and a secret: RFC 8291.
  if (bytes(keys.p256dh) !== 65 || bytes(keys.auth) !== 16) return undefined;
  return { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A subscription as an address: the same text for the same subscription. */
export function subscriptionAddress(text: string): string | undefined {
  const subscription = subscriptionOf(text);
  return subscription && JSON.stringify(subscription);
}
