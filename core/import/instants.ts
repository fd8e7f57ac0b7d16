import { IANAZone } from 'luxon';
import { StepError } from '../errors';
import { RejectedError } from './rejected';

/** How dates with slashes are to be read: day first or month first. */
export type SlashedDates = 'dmy' | 'mdy';

/** Reads a date or an instant as ms UTC; undefined for an empty one. Throws `RejectedError`. */
export type ReadInstant = (text: string) => number | undefined;

const TIME = String.raw`(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AP]M)?)?`;
const OFFSET = String.raw`\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${TIME}${OFFSET}$`, 'i');
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}),?${TIME}${OFFSET}$`, 'i');
/** Seconds or milliseconds since 1970. */
const EPOCH = /^(\d{10})(\d{3})?$/;
/** What databases write for no date. */
const NEVER = /^0{4}-0{2}-0{2}/;

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;

/**
 * Reads dates as shops export them: ISO 8601 and SQL, day.month.year, and with `slashed` said also 1/2/2026. What names no
 * offset is in `zone` (IANA). Throws `StepError` for a zone that does not exist.
 */
export function instantReader(zone: string, slashed?: SlashedDates): ReadInstant {
  const utc = toUtc(zone);
  return (text) => {
    if (text === '' || NEVER.test(text)) return undefined;
    const instant = usual(text, utc) ?? yearFirst(text, utc) ?? yearLast(text, utc, slashed) ?? epoch(text);
    if (instant !== undefined) return instant;
    throw new RejectedError('a date that cannot be read; write it like 2026-03-02 09:00', text);
  };
}

/** Of an instant to the second, with its Z. */
const SECONDS_LONG = 20;
const USUAL = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{3}(?=Z))?Z?$/;

/** 2026-03-02T09:00:00Z, with or without milliseconds, and 2026-03-02 09:00:00, in a tenth of the time of the others. */
function usual(text: string, utc: ToUtc): number | undefined {
  if (!USUAL.test(text)) return undefined;
  const [year, month, day] = [digitsAt(text, 0, 4), digitsAt(text, 5, 2), digitsAt(text, 8, 2)];
  const [hour, minute, second] = [digitsAt(text, 11, 2), digitsAt(text, 14, 2), digitsAt(text, 17, 2)];
  // What lies beyond its month or its hour is left to those who say what is wrong with it.
  const exists = day <= 28 && day > 0 && month <= 12 && month > 0 && hour < 24 && minute < 60 && second < 60;
  if (!exists) return undefined;
  const millis = text.length > SECONDS_LONG ? digitsAt(text, 20, 3) : 0;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, millis);
  return text.endsWith('Z') ? wall : utc(wall);
}

function digitsAt(text: string, from: number, count: number): number {
  let number = 0;
  for (let i = from; i < from + count; i += 1) number = number * 10 + text.charCodeAt(i) - 48;
  return number;
}

function epoch(text: string): number | undefined {
  const [, seconds, millis = '000'] = EPOCH.exec(text) ?? [];
  return seconds === undefined ? undefined : Number(seconds + millis);
}

function yearFirst(text: string, utc: ToUtc): number | undefined {
  const match = YEAR_FIRST.exec(text);
  if (!match) return undefined;
  const [, year, month, day, ...rest] = match;
  return instantOf(text, [Number(year), Number(month), Number(day)], rest, utc);
}

function yearLast(text: string, utc: ToUtc, slashed: SlashedDates | undefined): number | undefined {
  const match = YEAR_LAST.exec(text);
  if (!match) return undefined;
  const [, first, sign, second, year, ...rest] = match;
  // With points it is the day that comes first, wherever that is written.
  const dates = sign === '.' ? 'dmy' : slashed;
  if (!dates) throw new RejectedError('a date that may mean two days; say --dates dmy or --dates mdy', text);
  const [day, month] = dates === 'dmy' ? [first, second] : [second, first];
  return instantOf(text, [Number(year), Number(month), Number(day)], rest, utc);
}

function instantOf(
  text: string,
  [year, month, day]: readonly [number, number, number],
  [hour = '0', minute = '0', second = '0', fraction = '', half, offset]: readonly (string | undefined)[],
  utc: ToUtc,
): number {
  const hours = half ? (Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0) : Number(hour);
  const wall =
    Date.UTC(year, month - 1, day, hours, Number(minute), Number(second)) +
    Number(fraction.slice(0, 3).padEnd(3, '0'));
  const date = new Date(wall);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || Number(minute) > 59)
    throw new RejectedError('a date that does not exist', text);
  return offset === undefined ? utc(wall) : wall - offsetOf(offset);
}

function offsetOf(offset: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset) ?? [];
  if (hours === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
}

/** The instant at which a clock on the wall shows so many ms since 1970. */
type ToUtc = (wall: number) => number;

const MOST_KEPT = 50_000;

function toUtc(zone: string): ToUtc {
  if (!IANAZone.isValidZone(zone)) {
    throw new StepError(`The time zone “${zone}” does not exist.`, {
      parameter: 'timeZone',
      advice: 'Use a name of the IANA list, like Europe/Berlin or Asia/Shanghai.',
    });
  }
  if (zone === 'UTC') return (wall) => wall;
  // Offsets change on the quarter of an hour; luxon takes many times as long as the rest of the row.
  const kept = new Map<number, number>();
  const offsetAt = (at: number): number => {
    const quarter = Math.floor(at / QUARTER);
    const known = kept.get(quarter);
    if (known !== undefined) return known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const found = IANAZone.create(zone).offset(at) * MINUTE;
    kept.set(quarter, found);
    return found;
  };
  return (wall) => {
    const first = offsetAt(wall);
    const guess = wall - first;
    const second = offsetAt(guess);
    return second === first ? guess : wall - Math.min(second, offsetAt(wall - second));
  };
}
