import { randomBytes } from 'node:crypto';
import { settingOf, type Store, type Work } from '../../store';
import { PublicAddress } from '../public-address';
import { isSame, signature } from '../signed';

const SECRET = 'link_secret';

/** Where people unsubscribe and choose what they get. */
export const pageAddress = new PublicAddress('unsubscribe_address');

/** What makes links by which people unsubscribe. */
export interface Links {
  /** Where the page is that they lead to; undefined while there is none. */
  address: string | undefined;
  secret: string;
}

/** The links of a store. */
export const openLinks = (store: Store): Promise<Links> => store.write(linksOf);

/** The links of a store, within the caller's transaction. */
export async function linksOf(work: Work): Promise<Links> {
  const [address, secret] = await Promise.all([
    pageAddress.read(work),
    settingOf(work, SECRET, () => randomBytes(32).toString('base64url')),
  ]);
  return { address, secret };
}

/** The link by which somebody unsubscribes; undefined while there is no page. */
export const linkOf = ({ address, secret }: Links, contact: number): string | undefined =>
  address === undefined ? undefined : pageAt(address, 't', tokenOf(secret, contact));

/** The address of the page with a token. */
export function pageAt(address: string, name: string, token: string): string {
  const url = new URL(address);
  url.searchParams.set(name, token);
  return url.href;
}

/** Whose link it is, by its token; undefined where nobody's is. */
export function contactIn(secret: string, token: string): number | undefined {
  const [written = ''] = token.split('-');
  const contact = Number.parseInt(written, 36);
  if (!Number.isSafeInteger(contact)) return undefined;
  return isSame(token, tokenOf(secret, contact)) ? contact : undefined;
}

/** The contact, and a signature: nobody unsubscribes somebody else. */
const tokenOf = (secret: string, contact: number): string =>
  `${contact.toString(36)}-${signature(secret, `unsubscribe ${contact}`)}`;
