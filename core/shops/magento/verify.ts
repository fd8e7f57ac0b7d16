import { type KeyObject, verify } from 'node:crypto';
import { messageOf } from '../../errors';
import type { ReceivedRequest } from '../../steps/define';
import { MalformedError } from '../generic/parse';
import { fields, key, maybe, parseJson, readerOf, text } from '../shape';
import { type Checking, forged, keysAway, unsigned, type Verdict } from '../shop';
import { fingerprint, knownByBody } from '../signature';
import { adobeCommerce, publicKeyOf } from './connection';
import { adobeKey } from './keys';

/** Checks a request of Adobe I/O Events, or of a Commerce webhook. Throws `StepError`. */
export function verifyMagento(request: ReceivedRequest, checking: Checking): Promise<Verdict> {
  const { headers } = request;
  if (headers['x-adobe-commerce-webhook-signature']) return verifyWebhook(request, checking);
  if (headers['x-adobe-digital-signature-1']) return verifyEvent(request, checking);
  return verifyChallenge(request, checking);
}

/**
 * A Commerce webhook: Adobe calls its signature an HMAC, but it is one of RSA, over the body in base64.
 * Source: https://developer.adobe.com/commerce/extensibility/webhooks/signature-verification
 */
async function verifyWebhook({ headers, rawBody }: ReceivedRequest, { connect }: Checking): Promise<Verdict> {
  const { publicKey, previousPublicKey } = await connect(adobeCommerce);
  const signed = Buffer.from(rawBody.toString('base64'));
  const signature = Buffer.from(headers['x-adobe-commerce-webhook-signature'] ?? '', 'base64');
  const keys = [
    publicKeyOf(publicKey, 'publicKey'),
    publicKeyOf(previousPublicKey, 'previousPublicKey'),
  ].filter((one) => one !== undefined);
  if (!keys.some((one) => verify('sha256', signed, one, signature))) return forged;
  // Commerce names no topic: the webhook is set up to send one along.
  const topic = headers['x-shop-journeys-topic'] ?? '';
  return { delivery: knownByBody(topic, rawBody) };
}

const readEnvelope = readerOf(fields({ type: text, event_id: maybe(key), recipient_client_id: maybe(text) }));

/**
 * An event of Adobe I/O, signed with two keys of which one is enough, and meant for the client that it names.
 * Source: https://developer.adobe.com/events/docs/guides/sdk/sdk-signature-verification
 */
async function verifyEvent(
  { headers, rawBody }: ReceivedRequest,
  { connect, http, log }: Checking,
): Promise<Verdict> {
  const { clientId } = await connect(adobeCommerce);
  const isSigned = async (nth: 1 | 2): Promise<boolean> => {
    const made = await adobeKey(headers[`x-adobe-public-key${nth}-path`] ?? '', http);
    return isSignedBy(rawBody, headers[`x-adobe-digital-signature-${nth}`] ?? '', made);
  };
  try {
    if (!(await isSigned(1)) && !(await isSigned(2))) return forged;
    const json = parseJson(rawBody.toString('utf8'));
    const { type, event_id: id, recipient_client_id: recipient } = readEnvelope({ rawBody, json });
    if (clientId === '' || recipient !== clientId) return forged;
    const topic = type.slice(type.lastIndexOf('observer.'));
    return { delivery: { topic, key: id ?? fingerprint(rawBody), rawBody, json } };
  } catch (error) {
    // Signed by Adobe, and no event.
    if (error instanceof MalformedError) return forged;
    log.warn(`Adobe’s keys could not be had: ${messageOf(error)}`);
    return keysAway;
  }
}

const isSignedBy = (rawBody: Buffer, signature: string, made: KeyObject | undefined): boolean =>
  made !== undefined && verify('sha256', rawBody, made, Buffer.from(signature, 'base64'));

const VALIDATION = /^\{\s*"validationUrl"\s*:\s*"(https:\/\/[\w.-]+\.adobe\.io\/[^"\\\s]{1,500})"\s*\}$/;
const LONGEST_VALIDATION = 1_000;

/**
 * Adobe asks whether its events are wanted here, by a call to the address that it gives. An answer to anybody is
 * harmless: of the events that come then, those for another client are not believed.
 */
async function verifyChallenge({ rawBody }: ReceivedRequest, { http, log }: Checking): Promise<Verdict> {
  const asked = rawBody.length <= LONGEST_VALIDATION && VALIDATION.exec(rawBody.toString('utf8'));
  if (!asked) return unsigned('x-adobe-digital-signature-1 or x-adobe-commerce-webhook-signature is');
  try {
    const { status } = await http.request({ method: 'GET', url: asked[1] ?? '' });
    return { answer: { status: status === 200 ? 200 : 502, body: {} } };
  } catch (error) {
    log.warn(`The address by which Adobe asks for a confirmation does not answer: ${messageOf(error)}`);
    return { answer: { status: 502, body: {} } };
  }
}
