import { randomBytes } from 'node:crypto';
import { insertRows, settingOf, type Store, type Work } from '../../store';
import { PublicAddress } from '../public-address';
import { nameOf, tokenOf } from './token';

/** Where clicks, opens and providers' callbacks come back to. */
export const trackingAddress = new PublicAddress('tracking_address');

/** What links are made with. */
export interface Tracking {
  address: string;
  secret: string;
  /** Where providers that are listened to tell what became of messages, by channel. */
  receiptUrls: ReadonlyMap<string, string>;
}

/** Not the secret of unsubscribing: this one signs what others are led to. */
export const trackingSecret = (work: Work): Promise<string> =>
  settingOf(work, 'tracking_secret', () => randomBytes(32).toString('base64url'));

/** The links of one message. */
export class TrackedLinks {
  /** The addresses of the web that the message leads to, by their names. */
  readonly urls = new Map<string, string>();
  readonly #tracking: Tracking;
  readonly #message: { enrolment: number; tag: string };

  constructor(tracking: Tracking, message: { enrolment: number; tag: string }) {
    this.#tracking = tracking;
    this.#message = message;
  }

  /** The short link to an address of the web, by which it is known who followed it. */
  to(url: string): string {
    const link = nameOf(url);
    this.urls.set(link, url);
    return this.#address('l', link);
  }

  /** The picture that tells that the message was opened. */
  picture(): string {
    return this.#address('o', '');
  }

  #address(kind: 'l' | 'o', link: string): string {
    const { address, secret } = this.#tracking;
    return `${address}?${kind}=${tokenOf(secret, { ...this.#message, link })}`;
  }
}

/** Keeps where links lead to, in the transaction that records their messages: redirects lead nowhere else. */
export async function keepLinks(
  work: Work,
  store: Store,
  links: Iterable<ReadonlyMap<string, string>>,
): Promise<void> {
  const urls = new Map([...links].flatMap((some) => [...some]));
  if (urls.size === 0) return;
  const rows = [...urls].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, url]) => ({ name, url }));
  await insertRows(work, store, 'message_link', { name: 'text', url: 'text' }, rows)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}

/** Where a link leads to; undefined for one that no message contained. */
export async function urlOf(work: Work, name: string): Promise<string | undefined> {
  const row = await work.selectFrom('message_link').where('name', '=', name).select('url').executeTakeFirst();
  return row?.url;
}
