import type { ShopEvent } from '../../ingest';
import { personEvents } from '../facts';
import { instantOf } from '../instant';
import type { Person } from '../person';
import { fields, id, maybe, text, type TypeOf } from '../shape';

export const address = maybe(
  fields({
    firstName: maybe(text),
    lastName: maybe(text),
    phone: maybe(text),
    country: maybe(fields({ code: text })),
  }),
);

const userFields = {
  id,
  email: maybe(text),
  firstName: maybe(text),
  lastName: maybe(text),
  languageCode: maybe(text),
};

/** A customer within an order or a checkout. */
export const user = fields(userFields);

/** A customer by itself. */
export const customer = fields({
  ...userFields,
  dateJoined: text,
  updatedAt: maybe(text),
  defaultBillingAddress: address,
});

export const customerBody = fields({ user: customer });

/** Somebody with or without an account, at an address. */
export function personOf(
  known: TypeOf<typeof user> | null | undefined,
  at: TypeOf<typeof address>,
  guest?: { email?: string | null | undefined; languageCode?: string | null | undefined },
): Person {
  return {
    id: known && String(known.id),
    email: known?.email || guest?.email,
    phone: at?.phone,
    country: at?.country?.code,
    firstName: known?.firstName || at?.firstName,
    lastName: known?.lastName || at?.lastName,
    locale: known?.languageCode ?? guest?.languageCode,
  };
}

/** Opened an account, or was changed. Throws `MalformedError`. */
export function customerEvents({ user: told }: TypeOf<typeof customerBody>, source: string): ShopEvent[] {
  const of = String(told.id);
  const joinedAt = instantOf(told.dateJoined, 'user.dateJoined');
  const changedAt = instantOf(told.updatedAt ?? told.dateJoined, 'user.updatedAt');
  return personEvents(source, personOf(told, told.defaultBillingAddress), [
    { name: 'customer_registered', id: of, at: joinedAt },
    ...(changedAt > joinedAt ? [{ name: 'customer_updated', id: `${of}:${changedAt}`, at: changedAt }] : []),
  ]);
}
