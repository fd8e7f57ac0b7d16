import type { ShopEvent } from '../../ingest';
import { personEvents } from '../facts';
import { instantOf } from '../instant';
import type { Person } from '../person';
import { fields, flag, id, maybe, text, type TypeOf } from '../shape';

const names = { email: maybe(text), phone: maybe(text), first_name: maybe(text), last_name: maybe(text) };

/** A customer within an order or a cart. */
export const buyer = fields({ ...names, id });

/** A customer by itself. */
export const customer = fields({
  ...names,
  id,
  has_account: maybe(flag),
  created_at: text,
  updated_at: maybe(text),
});

/** What is asked of a customer, in the words of Medusa's `fields`. */
export const customerFields = [
  'id',
  'email',
  'phone',
  'first_name',
  'last_name',
  'has_account',
  'created_at',
  'updated_at',
];

export const customerBody = fields({ data: customer });

export function personOf(told: TypeOf<typeof buyer>): Person {
  return {
    id: String(told.id),
    email: told.email,
    phone: told.phone,
    firstName: told.first_name,
    lastName: told.last_name,
  };
}

/** Opened an account, or was changed. Throws `MalformedError`. */
export function customerEvents({ data }: TypeOf<typeof customerBody>, source: string): ShopEvent[] {
  const of = String(data.id);
  const createdAt = instantOf(data.created_at, 'data.created_at');
  const changedAt = instantOf(data.updated_at ?? data.created_at, 'data.updated_at');
  return personEvents(source, personOf(data), [
    ...(data.has_account ? [{ name: 'customer_registered', id: of, at: createdAt }] : []),
    ...(changedAt > createdAt ? [{ name: 'customer_updated', id: `${of}:${changedAt}`, at: changedAt }] : []),
  ]);
}
