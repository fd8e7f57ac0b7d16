const SECOND = 1_000_000;

/** A token bucket that holds one second of messages; instants in µs UTC. */
export interface Bucket {
  /** When it would be full had nothing gone meanwhile. */
  fullAt: number;
  /** The place of the last message that was told to come again. */
  queueUntil: number;
}

/** What a bucket gives: so many may go now, the others have a place each in the queue, µs UTC. */
export interface Taken extends Bucket {
  now: number;
  later: number[];
}

/**
 * Takes up to `wanted` tokens. A bucket is one instant (the generic cell rate algorithm, ITU-T I.371), which each token
 * moves on. Whoever gets none is told to come again one after the other, and takes a token then. `now`: µs UTC.
 */
export function take(bucket: Bucket, wanted: number, perSecond: number, now: number): Taken {
  const each = Math.round(SECOND / perSecond);
  const most = Math.max(SECOND, each);
  const from = Math.max(bucket.fullAt, now) - now;
  const given = Math.min(wanted, Math.max(0, Math.floor((most - from) / each)));
  const fullAt = now + from + given * each;
  const queueFrom = Math.max(bucket.queueUntil, fullAt - most, now);
  const later = Array.from({ length: wanted - given }, (_, place) => queueFrom + (place + 1) * each);
  return { now: given, later, fullAt, queueUntil: later.at(-1) ?? bucket.queueUntil };
}
