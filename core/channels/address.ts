import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { domainToASCII } from 'node:url';
import { phoneIdentity } from '../ingest';
import { keeping } from '../remembering';
import type { AddressKind, FixedAddress } from './channel';
import { subscriptionAddress } from './web-push/subscription';

const LONGEST_EMAIL = 254;

const isEmail = addFormats(new Ajv(), ['email']).compile<string>({
  type: 'string',
  format: 'email',
  maxLength: LONGEST_EMAIL,
});

const asciiOf = keeping(domainToASCII);

/** An e-mail address with its domain as mail servers know it; undefined for what is no address. */
export function emailAddress(text: string): string | undefined {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  const address = `${trimmed.slice(0, at)}@${asciiOf(trimmed.slice(at + 1))}`;
  return isEmail(address) ? address : undefined;
}

const readers: Record<Exclude<AddressKind, 'any'>, (text: string) => string | undefined> = {
  email: emailAddress,
  phone: (text) => phoneIdentity(text)?.value,
  ntfyTopic: (text) => /^[\w-]{1,64}$/.exec(text.trim())?.[0],
  pushToken: (text) => /^[\w:.-]{10,4096}$/.exec(text.trim())?.[0],
  // A person's, a group's, or a channel's by its name.
  telegramChatId: (text) => /^(-?\d{1,20}|@\w{5,32})$/.exec(text.trim())?.[0],
  wechatOpenId: (text) => /^[\w-]{16,64}$/.exec(text.trim())?.[0],
  // Of one member: no list, and not “@all”. WeCom takes it in any case, and tells of it in its own.
  wecomUserId: (text) => /^[A-Za-z0-9][\w.@-]{0,63}$/.exec(text.trim())?.[0]?.toLowerCase(),
  whatsapp: (text) => phoneIdentity(text)?.value,
  webPushSubscription: subscriptionAddress,
};

/** Every kind of address that a profile may have. */
export const addressKinds = [
  'email',
  'phone',
  'ntfyTopic',
  'pushToken',
  'telegramChatId',
  'whatsapp',
  'webPushSubscription',
] as const satisfies readonly AddressKind[];

/** An address of a kind, normalised; undefined for what is none. */
export const readAddress = (kind: Exclude<AddressKind, 'any'>, text: string): string | undefined =>
  readers[kind](text);

/** The address of a kind, in a person's profile unless it is fixed: as given, and normalised where it is one. */
export function addressIn(
  profile: Readonly<Record<string, string>>,
  kind: AddressKind | FixedAddress,
): { kind: string; given: string; address: string | undefined } {
  if (typeof kind === 'object') return { kind: 'fixed', given: kind.address, address: kind.address };
  if (kind === 'any') return addressIn(profile, profile['email'] ? 'email' : 'phone');
  const given = profile[kind] ?? (kind === 'whatsapp' ? profile['phone'] : undefined) ?? '';
  return { kind, given, address: readers[kind](given) };
}
