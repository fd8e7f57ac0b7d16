import { createHash, createHmac } from 'node:crypto';
import type { HttpRequest } from '../../ports';

/** An operation of an API of Alibaba Cloud, with what it is told. */
export interface Operation {
  /** Where the API answers, without a slash at the end. */
  base: string;
  action: string;
  version: string;
  parameters: Readonly<Record<string, string>>;
}

export interface AccessKey {
  accessKeyId: string;
  accessKeySecret: string;
}

/** What makes each request another: the server drops a nonce that it has seen, and what is older than 15 minutes. */
export interface Moment {
  /** ms UTC. */
  at: number;
  nonce: string;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';

/**
 * A request that carries its signature.
 * Source: https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature
 */
export function signed(operation: Operation, key: AccessKey, { at, nonce }: Moment): HttpRequest {
  const { base, action, version, parameters } = operation;
  const { host, pathname } = new URL(`${base}/`);
  const query = queryOf(parameters);
  const payload = sha256('');
  const headers = {
    host,
    'x-acs-action': action,
    'x-acs-content-sha256': payload,
    'x-acs-date': new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
    'x-acs-signature-nonce': nonce,
    'x-acs-version': version,
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ['POST', pathname, query, lines.join(''), names, payload].join('\n');
  const signature = createHmac('sha256', key.accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex');
  const authorization = `${ALGORITHM} Credential=${key.accessKeyId},SignedHeaders=${names},Signature=${signature}`;
  return { method: 'POST', url: `${base}/?${query}`, headers: { ...headers, authorization } };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Sorted by name, and encoded as RFC 3986 has it. */
const queryOf = (parameters: Readonly<Record<string, string>>): string =>
  Object.entries(parameters)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
