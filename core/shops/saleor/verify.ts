import { messageOf } from '../../errors';
import type { ReceivedRequest } from '../../steps/define';
import { type Checking, forged, keysAway, unsigned, type Verdict } from '../shop';
import { isSigned, knownByBody } from '../signature';
import { keysUrl, saleorKeys } from './connection';
import { isSignedByKey } from './keys';

/**
 * Checks the detached JWS over the raw body with the keys that the shop publishes, or the HMAC of a webhook that has
 * a secret key. Saleor names no deliveries: one is known by its event and body. Throws `StepError`.
 * Source: https://docs.saleor.io/developer/extending/webhooks/payload-signature
 */
export async function verifySaleor(
  { headers, rawBody }: ReceivedRequest,
  { connect, http, log }: Checking,
): Promise<Verdict> {
  // Until version 4, Saleor sends both forms.
  const header = (name: string) => headers[`saleor-${name}`] ?? headers[`x-saleor-${name}`];
  const signature = header('signature');
  const topic = header('event')?.toLowerCase();
  if (!signature || !topic) return unsigned('saleor-signature and saleor-event are');
  const { address, secret, previousSecret } = await connect(saleorKeys);
  const url = keysUrl(address);
  try {
    const isGood = signature.includes('.')
      ? await isSignedByKey(rawBody, signature, { url, http })
      : isSigned(rawBody, signature, [secret, previousSecret], 'hex');
    return isGood ? { delivery: knownByBody(topic, rawBody) } : forged;
  } catch (error) {
    log.warn(`The keys at ${url} could not be had: ${messageOf(error)}`);
    return keysAway;
  }
}
