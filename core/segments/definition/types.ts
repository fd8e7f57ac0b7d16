import type { RfmThresholds } from '../../scores/rfm';
import type { Stage } from '../stages';

/** A segment, as people write it down. The schema in schema.ts is what is published and checked. */
export interface SegmentDefinition {
  /** Of the language. */
  version: 1;
  /** IANA name; where days, weeks, months and years begin. UTC without it. */
  timeZone?: string;
  where: Condition;
}

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { none: Condition[] }
  | StageCondition
  | DidCondition
  | DidNotCondition
  | SequenceCondition
  | TimeCondition
  | OrdersCondition
  | QuietCondition
  | RfmCondition
  | AttributeCondition
  | { tag: string }
  | ConsentCondition
  | { reachable: string }
  | CouponCondition
  | { memberOf: string };

/** A span of elapsed time; its parts add up. */
export interface Span {
  days?: number;
  hours?: number;
  minutes?: number;
}

/**
 * When something happened. `last`: after now less the span, which is also true of what is dated ahead of the clock.
 * `olderThan`: at or before now less the span. `from` and `until`: ISO dates or instants, the first one in, the
 * second one out; what names no zone is read in the definition's. `this`: in the calendar period that now is in; weeks
 * begin on Monday. What is given holds together.
 */
export interface Window {
  last?: Span;
  olderThan?: Span;
  from?: string;
  until?: string;
  this?: 'day' | 'week' | 'month' | 'year';
  /** IANA name; where the window has a zone of its own. */
  timeZone?: string;
}

/** How many times; at least once unless it says otherwise. */
export type Times = { atLeast: number } | { atMost: number } | { exactly: number };

export interface Range {
  atLeast?: number;
  atMost?: number;
  above?: number;
  below?: number;
}

/**
 * What a text must be like; compared as it is kept, but for categories and coupons (see ingest). Where nothing is
 * said only `isNot` and `exists: false` hold. Of several (the products of an order) it is enough that one is like it;
 * `isNot` holds when none of them is the text. `under` is for categories.
 */
export type TextTest =
  | { is: string }
  | { isNot: string }
  | { in: string[] }
  | { contains: string }
  | { startsWith: string }
  /** This category or one below it in the tree. */
  | { under: string }
  | { exists: boolean };

/**
 * Which events count; all that is given holds together. `product` and `category`: of an order, each that it has parts
 * of; of any other event, the one that it is about. `coupon`: each that was used in the order that the event is about.
 * `amount`: minor units (of an order: its amount less what was refunded), or points; where none is said no range holds.
 * `favouritedBy`: how many people favoured the product (0 where nobody did; no range holds where no product is named;
 * of several it is enough that one is in the range), as of the last scoring run. `via`: a text in the event's data.
 * Nothing is said of the `channel` and `via` of orders. `customer_registered` says what its events say: with a filter
 * it happened if one of them is like it, at the first that is.
 */
export interface Filter {
  product?: TextTest;
  category?: TextTest;
  channel?: TextTest;
  coupon?: TextTest;
  currency?: TextTest;
  source?: TextTest;
  amount?: Range;
  favouritedBy?: Range;
  via?: TextTest;
}

export interface StageCondition {
  stage: Stage[];
  /** 90 without it. */
  lapsedAfterDays?: number;
}

/**
 * Something that people do: an event's name, what it must be about, and when. An order is one `order_placed` (when it
 * was placed, else paid; whatever became of it), one `order_paid` as long as it counts (neither cancelled nor wholly
 * refunded) and one `order_cancelled`. `customer_registered` happens once: the first time. Orders and registrations
 * of imported history are among them. Any other event happened as often as it was told.
 */
export interface Happening {
  did: string;
  when?: Window;
  where?: Filter;
}

export interface DidCondition extends Happening {
  times?: Times;
}

export interface DidNotCondition {
  didNot: string;
  when?: Window;
  where?: Filter;
}

/**
 * Did the first, and within the span after it did not do the other: true from the end of the span on. The other is
 * another event, from the very instant of the first (shops tell of an order placed and paid in one second) and before
 * the end of the span. With `same`, a first that names no product or category counts for nothing, and of several it is
 * enough that they share one.
 */
export interface SequenceCondition {
  after: Happening;
  didNot: string;
  where?: Filter;
  within: Span;
  /** The other must be about the same. */
  same?: 'product' | 'category';
}

/** The first or last time of an event lies in the window. False for who never did it. */
export type TimeCondition =
  { first: string; where?: Filter; is: Window } | { last: string; where?: Filter; is: Window };

/**
 * Over the orders that were paid and neither cancelled nor wholly refunded, net of refunds. Amounts are minor units of
 * `currency`; orders in other currencies are left out. No orders: a count and a sum of 0, no average.
 */
export interface OrdersCondition {
  orders: 'count' | 'sum' | 'average' | 'largest';
  /** Needed for all but a count; a count without it is over all currencies. */
  currency?: string;
  when?: Window;
  where?: Filter;
  is: Range;
}

/**
 * No paid order for as long as `times` the person's own mean gap between orders, or longer; held between the two
 * bounds; who has ordered once: for `atMostDays`. False for who never paid. The mean gap: from the first paid order to
 * the last, over one less than their number; times it in whole milliseconds, rounded down. `times` has two places at
 * most.
 */
export interface QuietCondition {
  quietFor: { times: number; atLeastDays: number; atMostDays: number };
}

/** Scores from 1 to 5 among all people, as of the last scoring run, or by thresholds of one's own. False for who never paid. */
export interface RfmCondition {
  rfm: {
    recency?: Range;
    frequency?: Range;
    monetary?: Range;
    /** Names of tiers. */
    tier?: string[];
  };
  thresholds?: RfmThresholds;
}

/** What is known of the person: a field of the profile. */
export interface AttributeCondition {
  attribute: string;
  is: TextTest;
}

/** `withdrawn`: said so, or unsubscribed. `granted`: said so, and not unsubscribed. `unknown`: neither. */
export interface ConsentCondition {
  /** A channel. */
  consent: string;
  state: 'granted' | 'withdrawn' | 'unknown';
}

/**
 * `held`: any that was issued and not released; `redeemed`: held, and an order of the person that was neither cancelled
 * nor wholly refunded used its code; `unused`: held, not redeemed, not expired; `expiring`: unused, and expires within the span, at its end
 * included.
 */
export interface CouponCondition {
  coupon: 'held' | 'unused' | 'redeemed' | 'expiring';
  purpose?: string;
  within?: Span;
}
