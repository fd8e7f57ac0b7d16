import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Http } from '../../ports';

const ORIGIN = 'https://static.adobeioevents.com';
const PATH = /^\/prod\/keys\/pub-key-[\w-]{1,64}\.pem$/;
/** Adobe signs with two keys at a time. */
const MOST_KEPT = 8;

const kept = new WeakMap<Http, Map<string, KeyObject>>();

/**
 * A key of Adobe I/O Events by the path in the request: from Adobe's own server, whatever the request says, and
 * undefined for another path. A key never changes. Throws `HttpError`, and what the key is that cannot be read.
 */
export async function adobeKey(path: string, http: Http): Promise<KeyObject | undefined> {
  if (!PATH.test(path)) return undefined;
  const keys = kept.get(http) ?? new Map<string, KeyObject>();
  kept.set(http, keys);
  const known = keys.get(path);
  if (known) return known;
  const { status, body } = await http.request({ method: 'GET', url: `${ORIGIN}${path}` });
  // Made up by the sender.
  if (status === 403 || status === 404) return undefined;
  if (status !== 200) throw new Error(`${ORIGIN} answered ${status}`);
  const key = createPublicKey(body);
  if (keys.size >= MOST_KEPT) keys.clear();
  keys.set(path, key);
  return key;
}
