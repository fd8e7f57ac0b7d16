import type { ReceivedRequest } from '../../steps/define';
import type { Checking, Verdict } from '../shop';
import { forged, unsigned } from '../shop';
import { fingerprint, isSigned } from '../signature';
import { shopifySecret } from './connection';

/**
 * Checks the HMAC over the raw body. Shopify tells the time of sending only outside of what is signed, so a repeated
 * request is known by its facts. Source: https://shopify.dev/docs/apps/build/webhooks/subscribe/https
 */
export async function verifyShopify(
  { headers, rawBody }: ReceivedRequest,
  { connect }: Checking,
): Promise<Verdict> {
  // Webhooks of the newer “events” API carry the same headers without the x.
  const header = (name: string) => headers[`x-shopify-${name}`] ?? headers[`shopify-${name}`];
  const signature = header('hmac-sha256');
  const topic = header('topic');
  if (!signature || !topic) return unsigned('x-shopify-hmac-sha256 and x-shopify-topic are');
  const { secret, previousSecret } = await connect(shopifySecret);
  if (!isSigned(rawBody, signature, [secret, previousSecret])) return forged;
  return { delivery: { topic, key: header('webhook-id') ?? fingerprint(rawBody), rawBody } };
}
