import type { ShopEvent } from '../../ingest';
import { personEvents } from '../facts';
import { instantOf } from '../instant';
import { fields, id, maybe, text, type TypeOf } from '../shape';

export const billing = fields({
  first_name: maybe(text),
  last_name: maybe(text),
  email: maybe(text),
  phone: maybe(text),
  country: maybe(text),
});

export const customer = fields({
  id,
  date_created_gmt: text,
  date_modified_gmt: maybe(text),
  email: maybe(text),
  first_name: maybe(text),
  last_name: maybe(text),
  billing: maybe(billing),
});

/** Opened an account, or was changed. Throws `MalformedError`. */
export function customerEvents(body: TypeOf<typeof customer>, source: string): ShopEvent[] {
  const { id: number, billing: address } = body;
  const of = String(number);
  const createdAt = instantOf(body.date_created_gmt, 'date_created_gmt');
  const changedAt = instantOf(body.date_modified_gmt ?? body.date_created_gmt, 'date_modified_gmt');
  const person = {
    id: of,
    email: body.email || address?.email,
    phone: address?.phone,
    country: address?.country,
    firstName: body.first_name || address?.first_name,
    lastName: body.last_name || address?.last_name,
  };
  return personEvents(source, person, [
    { name: 'customer_registered', id: of, at: createdAt },
    ...(changedAt > createdAt ? [{ name: 'customer_updated', id: `${of}:${changedAt}`, at: changedAt }] : []),
  ]);
}
