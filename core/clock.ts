/** The port through which everything asks for the wall clock: integer milliseconds UTC. */
export interface Clock {
  now(): number;
}

export const wallClock: Clock = { now: () => Date.now() };

/**
 * How a contact's time runs. Ordinary contacts have `rehearsalSince` null.
 * `rehearsalSince`: wall instant (ms UTC) at which the rehearsal began.
 * `rehearsalSpeed`: contact milliseconds that pass in one wall millisecond.
 */
export interface Pace {
  rehearsalSince: number | null;
  rehearsalSpeed: number | null;
}

/** The pace of whoever does not rehearse. */
export const ORDINARY: Pace = { rehearsalSince: null, rehearsalSpeed: null };

/** A contact's time. Every instant stored about a contact, except wake-up times, is in it. */
export interface ContactClock extends Clock {
  /** True while the contact rehearses: messages go to the outbox, coupons stay away from the shop. */
  readonly rehearsing: boolean;
  /** The contact's instant at a wall instant (ms UTC). */
  at(wall: number): number;
  /** The wall instant at which the contact's time reaches `instant` (ms UTC), rounded up. */
  wallAt(instant: number): number;
}

/** The only "now" that a step may ask: the wall clock, or a faster one from the start of a rehearsal. */
export function contactClock(clock: Clock, pace: Pace): ContactClock {
  const { rehearsalSince: since, rehearsalSpeed: speed } = pace;
  if (since === null || speed === null) {
    return { rehearsing: false, now: () => clock.now(), at: (wall) => wall, wallAt: (instant) => instant };
  }
  const at = (wall: number) => (wall <= since ? wall : Math.round(since + (wall - since) * speed));
  const wallAt = (instant: number) =>
    instant <= since ? instant : since + Math.ceil((instant - since) / speed);
  return { rehearsing: true, now: () => at(clock.now()), at, wallAt };
}
