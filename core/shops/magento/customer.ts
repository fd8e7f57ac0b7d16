import type { ShopEvent } from '../../ingest';
import { consentFact, personEvents } from '../facts';
import { MalformedError } from '../generic/parse';
import { instantOf } from '../instant';
import { fields, id, listOf, maybe, text, type TypeOf } from '../shape';

const address = fields({ telephone: maybe(text), country_id: maybe(text) });

/** A customer as events and the REST API tell it. */
export const customer = fields({
  /** The API’s name for it, and the events’. */
  id: maybe(id),
  entity_id: maybe(id),
  email: maybe(text),
  firstname: maybe(text),
  lastname: maybe(text),
  created_at: text,
  updated_at: maybe(text),
  addresses: maybe(listOf(address)),
});

/** Opened an account, or was changed. Throws `MalformedError`. */
export function customerEvents(told: TypeOf<typeof customer>, source: string): ShopEvent[] {
  const number = told.id ?? told.entity_id;
  if (number == null) throw new MalformedError('id or entity_id is needed');
  const of = String(number);
  const createdAt = instantOf(told.created_at, 'created_at');
  const changedAt = instantOf(told.updated_at ?? told.created_at, 'updated_at');
  const [at] = told.addresses ?? [];
  const person = {
    id: of,
    email: told.email,
    phone: at?.telephone,
    country: at?.country_id,
    firstName: told.firstname,
    lastName: told.lastname,
  };
  return personEvents(source, person, [
    { name: 'customer_registered', id: of, at: createdAt },
    ...(changedAt > createdAt ? [{ name: 'customer_updated', id: `${of}:${changedAt}`, at: changedAt }] : []),
  ]);
}

export const subscriber = fields({
  subscriber_id: id,
  customer_id: maybe(id),
  subscriber_email: text,
  subscriber_status: id,
  change_status_at: maybe(text),
});

/** Subscribed and unsubscribed; the other two wait for the person to confirm. */
const states = new Map<string, 'granted' | 'withdrawn'>([
  ['1', 'granted'],
  ['3', 'withdrawn'],
]);

/** Subscribed to the newsletter, or left it. Throws `MalformedError`. */
export function subscriberEvents(told: TypeOf<typeof subscriber>, source: string): ShopEvent[] {
  const state = states.get(String(told.subscriber_status));
  if (!state || !told.change_status_at) return [];
  const at = instantOf(told.change_status_at, 'change_status_at');
  const person = { id: customerId(told.customer_id), email: told.subscriber_email };
  return personEvents(source, person, [consentFact(`newsletter-${told.subscriber_id}`, 'email', state, at)]);
}

/** Guests have none, or 0. */
export const customerId = (number: string | number | null | undefined): string | undefined =>
  number == null || Number(number) === 0 ? undefined : String(number);
