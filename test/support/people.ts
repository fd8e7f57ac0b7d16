import {
  customerIdentity,
  emailIdentity,
  type EventData,
  type EventName,
  orderIdentity,
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

/** What a customer did, as a shop tells it. `who`: customer ids and e-mail addresses of one person. */
export function happened(
  name: EventName,
  who: string | readonly string[],
  at: number,
  said: Said = {},
): ShopEvent {
  count += 1;
  const { data = {}, profile = {} } = said;
  const people = [who].flat().map((one) => emailIdentity(one) ?? customerIdentity('shop', one));
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
