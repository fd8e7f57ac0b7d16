import type { ContactClock } from '../../../core/clock';
import { customerIdentity, emailIdentity, orderIdentity, type ShopEvent } from '../../../core/ingest';
import type { Deed } from './history';
import type { PlannedDeed } from './people';

/** Who did something, as shops know them. */
export interface Doer {
  name: string;
  clock: ContactClock;
  /** The codes of the person's coupons: `own-0` is the first. */
  codes: readonly string[];
}

export const emailOf = (name: string) => `${name}@example.com`;

/** A deed as a shop tells of it. Ids of orders and codes become the person's own. */
export function eventOf(
  { name: person, clock, codes }: Doer,
  { source, name, at, data, profile }: PlannedDeed,
  sourceId: string,
): ShopEvent {
  const order = data.order && {
    ...data.order,
    id: `${person}-${data.order.id}`,
    ...(data.order.coupons && { coupons: data.order.coupons.map((code) => ownCode(code, codes)) }),
  };
  const identities = [
    customerIdentity(source, person),
    emailIdentity(emailOf(person)),
    order && orderIdentity(source, order.id),
  ].filter((identity) => identity !== undefined);
  return {
    source,
    sourceId,
    name,
    at: clock.wallAt(at),
    identities,
    profile,
    data: { ...data, ...(order && { order }) },
  };
}

/** People type codes in small letters. */
const ownCode = (code: string, codes: readonly string[]) =>
  code.startsWith('own-') ? (codes[Number(code.slice('own-'.length))]?.toLowerCase() ?? code) : code;

/** An event as it is remembered of the person. */
export const deedOf = (clock: ContactClock, { source, name, at, data, profile }: ShopEvent): Deed => ({
  source,
  name,
  at: clock.at(at),
  data,
  profile,
});
