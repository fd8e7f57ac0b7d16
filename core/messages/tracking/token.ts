import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What a link of a message stands for. */
export interface Pointer {
  enrolment: number;
  /** The beginning of the message's public key: tells the messages of a passage apart. */
  tag: string;
  /** Which address of the web; '' for the picture that tells of opening. */
  link: string;
}

const TAG_LENGTH = 10;
const BYTES = 9;

/** What tells a message from the others of its passage. */
export const tagOf = (publicKey: string): string => publicKey.slice(0, TAG_LENGTH);

/** What an address of the web is called in links: the same for everybody, so that it is kept once. */
export const nameOf = (url: string): string =>
  createHash('sha256').update(url).digest().subarray(0, BYTES).toString('base64url');

/** The pointer with a signature of 72 bits, short enough for an SMS. */
export function tokenOf(secret: string, { enrolment, tag, link }: Pointer): string {
  const written = [link, enrolment.toString(36), tag].join('.');
  return `${written}.${signatureOf(secret, written)}`;
}

/** What a token stands for; undefined unless it is signed. */
export function pointerIn(secret: string, token: string): Pointer | undefined {
  const [link, enrolment, tag, signature, ...rest] = token.split('.');
  if (link === undefined || enrolment === undefined || tag === undefined || signature === undefined)
    return undefined;
  const own = Buffer.from(signatureOf(secret, [link, enrolment, tag].join('.')));
  const given = Buffer.from(signature);
  const isSigned = rest.length === 0 && given.length === own.length && timingSafeEqual(given, own);
  return isSigned ? { enrolment: Number.parseInt(enrolment, 36), tag, link } : undefined;
}

const signatureOf = (secret: string, written: string): string =>
  createHmac('sha256', secret).update(`track ${written}`).digest().subarray(0, BYTES).toString('base64url');

/** What stands in the address of callbacks of a provider that signs nothing. */
export const callbackKey = (secret: string, channel: string): string =>
  createHmac('sha256', secret)
    .update(`callback ${channel}`)
    .digest()
    .subarray(0, 2 * BYTES)
    .toString('base64url');

/** Whether that is what stands there, in constant time. */
export function isCallbackKey(secret: string, channel: string, given: string): boolean {
  const [own, told] = [Buffer.from(callbackKey(secret, channel)), Buffer.from(given)];
  return own.length === told.length && timingSafeEqual(own, told);
}
