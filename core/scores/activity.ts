import { dayOf } from './days';
import { own } from './own';

/** Something that a person did, or did so many times on that day. */
export interface Doing {
  name: string;
  /** ms, the person's time. */
  at: number;
  count?: number;
}

/** How much events say, and how soon they say half of it. */
export interface ActivityRule {
  halfLifeDays: number;
  /** Points by event name; other events count nothing. */
  weights: Readonly<Record<string, number>>;
}

export const usualActivity: ActivityRule = {
  halfLifeDays: 30,
  weights: {
    product_viewed: 1,
    product_favourited: 3,
    cart_updated: 3,
    checkout_started: 4,
    order_placed: 6,
    order_paid: 10,
    coupon_redeemed: 4,
    message_opened: 1,
    message_clicked: 2,
    message_replied: 3,
    points_redeemed: 3,
  },
};

const UNIT = 1_000_000;

/**
 * Millionths of what something is still worth: weight · 2^(−days / half-life), rounded. `days`: whole UTC days since
 * it happened; what is dated ahead of the clock is worth all. Integers, so that sums are the same in any order.
 */
export function decayed(weight: number, at: number, now: number, halfLifeDays: number): number {
  const days = Math.max(0, dayOf(now) - dayOf(at));
  return Math.round(UNIT * weight * 2 ** (-days / halfLifeDays));
}

/** Millionths as the number they stand for. */
export const pointsOf = (millionths: number): number => millionths / UNIT;

/** Days after which something of this weight is worth nothing any more. */
export const forgottenAfter = (weight: number, halfLifeDays: number): number =>
  Math.ceil(halfLifeDays * Math.log2(2 * UNIT * Math.max(weight, 1)));

/** The activity score at an instant (`now`, ms): the points of all that was done, each decayed by its age. */
export function activityScore(doings: Iterable<Doing>, now: number, rule = usualActivity): number {
  let millionths = 0;
  for (const { name, at, count = 1 } of doings) {
    const weight = own(rule.weights, name);
    if (weight !== undefined) millionths += count * decayed(weight, at, now, rule.halfLifeDays);
  }
  return pointsOf(millionths);
}
