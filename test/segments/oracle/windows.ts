import { DateTime } from 'luxon';
import type { Span, Window } from '../../../core/segments/definition/types';

const MINUTE = 60_000;

export const lengthOf = ({ days = 0, hours = 0, minutes = 0 }: Span): number =>
  ((days * 24 + hours) * 60 + minutes) * MINUTE;

/** The instant that an ISO date or instant names. */
const instantOf = (text: string, zone: string) => DateTime.fromISO(text, { zone }).toMillis();

type Unit = NonNullable<Window['this']>;

/** The calendar period that an instant lies in: its start, and the start of the next. */
export function periodOf(at: number, unit: Unit, zone: string): [start: number, end: number] {
  const start = DateTime.fromMillis(at, { zone }).startOf(unit);
  return [start.toMillis(), start.plus({ [unit]: 1 }).toMillis()];
}

/** Whether an instant lies in a window, seen from `now`. */
export function inWindow(window: Window, at: number, now: number, definitionZone: string): boolean {
  const { last, olderThan, from, until, this: unit, timeZone: zone = definitionZone } = window;
  if (last && !(at > now - lengthOf(last))) return false;
  if (olderThan && !(at <= now - lengthOf(olderThan))) return false;
  if (from !== undefined && !(at >= instantOf(from, zone))) return false;
  if (until !== undefined && !(at < instantOf(until, zone))) return false;
  if (unit === undefined) return true;
  const [start, end] = periodOf(now, unit, zone);
  return at >= start && at < end;
}
