import { createHmac } from 'node:crypto';
import { StepError } from '../../errors';
import type { ReceivedRequest } from '../../steps/define';
import { isSame } from '../signature';

/** Seconds that a signature stays good, both ways (https://www.standardwebhooks.com). */
const TOLERANCE = 300;

/** Why a request is not believed, as the answer to it. */
export interface Disbelief {
  status: 400 | 401;
  reason: string;
}

/** Throws `StepError` naming `parameter` when a secret cannot sign. */
export function checkSecret(secret: string, parameter: string): void {
  const bytes = Buffer.from(secret.replace(/^whsec_/, ''), 'base64').length;
  if (bytes >= 24 && bytes <= 64 && /^(whsec_)?[A-Za-z0-9+/]+={0,2}$/.test(secret)) return;
  throw new StepError('The signing secret is not one of the Standard Webhooks format.', {
    parameter,
    advice: 'Use whsec_ and the base64 of 24 to 64 random bytes, the same in the shop and here.',
  });
}

/** Whether a secret made one of the signatures: by Node, for the format's own library takes ten times as long. */
function isMadeBy(secret: string, signed: string, rawBody: Buffer, signatures: readonly Buffer[]): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const made = createHmac('sha256', key).update(signed).update(rawBody).digest('base64');
  const wanted = Buffer.from(`v1,${made}`);
  return key.length > 0 && signatures.some((one) => isSame(one, wanted));
}

/**
 * Checks the Standard Webhooks signature over the raw body, in constant time, and its age.
 * `secrets`: all that are valid at the moment. `now`: ms UTC. Undefined when the request is to be believed.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function disbelieve(
  { headers, rawBody }: ReceivedRequest,
  secrets: readonly string[],
  now: number,
): Disbelief | undefined {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (!id || !timestamp || !signatures)
    return {
      status: 401,
      reason: 'unsigned: webhook-id, webhook-timestamp and webhook-signature are needed',
    };
  if (!/^\d{1,12}$/.test(timestamp)) return { status: 400, reason: 'webhook-timestamp is not in seconds' };
  const given = signatures
    .split(' ')
    .slice(0, 10)
    .map((one) => Buffer.from(one));
  const signed = `${id}.${timestamp}.`;
  const isGood = secrets.some((secret) => isMadeBy(secret, signed, rawBody, given));
  if (!isGood) return { status: 401, reason: 'the signature does not match' };
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE)
    return { status: 400, reason: 'stale: signed more than five minutes from now' };
  return undefined;
}
