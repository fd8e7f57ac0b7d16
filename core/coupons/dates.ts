import { DateTime } from 'luxon';
import { StepError } from '../errors';
import type { Refusal } from './refusal';

/** From when to when coupons of a rule count. */
export interface DateRule {
  /** A date or an instant (ISO 8601); '' from now on. */
  startsOn: string;
  expiry: 'days' | 'date';
  /** Days from issue to expiry; 0 never. */
  validDays: number;
  /** A date, which counts to its end, or an instant (ISO 8601). */
  expiresOn: string;
  /** Whether days are counted to the end of the shop's day. */
  endOfDay: boolean;
  /** The shop's; one that exists. */
  timeZone: string;
}

export interface CouponDates {
  /** ms UTC. */
  startsAt: number;
  expiresAt: number | null;
}

const DATE_ONLY = /^\d{4}-\d\d-\d\d$/;

/** A moment that somebody wrote, in the zone where it names none. `edge`: of a date without time. ms UTC. */
export function momentOf(
  written: string,
  { zone, edge, parameter }: { zone: string; edge: 'start' | 'end'; parameter: string },
): number {
  const said = DateTime.fromISO(written.trim(), { zone });
  if (!said.isValid) {
    throw new StepError(`“${written}” is not a date.`, {
      parameter,
      advice: 'Write it like 2026-12-31, or with a time like 2026-12-31T18:00.',
    });
  }
  return edge === 'end' && DATE_ONLY.test(written.trim()) ? endOfDay(said) : said.toMillis();
}

/** The last second of a day: shops keep no fractions. */
const endOfDay = (at: DateTime): number => at.endOf('day').startOf('second').toMillis();

/**
 * From when to when a coupon counts that is issued `now` (ms UTC). Days keep the time of day in `ownZone`, the person's.
 * Throws `StepError` for what is no date; answers a refusal once the fixed date has passed.
 */
export function datesOf(rule: DateRule, now: number, ownZone: string): CouponDates | Refusal {
  const { timeZone: zone } = rule;
  const startsOn = rule.startsOn.trim();
  const starts = startsOn === '' ? now : momentOf(startsOn, { zone, edge: 'start', parameter: 'startsOn' });
  const startsAt = Math.max(now, starts);
  const expiresAt = expiryOf(rule, startsAt, { zone, ownZone });
  if (rule.expiry === 'days' || expiresAt === null || expiresAt > startsAt) return { startsAt, expiresAt };
  if (expiresAt <= now) return { reason: 'over', detail: 'The date on which the coupon expires has passed.' };
  throw new StepError('The coupon would expire before it starts.', {
    parameter: 'expiresOn',
    advice: 'Choose a later date.',
  });
}

/** The calendar of a batch, at its one now: what it told once, of a rule or a zone, is the same for whoever asks next. */
export class Calendar {
  /** Wall, ms UTC. */
  readonly now: number;
  readonly #days = new Map<string, string>();
  readonly #told = new Map<DateRule, Map<string, CouponDates | Refusal>>();

  constructor(now: number) {
    this.now = now;
  }

  /** The day in a zone: 2026-03-02. */
  today(zone: string): string {
    const day = this.#days.get(zone) ?? DateTime.fromMillis(this.now, { zone }).toISODate() ?? '';
    this.#days.set(zone, day);
    return day;
  }

  /** As the function of this name. */
  datesOf(rule: DateRule, now: number, ownZone: string): CouponDates | Refusal {
    const told = this.#told.get(rule) ?? new Map<string, CouponDates | Refusal>();
    this.#told.set(rule, told);
    const key = `${now} ${ownZone}`;
    const dates = told.get(key) ?? datesOf(rule, now, ownZone);
    told.set(key, dates);
    return dates;
  }
}

function expiryOf(
  { expiry, validDays, expiresOn, endOfDay: toTheEnd }: DateRule,
  startsAt: number,
  { zone, ownZone }: { zone: string; ownZone: string },
): number | null {
  if (expiry === 'date') return momentOf(expiresOn, { zone, edge: 'end', parameter: 'expiresOn' });
  if (validDays === 0) return null;
  const last = DateTime.fromMillis(startsAt, { zone: ownZone }).plus({ days: validDays });
  return toTheEnd ? endOfDay(last.setZone(zone)) : Math.round(last.toMillis());
}
