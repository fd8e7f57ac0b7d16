import { growingPause } from '../../growing-pause';

const MINUTE = 60_000;
const PAUSES = { first: MINUTE, growth: 4, longest: 6 * 60 * MINUTE };

/**
 * How long (ms) a message waits before it is tried again: as long as the provider asks, else four times as long with
 * each try. `tried`: how often it was tried before this time; `asked`: what the provider wants, ms.
 */
export function backoff(tried: number, asked: number | undefined, random = Math.random): number {
  return asked ?? growingPause(PAUSES, tried, random);
}
