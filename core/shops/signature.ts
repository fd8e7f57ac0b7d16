import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** Whether two texts of bytes are the same, told in a time that does not depend on where they differ. */
export function isSame(given: Buffer, wanted: Buffer): boolean {
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/**
 * Whether one of the secrets made this HMAC-SHA256 of the raw body.
 * Both secrets of a rotation are good; an empty one never is.
 */
export function isSigned(
  rawBody: Buffer,
  signature: string,
  secrets: readonly string[],
  encoding: 'base64' | 'hex' = 'base64',
): boolean {
  const given = Buffer.from(signature, encoding);
  return secrets.some(
    (secret) => secret !== '' && isSame(given, createHmac('sha256', secret).update(rawBody).digest()),
  );
}

/** What tells a body from every other: the hex of its SHA-256. */
export function fingerprint(rawBody: Buffer): string {
  return hash('sha256', rawBody, 'hex');
}

/** A believed request that its shop gives no id: known by its topic and body. Only what is rejected is asked for its key. */
export const knownByBody = (topic: string, rawBody: Buffer) => ({
  topic,
  rawBody,
  get key() {
    return `${topic}:${fingerprint(rawBody)}`;
  },
});
