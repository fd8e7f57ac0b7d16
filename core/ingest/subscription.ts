/** What somebody last said of marketing as such; contact's time, ms UTC. */
export interface Subscription {
  /** When the person unsubscribed; null for who has not, or has come back since. */
  unsubscribedAt: number | null;
  /** When the person last came back. */
  resubscribedAt: number | null;
}

/** The latest word of two, in whatever order words come; at the same instant, having unsubscribed. */
export function mergeSubscriptions(a: Subscription, b: Subscription): Subscription {
  const left = latest(a.unsubscribedAt, b.unsubscribedAt);
  const resubscribedAt = latest(a.resubscribedAt, b.resubscribedAt);
  const isGone = left !== null && (resubscribedAt === null || left >= resubscribedAt);
  return { unsubscribedAt: isGone ? left : null, resubscribedAt };
}

const latest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);
