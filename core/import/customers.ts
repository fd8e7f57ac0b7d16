import { IANAZone } from 'luxon';
import { customerIdentity, emailIdentity, type Identity, phoneIdentity } from '../ingest';
import { canonicalLocale } from '../shops';
import { storable } from '../store';
import type { Header, Places } from './columns';
import type { CustomerField } from './fields';
import type { ReadInstant } from './instants';
import { cellOf, idOf, textOf } from './cells';
import { RejectedError } from './rejected';

/** What a row says of a customer. Instants are ms UTC. */
export interface ImportedCustomer {
  identities: Identity[];
  profile: Record<string, string>;
  registeredAt: number | undefined;
  unsubscribedAt: number | undefined;
  /** When what is said of the person was true; unknown where the file does not say. */
  saidAt: number | undefined;
}

type CustomersHeader = Extract<Header, { subject: 'customers' }>;

interface Options {
  header: CustomersHeader;
  source: string;
  instant: ReadInstant;
}

/** What reads the customer of a row. It throws `RejectedError`. */
export function customerReader({ header, source, instant }: Options) {
  const { places } = header;
  const attributes = header.others.map((place) => ({ place, name: storable(header.names[place] ?? '') }));
  return (cells: readonly string[]): ImportedCustomer => {
    const email = emailOf(cellOf(cells, places.email));
    const phone = phoneOf(cellOf(cells, places.phone), cellOf(cells, places.country));
    const id = idOf(cellOf(cells, places.id));
    const identities = [id === '' ? undefined : customerIdentity(source, id), email, phone].filter(
      (identity) => identity !== undefined,
    );
    if (identities.length === 0)
      throw new RejectedError('names nobody: neither ID, e-mail address nor phone number');
    const profile: Record<string, string> = { ...consentsOf(cells, places), ...known(cells, places) };
    if (email) profile['email'] = email.value;
    if (phone) profile['phone'] = phone.value;
    for (const { place, name } of attributes) {
      const value = textOf(cellOf(cells, place));
      if (value !== '') profile[name] = value;
    }
    return {
      identities,
      profile,
      registeredAt: instant(cellOf(cells, places.registeredAt)),
      unsubscribedAt: instant(cellOf(cells, places.unsubscribedAt)),
      saidAt: instant(cellOf(cells, places.updatedAt)),
    };
  };
}

/** An e-mail address that identifies; undefined for none. Throws `RejectedError`. */
export function emailOf(text: string): Identity | undefined {
  if (text === '') return undefined;
  const identity = emailIdentity(text);
  if (identity) return identity;
  throw new RejectedError('no e-mail address', text);
}

/** A number that identifies; what lacks its country code is kept out, as it may be anybody's. */
export function phoneOf(text: string, country: string): Identity | undefined {
  return text === '' ? undefined : phoneIdentity(text.replace(/^'/, ''), country.toUpperCase());
}

function known(cells: readonly string[], places: Places<CustomerField>): Record<string, string> {
  const profile: Record<string, string> = {};
  const timeZone = cellOf(cells, places.timeZone);
  if (timeZone !== '' && !IANAZone.isValidZone(timeZone))
    throw new RejectedError('a time zone that does not exist', timeZone);
  const said = {
    firstName: textOf(cellOf(cells, places.firstName)),
    lastName: textOf(cellOf(cells, places.lastName)),
    country: textOf(cellOf(cells, places.country)),
    locale: canonicalLocale(cellOf(cells, places.locale)) ?? '',
    timeZone,
    tags: tagsOf(cellOf(cells, places.tags)),
  };
  for (const [field, value] of Object.entries(said)) if (value !== '') profile[field] = value;
  return profile;
}

const tagsOf = (text: string): string =>
  storable(text)
    .split(/[,;|]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
    .join(',');

const consentWords = new Map<string, 'granted' | 'withdrawn' | undefined>([
  ...['granted', 'yes', 'y', 'true', '1', 'subscribed', 'opted in'].map((word) => [word, 'granted'] as const),
  ...['withdrawn', 'unsubscribed', 'revoked', 'opted out', 'redacted'].map(
    (word) => [word, 'withdrawn'] as const,
  ),
  // Somebody who never said anything has not said no.
  ...[
    '',
    'no',
    'n',
    'false',
    '0',
    'unknown',
    'pending',
    'not_subscribed',
    'not subscribed',
    'never subscribed',
  ].map((word) => [word, undefined] as const),
]);

function consentsOf(cells: readonly string[], places: Places<CustomerField>): Record<string, string> {
  const consents: Record<string, string> = {};
  for (const field of ['consent.email', 'consent.sms', 'consent.push', 'consent.whatsapp'] as const) {
    const word = cellOf(cells, places[field]).toLowerCase();
    if (!consentWords.has(word))
      throw new RejectedError('no word for consent; use granted, withdrawn or nothing', word);
    const consent = consentWords.get(word);
    if (consent) consents[field] = consent;
  }
  return consents;
}
