import { DateTime } from 'luxon';
import { MalformedError } from './generic/parse';

/**
 * ms UTC of an ISO 8601 or SQL instant; one without an offset is UTC, as shops' databases keep it. Throws
 * `MalformedError` naming `where`.
 */
export function instantOf(told: string, where: string): number {
  const parsed = DateTime.fromISO(told.trim().replace(' ', 'T'), { zone: 'utc' });
  if (parsed.isValid) return parsed.toMillis();
  throw new MalformedError(`${where} “${told}” is not an instant`);
}

const LATEST_CHANGE = 60 * 86_400_000;

/**
 * When something befell an order that the shop gives no date for: when the order was last changed; unless the order
 * is so old by then that it was changed for another reason, by a bulk edit or a synchronisation. All ms UTC.
 */
export const undated = (placedAt: number, changedAt: number): number =>
  changedAt - placedAt <= LATEST_CHANGE ? changedAt : placedAt;
