import type { ShopEvent } from '../ingest';
import type { ToldProduct } from '../products';
import type { Answer, Connection, ReceivedRequest, StepContext } from '../steps/define';
import type { Text } from '../steps/text';
import { type Body, pathsOf, readerOf, type Shape } from './shape';

/** A request that is believed. */
export interface Delivery extends Body {
  /** What the shop calls the thing that it tells. */
  topic: string;
  /** The same each time that this is delivered, and only then. */
  key: string;
}

/** What is thought of a request: it is believed, or answered at once. */
export type Verdict = { delivery: Delivery } | { answer: Answer };

/** What a shop's requests are checked with. */
export type Checking = Pick<StepContext, 'connect' | 'http' | 'clock' | 'log'>;

/** What a delivery tells: what people did, and how products are now. */
export interface Told {
  events: readonly ShopEvent[];
  products: readonly ToldProduct[];
}

export const nothing: Told = { events: [], products: [] };

/** A kind of shop: how its webhooks are believed and understood. */
export interface Shop {
  name: string;
  label: Text;
  /** How its secret is given. */
  connection: Connection;
  /** Checks the signature over the raw body. Throws `StepError` where the secret is missing or cannot be one. */
  verify(request: ReceivedRequest, checking: Checking): Promise<Verdict>;
  /**
   * What a delivery tells; undefined for a topic that tells nothing of interest. Throws `MalformedError`; then
   * nothing of it is to be taken in. `mapping`: the trigger's, for shops whose JSON is their own; then also throws
   * `StepError`.
   */
  parse(delivery: Delivery, source: string, mapping?: string): Told | undefined;
  /** For shops whose topic stands in the body. Throws as `parse`. */
  topicOf?(delivery: Delivery, mapping?: string): string;
  /** What the shop wants to read in the answer to what was taken in. */
  acknowledgement?: Answer['body'];
  /**
   * The sender is one's own: it is told what is wrong, and it tells things once. Other shops would only send again
   * what was refused, and tell of old things whenever they change.
   */
  isOwn?: true;
}

export const unsigned = (headers: string): Verdict => ({
  answer: { status: 401, body: { error: `unsigned: ${headers} needed` } },
});

export const forged: Verdict = {
  answer: { status: 401, body: { error: 'the signature does not match' } },
};

/** The keys that a signature is checked with could not be had: the shop is to deliver again. */
export const keysAway: Verdict = {
  answer: { status: 503, body: { error: 'the keys of the shop cannot be had now; deliver again later' } },
};

export interface Topic {
  (delivery: Delivery, source: string): Told;
  /** Where what is read stands in a body: see `pathsOf`. */
  readonly reads: readonly string[];
}

/** One topic: what its bodies look like, and the events that they are. */
export function topic<T>(shape: Shape<T>, events: (body: T, source: string) => ShopEvent[]): Topic {
  const read = readerOf(shape);
  const told = (delivery: Delivery, source: string): Told => ({
    events: events(read(delivery), source),
    products: [],
  });
  return Object.assign(told, { reads: pathsOf(shape) });
}

/** One topic about products: what its bodies look like, and the products that they tell of. */
export function productTopic<T>(shape: Shape<T>, products: (body: T) => ToldProduct[]): Topic {
  const read = readerOf(shape);
  const told = (delivery: Delivery): Told => ({ events: [], products: products(read(delivery)) });
  return Object.assign(told, { reads: pathsOf(shape) });
}

/** Understands deliveries by their topic. */
export function byTopic(topics: Record<string, Topic>): Shop['parse'] {
  const known = new Map(Object.entries(topics));
  return (delivery, source) => known.get(delivery.topic)?.(delivery, source);
}
