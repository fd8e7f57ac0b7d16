import { DateTime } from 'luxon';
import { remembering } from '../remembering';
import { MalformedError } from './generic/parse';

/**
 * ms UTC of an ISO 8601 or SQL instant; one without an offset is UTC, as shops' databases keep it. Throws
 * `MalformedError` naming `where`.
 */
export function instantOf(told: string, where: string): number {
  const instant = millisOf(told);
  if (!Number.isNaN(instant)) return instant;
  throw new MalformedError(`${where} “${told}” is not an instant`);
}

/** Of one order, most instants are the same. */
const millisOf = remembering((told: string) =>
  DateTime.fromISO(told.trim().replace(' ', 'T'), { zone: 'utc' }).toMillis(),
);

const LATEST_CHANGE = 60 * 86_400_000;

/**
 * When something befell an order that the shop gives no date for: when the order was last changed; unless the order
 * is so old by then that it was changed for another reason, by a bulk edit or a synchronisation. All ms UTC.
 */
export const undated = (placedAt: number, changedAt: number): number =>
  changedAt - placedAt <= LATEST_CHANGE ? changedAt : placedAt;
