import { createDecipheriv, createHash } from 'node:crypto';
import { StepError } from '../../errors';
import { isSame } from '../../shops/signature';
import { MalformedError } from '../../shops/shape';

/** Whether these parts were signed with the token that is among them. */
export function isByWeixin(parts: readonly string[], signature: string): boolean {
  const own = createHash('sha1').update(parts.toSorted().join('')).digest('hex');
  return isSame(Buffer.from(signature.toLowerCase()), Buffer.from(own));
}

/** The bytes of an EncodingAESKey. Throws `StepError`. */
export function aesKeyOf(encodingAesKey: string): Buffer {
  if (/^[A-Za-z0-9]{43}$/.test(encodingAesKey.trim()))
    return Buffer.from(`${encodingAesKey.trim()}=`, 'base64');
  throw new StepError('The EncodingAESKey is none.', {
    parameter: 'encodingAesKey',
    advice: 'Copy it again from where the address of callbacks is entered: 43 letters and digits.',
  });
}

const BLOCK = 32;
const RANDOM = 16;
const LENGTH = 4;

/**
 * The words in an encrypted message. They stand behind 16 random bytes and their length, and before whom they are meant
 * for; all is filled up to blocks of 32 bytes by PKCS#7. Throws `MalformedError`, also where they are for another
 * `receiver`; `StepError` where the key is none.
 * Source: https://developer.work.weixin.qq.com/document/path/90968
 */
export function decrypted(encrypted: string, encodingAesKey: string, receiver: string): string {
  const plain = withoutPadding(decipher(Buffer.from(encrypted, 'base64'), aesKeyOf(encodingAesKey)));
  const start = RANDOM + LENGTH;
  const length = plain.length < start ? Infinity : plain.readUInt32BE(RANDOM);
  if (start + length > plain.length) throw illegible();
  if (plain.subarray(start + length).toString('utf8') !== receiver)
    throw new MalformedError('the message is encrypted for another account');
  return plain.subarray(start, start + length).toString('utf8');
}

const illegible = () => new MalformedError('the message cannot be decrypted: the EncodingAESKey is another');

function decipher(encrypted: Buffer, key: Buffer): Buffer {
  if (encrypted.length === 0 || encrypted.length % BLOCK !== 0) throw illegible();
  const cipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(encrypted), cipher.final()]);
}

function withoutPadding(padded: Buffer): Buffer {
  const size = padded.at(-1) ?? 0;
  const end = padded.length - size;
  const isPadding = size >= 1 && size <= BLOCK && padded.subarray(end).every((byte) => byte === size);
  if (!isPadding) throw illegible();
  return padded.subarray(0, end);
}
