import { createHash } from 'node:crypto';
import { isSame, signature } from '../signed';

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
  const [link = '', enrolment = '', tag = ''] = token.split('.');
  const pointer = { enrolment: Number.parseInt(enrolment, 36), tag, link };
  return Number.isSafeInteger(pointer.enrolment) && isSame(token, tokenOf(secret, pointer))
    ? pointer
    : undefined;
}

const signatureOf = (secret: string, written: string): string => signature(secret, `track ${written}`, BYTES);

/** What stands in the address of callbacks of a provider that signs nothing. */
export const callbackKey = (secret: string, channel: string): string =>
  signature(secret, `callback ${channel}`);
