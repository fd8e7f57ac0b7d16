import { webhookSecret } from './generic/connection';
import { disbelieve } from './generic/verify';
import type { Shop } from './shop';

/** Checks the signature and the age of the Standard Webhooks format. `topic`: the header that names it, if any does. */
export function verifyStandard(topic = ''): Shop['verify'] {
  return async (request, { connect, clock }) => {
    const { headers, rawBody } = request;
    const { secret, previousSecret } = await connect(webhookSecret);
    const secrets = [secret, previousSecret].filter((one) => one !== '');
    const disbelief = disbelieve(request, secrets, clock.now());
    if (disbelief) return { answer: { status: disbelief.status, body: { error: disbelief.reason } } };
    return { delivery: { topic: headers[topic] ?? '', key: headers['webhook-id'] ?? '', rawBody } };
  };
}
