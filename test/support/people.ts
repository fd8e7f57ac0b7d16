import {
  customerIdentity,
  emailIdentity,
  type EventData,
  type EventName,
  orderIdentity,
  phoneIdentity,
  type ShopEvent,
  takeEvents,
} from '../../core/ingest';
import type { Clock } from '../../core/clock';
import type { Store } from '../../core/store';

interface Said {
  /** Wall, ms UTC; now when it is left out. */
  at?: number;
  data?: EventData;
  profile?: Record<string, string>;
  /** Contact milliseconds in one wall millisecond, for somebody who comes into being by this. */
  speed?: number;
}

let count = 0;

const identityOf = (one: string) =>
  emailIdentity(one) ??
  (one.startsWith('+') ? phoneIdentity(one) : undefined) ??
  customerIdentity('shop', one);

/** What a customer did, as a shop tells it. `who`: customer ids, e-mail addresses and numbers (+…) of one person. */
export function happened(
  name: EventName,
  who: string | readonly string[],
  at: number,
  said: Said = {},
): ShopEvent {
  count += 1;
  const { data = {}, profile = {} } = said;
  const people = [who].flat().map(identityOf);
  const identities = data.order ? [...people, orderIdentity('shop', data.order.id)] : people;
  return { source: 'shop', sourceId: `event ${count}`, name, at, identities, profile, data };
}

/** Takes in what one person did. */
export async function take(
  store: Store,
  clock: Clock,
  name: EventName,
  who: string | readonly string[],
  { at = clock.now(), speed, ...said }: Said = {},
): Promise<void> {
  const event = happened(name, who, at, said);
  await store.write((work) =>
    takeEvents(work, store, clock, [event], speed === undefined ? undefined : { speed, matches: () => true }),
  );
}
