import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { StepError } from '../../errors';
import { type Store, settingOf, type Work } from '../../store';

const SECRET = 'link_secret';
const ADDRESS = 'unsubscribe_address';

/** What makes links by which people unsubscribe. */
export interface Links {
  /** Where the page is that they lead to; undefined while there is none. */
  address: string | undefined;
  secret: string;
}

/** The links of a store. */
export const openLinks = (store: Store): Promise<Links> =>
  store.write(async (work) => ({
    address: await addressOf(work),
    secret: await settingOf(work, SECRET, () => randomBytes(32).toString('base64url')),
  }));

/** The link by which somebody unsubscribes; undefined while there is no page. */
export const linkOf = (links: Links, contact: number): string | undefined =>
  pageAt(links, 't', tokenOf(links.secret, contact));

/** The address of the page with a token; undefined while there is no page. */
export function pageAt({ address }: Links, name: string, token: string): string | undefined {
  if (address === undefined) return undefined;
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

/** Whether two texts are the same, without telling by the time how far they are. */
export function isSame(a: string, b: string): boolean {
  const [given, own] = [Buffer.from(a), Buffer.from(b)];
  return given.length === own.length && timingSafeEqual(given, own);
}

/** A signature of 128 bits. */
export const signature = (secret: string, said: string): string =>
  createHmac('sha256', secret).update(said).digest().subarray(0, 16).toString('base64url');

/** The contact, and a signature: nobody unsubscribes somebody else. */
const tokenOf = (secret: string, contact: number): string =>
  `${contact.toString(36)}-${signature(secret, `unsubscribe ${contact}`)}`;

async function addressOf(work: Work): Promise<string | undefined> {
  const row = await work.selectFrom('setting').where('name', '=', ADDRESS).select('value').executeTakeFirst();
  return row?.value;
}

/** Whether links lead to this address. */
export const isAddress = async (store: Store, address: string): Promise<boolean> =>
  (await store.write(addressOf)) === address;

/** Lets links lead to this address from now on. Throws `StepError` for one that leads nowhere by itself. */
export async function keepAddress(store: Store, address: string): Promise<void> {
  if (!/^https?:\/\//.test(address)) {
    throw new StepError('Where people reach the page is not said.', {
      parameter: 'publicAddress',
      advice: 'Fill in “Public Address”, like https://flows.example.com.',
    });
  }
  await store.write((work) =>
    work
      .insertInto('setting')
      .values({ name: ADDRESS, value: address })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: address }))
      .execute(),
  );
}

/** Lets links lead to this address no more. */
export async function forgetAddress(store: Store, address: string): Promise<void> {
  await store.write((work) =>
    work.deleteFrom('setting').where('name', '=', ADDRESS).where('value', '=', address).execute(),
  );
}
