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
  /** When the link was made; wall, seconds UTC. */
  madeAt: number;
  signature: string;
}

/**
 * The link by which somebody confirms that they want to be written to at this very address; undefined while there is no
 * page, and for media whose addresses are not typed in by people. `now`: wall, ms UTC.
 */
export function confirmLink(
  { address: page, secret }: Links,
  contact: number,
  { medium, address }: { medium: string; address: string },
  now: number,
): string | undefined {
  if (page === undefined || !isConfirmable(medium)) return undefined;
  const claim = { contact, medium, madeAt: Math.floor(now / 1000) };
  const signed = signature(secret, saying(claim, address));
  return pageAt(page, 'c', `${contact.toString(36)}-${medium}-${claim.madeAt.toString(36)}-${signed}`);
}

/** What a token says, whether it is true or not; undefined for what is none. */
export function readClaim(token: string): Claim | undefined {
  const [, written = '', medium = '', made = '', signed = ''] =
    /^([0-9a-z]{1,11})-([a-z]+)-([0-9a-z]{1,8})-([\w-]+)$/.exec(token) ?? [];
  const contact = Number.parseInt(written, 36);
  if (!Number.isSafeInteger(contact) || !isConfirmable(medium)) return undefined;
  return { contact, medium, madeAt: Number.parseInt(made, 36), signature: signed };
}

/** Whether a link was sent to the address that the person still has. */
export function isTrue(secret: string, claim: Claim, profile: Readonly<Record<string, string>>): boolean {
  const { address } = addressIn(profile, fields[claim.medium]);
  if (address === undefined) return false;
  return isSame(claim.signature, signature(secret, saying(claim, address)));
}

const DAY = 86_400_000;

/** Whether a link is older than so many days. `now`: wall, ms UTC. */
export const isExpired = ({ madeAt }: Claim, days: number, now: number): boolean =>
  now > madeAt * 1000 + days * DAY;

const saying = ({ contact, medium, madeAt }: Omit<Claim, 'signature'>, address: string) =>
  `confirm ${contact} ${medium} ${madeAt} ${address.toLowerCase()}`;
