/** After so many messages in a row that a provider could not take, it is left alone. */
export const MOST_FAILURES = 5;
const REST = 30_000;
const LONGEST_REST = 15 * 60_000;
const PROBE = 60_000;

/** How a provider fares; instants in ms UTC, wall. */
export interface Health {
  /** Messages in a row that it could not take. */
  failures: number;
  /** How often in a row it was left alone. */
  rests: number;
  /** Until when it is left alone. */
  restUntil: number;
}

/** What a batch met at its provider. */
export interface Met {
  /** Messages that it took or refused: it is there. */
  answered: number;
  /** Messages that it could not take, or whose fate is not known. */
  failed: number;
  /** When it wants to be asked again, ms UTC; undefined where it did not say. */
  askedUntil?: number;
}

/**
 * How many of `wanted` messages may go (a circuit breaker): none while the provider is left alone, then one that tries
 * it, while the others stay for a while longer.
 */
export function admit(health: Health, wanted: number, now: number): { admitted: number; health: Health } {
  if (now < health.restUntil) return { admitted: 0, health };
  if (health.failures < MOST_FAILURES || wanted === 0) return { admitted: wanted, health };
  return { admitted: 1, health: { ...health, restUntil: now + PROBE } };
}

/** How the provider fares after a batch. */
export function after(health: Health, { answered, failed, askedUntil = 0 }: Met, now: number): Health {
  if (answered > 0) return { failures: 0, rests: 0, restUntil: askedUntil };
  const failures = health.failures + failed;
  if (failed === 0 || failures < MOST_FAILURES) {
    return { ...health, failures, restUntil: Math.max(health.restUntil, askedUntil) };
  }
  const rest = Math.min(REST * 2 ** health.rests, LONGEST_REST);
  return { failures, rests: health.rests + 1, restUntil: Math.max(now + rest, askedUntil) };
}
