import { createHmac, timingSafeEqual } from 'node:crypto';

/** A signature of so many bytes, as letters for links. */
export const signature = (secret: string, said: string, bytes = 16): string =>
  createHmac('sha256', secret).update(said).digest().subarray(0, bytes).toString('base64url');

/** Whether two texts are the same, without telling by the time how far they are. */
export function isSame(a: string, b: string): boolean {
  const [given, own] = [Buffer.from(a), Buffer.from(b)];
  return given.length === own.length && timingSafeEqual(given, own);
}
