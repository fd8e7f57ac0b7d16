import { DateTime } from 'luxon';
import { StepError } from '../../errors';
import type { PolicyValues } from './values';

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const MINUTE = 60;

/**
 * The next minute at which somebody may be written to, where it is quiet now; undefined where it is not. `now`: the
 * person's time, ms UTC; `zone`: where the person is. Throws `StepError` for what is no time of day.
 */
export function openAgainAt(
  { quietFrom, quietUntil }: Pick<PolicyValues, 'quietFrom' | 'quietUntil'>,
  now: number,
  zone: string,
): number | undefined {
  if (quietFrom.trim() === '' && quietUntil.trim() === '') return undefined;
  const [from, until] = [minutesOf(quietFrom, 'quietFrom'), minutesOf(quietUntil, 'quietUntil')];
  const local = DateTime.fromMillis(now, { zone });
  const minute = local.hour * MINUTE + local.minute;
  const isQuiet = from <= until ? from <= minute && minute < until : minute >= from || minute < until;
  if (!isQuiet) return undefined;
  const day = minute < until ? local : local.plus({ days: 1 });
  const open = { hour: Math.floor(until / MINUTE), minute: until % MINUTE, second: 0, millisecond: 0 };
  return day.set(open).toMillis();
}

/** Throws `StepError` for quiet hours that make no sense. */
export function checkQuietHours({
  quietFrom,
  quietUntil,
}: Pick<PolicyValues, 'quietFrom' | 'quietUntil'>): void {
  if (quietFrom.trim() === '' && quietUntil.trim() === '') return;
  minutesOf(quietFrom, 'quietFrom');
  minutesOf(quietUntil, 'quietUntil');
}

function minutesOf(written: string, parameter: string): number {
  const [, hour, minute] = TIME.exec(written.trim()) ?? [];
  if (hour !== undefined && minute !== undefined) return Number(hour) * MINUTE + Number(minute);
  throw new StepError(`“${written}” is not a time of day.`, {
    parameter,
    advice: 'Write both times like 21:00 and 08:00, or leave both empty.',
  });
}
