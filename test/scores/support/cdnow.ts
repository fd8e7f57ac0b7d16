import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY } from '../../support/clock';

const file = join(__dirname, '..', '..', '..', '..', 'shared', 'data', 'cdnow-sample.txt');

/** Why a test that uses the CDNOW sample cannot run; undefined where it can. */
export const cdnowMissing = existsSync(file) ? undefined : `there is no ${file}`;

const CALIBRATED_TO = Date.parse('1997-09-30') / DAY;

/** What a customer did in the calibration period; orders of one day are one. */
export interface CdnowCustomer {
  repeats: number;
  /** Weeks. */
  lastAfter: number;
  /** Weeks. */
  age: number;
  /** Cents on average of a day with a purchase after the first; undefined without any. */
  average: number | undefined;
}

/** Everybody in the sample; all of them bought first in the calibration period. */
export function cdnowCustomers(): CdnowCustomer[] {
  const spent = new Map<string, Map<number, number>>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const [, customer = '', date = '', , dollars = ''] = line.trim().split(/\s+/);
    const day = Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`) / DAY;
    const days = spent.get(customer) ?? new Map<number, number>();
    spent.set(customer, days);
    if (day <= CALIBRATED_TO) days.set(day, (days.get(day) ?? 0) + Math.round(Number(dollars) * 100));
  }
  return [...spent.values()].map((byDay) => {
    const days = [...byDay.keys()].sort((a, b) => a - b);
    const [first = 0, ...later] = days;
    const total = later.reduce((sum, day) => sum + (byDay.get(day) ?? 0), 0);
    return {
      repeats: later.length,
      lastAfter: ((later.at(-1) ?? first) - first) / 7,
      age: (CALIBRATED_TO - first) / 7,
      average: later.length === 0 ? undefined : total / later.length,
    };
  });
}
