import { KeyObject, verify, type webcrypto } from 'node:crypto';
import type { RemoteJWKSet } from 'jose';
import type { Http } from '../../ports';
import { remembering } from '../../remembering';

/** Key sets by their address; jose fetches a set again when it is old or lacks a key, and not too often. */
const sets = new WeakMap<Http, Map<string, RemoteJWKSet>>();

async function keysAt(url: URL, http: Http): Promise<RemoteJWKSet> {
  const known = sets.get(http) ?? new Map<string, RemoteJWKSet>();
  sets.set(http, known);
  const kept = known.get(url.href);
  if (kept) return kept;
  const { createRemoteJWKSet, customFetch } = await import('jose');
  const made = createRemoteJWKSet(url, { [customFetch]: (at: string) => fetched(at, http) });
  known.set(url.href, made);
  return made;
}

async function fetched(url: string, http: Http): Promise<Response> {
  const { status, body } = await http.request({ method: 'GET', url });
  return new Response(body, { status });
}

/** What jose says of a key that is not there; everything else that it says is of keys that could not be had. */
const missing = new Set(['ERR_JWKS_NO_MATCHING_KEY', 'ERR_JWKS_MULTIPLE_MATCHING_KEYS']);

const keyObjects = new WeakMap<webcrypto.CryptoKey, KeyObject>();

function keyObjectOf(key: webcrypto.CryptoKey): KeyObject {
  const kept = keyObjects.get(key) ?? KeyObject.from(key);
  keyObjects.set(key, kept);
  return kept;
}

async function keyFor(kid: string, url: URL, http: Http): Promise<KeyObject | undefined> {
  const keys = await keysAt(url, http);
  try {
    return keyObjectOf(await keys({ alg: 'RS256', kid }));
  } catch (error) {
    const { errors } = await import('jose');
    if (error instanceof errors.JOSEError && missing.has(error.code)) return undefined;
    throw error;
  }
}

interface JwsHeader {
  alg?: unknown;
  kid?: unknown;
  b64?: unknown;
}

/** A shop signs with one key for months, and so with one header. */
const headerOf = remembering(async (encoded: string): Promise<JwsHeader> => {
  const { decodeProtectedHeader } = await import('jose');
  try {
    return decodeProtectedHeader({ protected: encoded });
  } catch {
    return {};
  }
});

/**
 * Whether one of the keys published at `url` made this detached JWS (RS256) of the raw body. The signature is checked
 * here and not by jose: Saleor leaves the body unencoded without listing that as critical, which RFC 7797 wants.
 * Throws when the keys cannot be had.
 */
export async function isSignedByKey(
  rawBody: Buffer,
  jws: string,
  { url, http }: { url: URL; http: Http },
): Promise<boolean> {
  const [header = '', payload, signature = '', another] = jws.split('.');
  if (payload !== '' || another !== undefined) return false;
  const { alg, kid, b64 } = await headerOf(header);
  if (alg !== 'RS256' || typeof kid !== 'string' || b64 !== false) return false;
  const key = await keyFor(kid, url, http);
  if (!key) return false;
  const signed = Buffer.concat([Buffer.from(`${header}.`), rawBody]);
  return verify('sha256', signed, key, Buffer.from(signature, 'base64url'));
}
