import type { ShopEvent } from '../../ingest';
import { personEvents } from '../facts';
import { instantOf } from '../instant';
import type { Person } from '../person';
import { fields, id, maybe, text, type TypeOf } from '../shape';

export const customer = fields({
  id,
  createdAt: text,
  updatedAt: maybe(text),
  firstName: maybe(text),
  lastName: maybe(text),
  phoneNumber: maybe(text),
  emailAddress: maybe(text),
  /** Guests have none. */
  user: maybe(fields({ createdAt: text })),
});
type Customer = TypeOf<typeof customer>;

export const customerBody = fields({ data: fields({ customer }) });

export function personOf(told: Customer): Person {
  return {
    id: String(told.id),
    email: told.emailAddress,
    phone: told.phoneNumber,
    firstName: told.firstName,
    lastName: told.lastName,
  };
}

/** Opened an account, or was changed. Throws `MalformedError`. */
export function customerEvents({ data }: TypeOf<typeof customerBody>, source: string): ShopEvent[] {
  const { customer: told } = data;
  const of = String(told.id);
  const createdAt = instantOf(told.createdAt, 'customer.createdAt');
  const changedAt = instantOf(told.updatedAt ?? told.createdAt, 'customer.updatedAt');
  return personEvents(source, personOf(told), [
    ...(told.user
      ? [
          {
            name: 'customer_registered',
            id: of,
            at: instantOf(told.user.createdAt, 'customer.user.createdAt'),
          },
        ]
      : []),
    ...(changedAt > createdAt ? [{ name: 'customer_updated', id: `${of}:${changedAt}`, at: changedAt }] : []),
  ]);
}
