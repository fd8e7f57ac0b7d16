import type { ReceivedRequest } from '../../steps/define';
import { type Checking, forged, unsigned, type Verdict } from '../shop';
import { isSigned, knownByBody } from '../signature';
import { woocommerceSecret } from './connection';

/** Sent when a webhook is made, unsigned; unless it is answered with 200, the webhook is not enabled. */
const PING = /^webhook_id=\d+$/;
const LONGEST_PING = 32;

const isPing = (rawBody: Buffer): boolean =>
  rawBody.length <= LONGEST_PING && PING.test(rawBody.toString('utf8'));

/**
 * Checks the HMAC over the raw body. What WooCommerce calls the id of a delivery is not: two in one second share it.
 * Source: https://woocommerce.com/document/webhooks, and WC_Webhook of WooCommerce 9.4
 */
export async function verifyWooCommerce(
  { headers, rawBody }: ReceivedRequest,
  { connect }: Checking,
): Promise<Verdict> {
  const signature = headers['x-wc-webhook-signature'];
  const topic = headers['x-wc-webhook-topic'];
  if (!topic && isPing(rawBody)) return { answer: { status: 200, body: { pong: true } } };
  if (!signature || !topic) return unsigned('x-wc-webhook-signature and x-wc-webhook-topic are');
  const { secret, previousSecret } = await connect(woocommerceSecret);
  if (!isSigned(rawBody, signature, [secret, previousSecret])) return forged;
  return { delivery: knownByBody(topic, rawBody) };
}
