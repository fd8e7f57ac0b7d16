import { addressIn } from '../../channels';
import { isSame, signature } from '../signed';
import { type Links, pageAt } from './links';

/** What an address can be confirmed for; the same names the field of its address. */
const fields = { email: 'email', sms: 'phone' } as const;

export type Confirmable = keyof typeof fields;

const isConfirmable = (medium: string): medium is Confirmable => Object.hasOwn(fields, medium);

/** Where a link to a person's address leads: whom it names, and what for. */
interface Claim {
  contact: number;
  medium: Confirmable;
  signature: string;
}

/**
 * The link by which somebody confirms that they want to be written to at this very address; undefined while there is no
 * page, and for media whose addresses are not typed in by people.
 */
export function confirmLink(
  links: Links,
  contact: number,
  { medium, address }: { medium: string; address: string },
): string | undefined {
  if (!isConfirmable(medium)) return undefined;
  const signed = signature(links.secret, saying(contact, medium, address));
  return pageAt(links, 'c', `${contact.toString(36)}-${medium}-${signed}`);
}

/** What a token says, whether it is true or not; undefined for what is none. */
export function readClaim(token: string): Claim | undefined {
  const [, written = '', medium = '', signed = ''] = /^([0-9a-z]{1,11})-([a-z]+)-([\w-]+)$/.exec(token) ?? [];
  const contact = Number.parseInt(written, 36);
  if (!Number.isSafeInteger(contact) || !isConfirmable(medium)) return undefined;
  return { contact, medium, signature: signed };
}

/** Whether a link was sent to the address that the person still has. */
export function isTrue(secret: string, claim: Claim, profile: Readonly<Record<string, string>>): boolean {
  const { address } = addressIn(profile, fields[claim.medium]);
  if (address === undefined) return false;
  return isSame(claim.signature, signature(secret, saying(claim.contact, claim.medium, address)));
}

const saying = (contact: number, medium: Confirmable, address: string) =>
  `confirm ${contact} ${medium} ${address.toLowerCase()}`;
