import { customerIdentity, emailIdentity, type Identity, phoneIdentity } from '../ingest';
import { isAlike, remembering } from '../remembering';
import { storable } from '../store';

type Told = string | null | undefined;

/** What a shop tells of a person; empty text is nothing told. */
export interface Person {
  /** The shop's own id; guests have none. */
  id?: Told;
  email?: Told;
  phone?: Told;
  /** ISO 3166 alpha-2, by which a phone number without country code is read. */
  country?: Told;
  firstName?: Told;
  lastName?: Told;
  locale?: Told;
  tags?: readonly string[] | undefined;
}

const phoneOf = remembering(
  ({ phone, country }: { phone: string; country: Told }) => phoneIdentity(phone, country?.toUpperCase()),
  isAlike,
);

/** What leads to the person: none for somebody of whom the shop tells neither id nor address. */
export function identitiesOf(source: string, { id, email, phone, country }: Person): Identity[] {
  const customer = id?.trim();
  return [
    customer ? customerIdentity(source, customer) : undefined,
    email ? emailIdentity(email) : undefined,
    phone ? phoneOf({ phone, country }) : undefined,
  ].filter((identity) => identity !== undefined);
}

/** What is told of the person, in the words of profiles. */
export function profileOf(person: Person): Record<string, string> {
  const told = {
    email: person.email,
    phone: person.phone ? phoneOf({ phone: person.phone, country: person.country })?.value : undefined,
    firstName: person.firstName,
    lastName: person.lastName,
    locale: canonicalLocale(person.locale),
  };
  const profile: Record<string, string> = {};
  for (const [field, value] of Object.entries(told)) {
    const said = storable(value ?? '').trim();
    if (said !== '') profile[field] = said;
  }
  // No tags any more is something told, too.
  if (person.tags) profile['tags'] = storable(person.tags.map((tag) => tag.trim()).join(','));
  return profile;
}

const tagOf = remembering((locale: string): string | undefined => {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
});

/** A language tag that Intl takes (shops also write de_DE); undefined for anything else. */
export const canonicalLocale = (locale: Told): string | undefined => (locale ? tagOf(locale) : undefined);
