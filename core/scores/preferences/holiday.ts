import { DAY } from '../days';
import { type Holiday, holidayIn, shopHolidays } from './holidays';

export interface HolidayShare {
  /** The holiday's name. */
  holiday: string;
  /** Orders near it. */
  orders: number;
  share: number;
  /** How many times more than if orders came on any day alike. */
  lift: number;
}

export interface HolidayPreference {
  /** Near any holiday. */
  near: Omit<HolidayShare, 'holiday'>;
  /** Holidays with an order near them, the strongest preference first. */
  holidays: HolidayShare[];
}

export interface HolidayRule {
  holidays: readonly Holiday[];
  /** Days before and after that are still near. */
  daysBefore: number;
  daysAfter: number;
}

export const usualHolidayRule: HolidayRule = { holidays: shopHolidays, daysBefore: 7, daysAfter: 1 };

/** Which days are near which holidays; each year is worked out once. */
export class HolidayCalendar {
  #years = new Map<number, Map<string, Set<number>>>();
  readonly rule: HolidayRule;

  constructor(rule = usualHolidayRule) {
    this.rule = rule;
  }

  /** The days of a year near each holiday, by its name. */
  near(year: number): Map<string, Set<number>> {
    const known = this.#years.get(year);
    if (known) return known;
    const near = new Map(this.rule.holidays.map((holiday) => [holiday.name, this.#daysNear(holiday, year)]));
    this.#years.set(year, near);
    return near;
  }

  #daysNear(holiday: Holiday, year: number): Set<number> {
    const near = new Set<number>();
    for (const other of [year - 1, year, year + 1]) {
      const day = holidayIn(other, holiday);
      if (day === undefined) continue;
      for (let at = day - this.rule.daysBefore; at <= day + this.rule.daysAfter; at += 1) {
        if (yearOf(at) === year) near.add(at);
      }
    }
    return near;
  }
}

const yearOf = (day: number) => new Date(day * DAY).getUTCFullYear();
const daysIn = (year: number) => (Date.UTC(year + 1, 0) - Date.UTC(year, 0)) / DAY;

/** As many orders on any day alike as weigh like the person's own. */
const PRIOR_ORDERS = 5;

/**
 * Whether a person buys near holidays: the share of orders near them against the share of days that are, in the years
 * of the orders; five orders on any day alike are added, so that one order makes no preference.
 * `days`: the number of each order's UTC day. Undefined without orders.
 */
export function holidayPreference(
  days: readonly number[],
  calendar: HolidayCalendar,
): HolidayPreference | undefined {
  if (days.length === 0) return undefined;
  const years = [...new Set(days.map(yearOf))];
  const all = years.reduce((sum, year) => sum + daysIn(year), 0);
  const weigh = (near: ReadonlySet<number>) => {
    const orders = days.filter((day) => near.has(day)).length;
    const usual = near.size / all;
    const share = (orders + PRIOR_ORDERS * usual) / (days.length + PRIOR_ORDERS);
    return { orders, share, lift: usual === 0 ? 1 : share / usual };
  };
  const daysNear = (name: string) =>
    new Set(years.flatMap((year) => [...(calendar.near(year).get(name) ?? [])]));
  const names = calendar.rule.holidays.map(({ name }) => name);
  return {
    near: weigh(new Set(names.flatMap((name) => [...daysNear(name)]))),
    holidays: names
      .map((name) => ({ holiday: name, ...weigh(daysNear(name)) }))
      .filter(({ orders }) => orders > 0)
      .sort((a, b) => b.lift - a.lift || (a.holiday < b.holiday ? -1 : 1)),
  };
}
