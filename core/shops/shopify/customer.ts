import type { ShopEvent } from '../../ingest';
import { consentFact, personEvents, type PersonFact } from '../facts';
import { instantOf } from '../instant';
import type { Person } from '../person';
import { fields, id, key, maybe, text, type TypeOf } from '../shape';

const consent = maybe(fields({ state: text, consent_updated_at: maybe(text) }));

const customerFields = {
  admin_graphql_api_id: maybe(key),
  email: maybe(text),
  phone: maybe(text),
  first_name: maybe(text),
  last_name: maybe(text),
  tags: maybe(text),
  email_marketing_consent: consent,
  sms_marketing_consent: consent,
};

/** A customer within an order or a checkout. */
export const buyer = fields({ ...customerFields, id: maybe(id) });
export type Buyer = TypeOf<typeof buyer>;

export const customer = fields({ ...customerFields, id, created_at: text, updated_at: maybe(text) });
export type Customer = TypeOf<typeof customer>;

/** Shopify's ids exceed 2^53; its GraphQL id is text and ends in the same digits. */
export function digitsOf(gid: string | null | undefined, number: string | number): string {
  return gid?.split('/').at(-1) ?? String(number);
}

const idOf = ({ id: number, admin_graphql_api_id: gid }: Buyer): string | undefined =>
  number == null ? undefined : digitsOf(gid, number);

export function personOf(told: Buyer): Person {
  return {
    id: idOf(told),
    email: told.email,
    phone: told.phone,
    firstName: told.first_name,
    lastName: told.last_name,
    tags: told.tags?.split(',').filter((tag) => tag.trim() !== ''),
  };
}

/** Opened an account, or was changed; and what the customer consents to. Throws `MalformedError`. */
export function customerEvents(body: Customer, source: string): ShopEvent[] {
  const of = digitsOf(body.admin_graphql_api_id, body.id);
  const createdAt = instantOf(body.created_at, 'created_at');
  const changedAt = instantOf(body.updated_at ?? body.created_at, 'updated_at');
  return personEvents(source, personOf(body), [
    { name: 'customer_registered', id: of, at: createdAt },
    ...(changedAt > createdAt ? [{ name: 'customer_updated', id: `${of}:${changedAt}`, at: changedAt }] : []),
    ...consentsOf(of, body),
  ]);
}

/** What a customer is told to consent to, beside something else. */
export function buyerEvents(told: Buyer, source: string): ShopEvent[] {
  const of = idOf(told);
  return of === undefined ? [] : personEvents(source, personOf(told), consentsOf(of, told));
}

type Consents = Pick<Buyer, 'email_marketing_consent' | 'sms_marketing_consent'>;

function consentsOf(of: string, { email_marketing_consent: email, sms_marketing_consent: sms }: Consents) {
  return [...consentOf(of, 'email', email), ...consentOf(of, 'sms', sms)];
}

/** What the other states say (`not_subscribed`, `pending`, `invalid`) is neither a yes nor a no. */
const consentStates = new Map<string, 'granted' | 'withdrawn'>([
  ['subscribed', 'granted'],
  ['unsubscribed', 'withdrawn'],
  ['redacted', 'withdrawn'],
]);

function consentOf(of: string, channel: string, told: TypeOf<typeof consent>): PersonFact[] {
  const state = consentStates.get(told?.state.toLowerCase() ?? '');
  if (!state || !told?.consent_updated_at) return [];
  return [
    consentFact(of, channel, state, instantOf(told.consent_updated_at, `${channel} consent_updated_at`)),
  ];
}

export const emailConsent = fields({
  customer_id: id,
  email_address: maybe(text),
  email_marketing_consent: consent,
});

export function emailConsentEvents(body: TypeOf<typeof emailConsent>, source: string): ShopEvent[] {
  const of = String(body.customer_id);
  const person = { id: of, email: body.email_address };
  return personEvents(source, person, consentOf(of, 'email', body.email_marketing_consent));
}

export const smsConsent = fields({ id, phone: maybe(text), sms_marketing_consent: consent });

export function smsConsentEvents(body: TypeOf<typeof smsConsent>, source: string): ShopEvent[] {
  const of = String(body.id);
  const person = { id: of, phone: body.phone };
  return personEvents(source, person, consentOf(of, 'sms', body.sms_marketing_consent));
}
