import { DateTime } from 'luxon';
import type { Period, PeriodUnit } from './scope';

/** The calendar period of a zone that an instant (ms UTC) is in, as instants (ms UTC). Weeks begin on Monday. */
export function periodOf(unit: PeriodUnit, timeZone: string, instant: number): Period<number> {
  const start = DateTime.fromMillis(instant, { zone: timeZone }).startOf(unit);
  const end = start.plus({ [unit]: 1 }).startOf(unit);
  return { start: start.toMillis(), end: end.toMillis() };
}
