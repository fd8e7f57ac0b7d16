import { createCipheriv, createHash } from 'node:crypto';
import { type Call, NOW } from './hear';

/** 43 letters and digits, as the consoles make them. */
export const AES_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
export const TOKEN = 'spamtest';

/** How a request is made; each part may be made wrong. */
export interface Making {
  token?: string;
  aesKey?: string;
  receiver?: string;
  /** Seconds. */
  timestamp?: string;
  /** What PKCS#7 fills up to. */
  block?: number;
  signature?: string;
}

const nonce = '1372623149';

export const sha1 = (...parts: string[]): string =>
  createHash('sha1').update(parts.sort().join('')).digest('hex');

/**
 * As the documents of both have it: 16 random bytes, the length of the words in 4 bytes, the words and whom they are for,
 * filled up by PKCS#7 and encrypted by AES-256-CBC; the first 16 bytes of the key are the IV.
 */
export function encrypted(
  words: string,
  { aesKey = AES_KEY, receiver = '', block = 32 }: Making = {},
): string {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const said = Buffer.from(words);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(said.length);
  const plain = Buffer.concat([Buffer.from('aaaabbbbccccdddd'), length, said, Buffer.from(receiver)]);
  const missing = block - (plain.length % block);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const filled = Buffer.concat([plain, Buffer.alloc(missing, missing)]);
  return Buffer.concat([cipher.update(filled), cipher.final()]).toString('base64');
}

const signing = ({ token = TOKEN, timestamp = String(NOW / 1000) }: Making) => ({ token, timestamp });

/** The query of a plain request. */
export function plainly(making: Making = {}): Record<string, string> {
  const { token, timestamp } = signing(making);
  return { signature: making.signature ?? sha1(token, timestamp, nonce), timestamp, nonce };
}

/** The query of an encrypted one. */
export function secretly(ciphertext: string, making: Making = {}): Record<string, string> {
  const { token, timestamp } = signing(making);
  return {
    ...plainly({ ...making, token }),
    encrypt_type: 'aes',
    msg_signature: making.signature ?? sha1(token, timestamp, nonce, ciphertext),
  };
}

/** A POST of these words, encrypted. */
export function sealed(words: string, making: Making = {}): Call {
  const ciphertext = encrypted(words, making);
  return {
    query: secretly(ciphertext, making),
    body: `<xml><ToUserName><![CDATA[to]]></ToUserName><Encrypt><![CDATA[${ciphertext}]]></Encrypt></xml>`,
  };
}

/** A message as XML, its texts in CDATA and its numbers bare. */
export const xml = (fields: Record<string, string | number>): string =>
  `<xml>${Object.entries(fields)
    .map(([name, value]) =>
      typeof value === 'number' ? `<${name}>${value}</${name}>` : `<${name}><![CDATA[${value}]]></${name}>`,
    )
    .join('\n')}</xml>`;
