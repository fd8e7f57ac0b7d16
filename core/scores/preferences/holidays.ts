import { text, type Text } from '../../steps/text';
import { DAY } from '../days';

/** A day that comes every year. */
export interface Holiday {
  name: string;
  label: Text;
  /** Month and day, `MM-DD`. */
  on: string;
  /** Whose months and days; the Gregorian without it. */
  calendar?: 'gregorian' | 'chinese';
  /** The first such weekday from `on` on; 1 is Monday, 7 is Sunday. */
  weekday?: number;
}

/** The days that shops live by. A shop may give its own list instead. */
export const shopHolidays: readonly Holiday[] = [
  { name: 'new_year', label: text('New Year', '元旦'), on: '01-01' },
  { name: 'spring_festival', label: text('Spring Festival', '春节'), on: '01-01', calendar: 'chinese' },
  { name: 'valentines_day', label: text('Valentine’s Day', '情人节'), on: '02-14' },
  { name: 'womens_day', label: text('Women’s Day', '妇女节'), on: '03-08' },
  { name: 'mothers_day', label: text('Mother’s Day', '母亲节'), on: '05-08', weekday: 7 },
  { name: 'dragon_boat', label: text('Dragon Boat Festival', '端午节'), on: '05-05', calendar: 'chinese' },
  { name: '618', label: text('618', '618 购物节'), on: '06-18' },
  { name: 'qixi', label: text('Qixi', '七夕'), on: '07-07', calendar: 'chinese' },
  { name: 'mid_autumn', label: text('Mid-Autumn Festival', '中秋节'), on: '08-15', calendar: 'chinese' },
  { name: 'national_day', label: text('National Day (China)', '国庆节'), on: '10-01' },
  { name: 'singles_day', label: text('Singles’ Day (11.11)', '双十一'), on: '11-11' },
  { name: 'black_friday', label: text('Black Friday', '黑色星期五'), on: '11-23', weekday: 5 },
  { name: 'double_twelve', label: text('Double Twelve (12.12)', '双十二'), on: '12-12' },
  { name: 'christmas', label: text('Christmas', '圣诞节'), on: '12-25' },
];

/** The number of the UTC day on which a holiday falls in a year of its calendar; undefined where it has no such day. */
export function holidayIn(year: number, { on, calendar, weekday }: Holiday): number | undefined {
  const [month = 0, dayOfMonth = 0] = on.split('-').map(Number);
  const day =
    calendar === 'chinese'
      ? chineseDay(year, month, dayOfMonth)
      : Date.UTC(year, month - 1, dayOfMonth) / DAY;
  if (day === undefined || weekday === undefined) return day;
  return day + ((weekday - weekdayOf(day) + WEEK) % WEEK);
}

const WEEK = 7;
/** Day 0, 1970-01-01, was a Thursday. */
const weekdayOf = (day: number) => ((day + 3) % WEEK) + 1;

const chinese = new Intl.DateTimeFormat('en-u-ca-chinese', {
  month: 'numeric',
  day: 'numeric',
  timeZone: 'UTC',
});

const LUNAR_MONTH = 29.53;
const STEPS = 9;

/** Steps through the calendar from a day of the first month: a few steps instead of looking at every day of the year. */
function chineseDay(year: number, month: number, dayOfMonth: number): number | undefined {
  let day = Date.UTC(year, 1, 21) / DAY;
  for (let step = 0; step < STEPS; step += 1) {
    const parts = chinese.formatToParts(day * DAY);
    const read = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
    const here = { month: parseInt(read('month'), 10), day: parseInt(read('day'), 10) };
    // A leap month follows the month whose number it bears.
    const months = month - here.month - (read('month').endsWith('bis') && here.month === month ? 1 : 0);
    if (months === 0 && here.day === dayOfMonth) return day;
    day += Math.round(months * LUNAR_MONTH) + dayOfMonth - here.day;
  }
  return undefined;
}
