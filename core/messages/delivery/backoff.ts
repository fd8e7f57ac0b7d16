const MINUTE = 60_000;
const LONGEST = 6 * 60 * MINUTE;

/**
 * How long (ms) a message waits before it is tried again: as long as the provider asks, else four times as long with
 * each try, half of it left to chance, so that those who failed together do not come back together. `tried`: how often
 * it was tried before this time; `asked`: what the provider wants, ms.
 */
export function backoff(tried: number, asked: number | undefined, random = Math.random): number {
  if (asked !== undefined) return asked;
  const most = Math.min(MINUTE * 4 ** tried, LONGEST);
  return Math.round(most / 2 + (most / 2) * random());
}
