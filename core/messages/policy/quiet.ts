import { DateTime } from 'luxon';
import { StepError } from '../../errors';
import type { PolicyValues } from './values';

type Hours = Pick<PolicyValues, 'quietFrom' | 'quietUntil'>;

/**
 * The next minute at which somebody may be written to, where it is quiet now; undefined where it is not. `now`: the
 * person's time, ms UTC; `zone`: where the person is. Throws `StepError` for what is no time of day.
 */
export type OpenAgainAt = (hours: Hours, now: number, zone: string) => number | undefined;

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const MINUTES = 60;
const MINUTE = 60_000;

/** For a batch: each minute of a zone is looked at once, for that is slow. */
export function quietHours(): OpenAgainAt {
  const known = new Map<string, number | undefined>();
  return (hours, now, zone) => {
    const { quietFrom, quietUntil } = hours;
    if (hasNone(hours)) return undefined;
    const key = [Math.floor(now / MINUTE), zone, quietFrom, quietUntil].join(' ');
    if (!known.has(key)) known.set(key, openAgainAt(hours, now, zone));
    return known.get(key);
  };
}

const hasNone = ({ quietFrom, quietUntil }: Hours): boolean =>
  quietFrom.trim() === '' && quietUntil.trim() === '';

function openAgainAt({ quietFrom, quietUntil }: Hours, now: number, zone: string): number | undefined {
  const [from, until] = [minutesOf(quietFrom, 'quietFrom'), minutesOf(quietUntil, 'quietUntil')];
  const local = DateTime.fromMillis(now, { zone });
  const minute = local.hour * MINUTES + local.minute;
  const isQuiet = from <= until ? from <= minute && minute < until : minute >= from || minute < until;
  if (!isQuiet) return undefined;
  const day = minute < until ? local : local.plus({ days: 1 });
  const open = { hour: Math.floor(until / MINUTES), minute: until % MINUTES, second: 0, millisecond: 0 };
  return day.set(open).toMillis();
}

/** Throws `StepError` for quiet hours that make no sense. */
export function checkQuietHours(hours: Hours): void {
  if (hasNone(hours)) return;
  minutesOf(hours.quietFrom, 'quietFrom');
  minutesOf(hours.quietUntil, 'quietUntil');
}

function minutesOf(written: string, parameter: string): number {
  const [, hour, minute] = TIME.exec(written.trim()) ?? [];
  if (hour !== undefined && minute !== undefined) return Number(hour) * MINUTES + Number(minute);
  throw new StepError(`“${written}” is not a time of day.`, {
    parameter,
    advice: 'Write both times like 21:00 and 08:00, or leave both empty.',
  });
}
