import { DateTime } from 'luxon';
import type { Span } from './types';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A span in milliseconds. */
export const millisOf = ({ days = 0, hours = 0, minutes = 0 }: Span): number =>
  days * DAY + hours * HOUR + minutes * MINUTE;

/** The instant (ms UTC) that an ISO text means; read in the zone where it names none. NaN for anything else. */
export const instantOf = (text: string, timeZone: string): number =>
  DateTime.fromISO(text, { zone: timeZone }).toMillis();
