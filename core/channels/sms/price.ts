import { StepError } from '../../errors';

/** Money in millionths of its currency's major unit: providers charge fractions of a cent. */
export interface Micros {
  micros: number;
  /** ISO 4217; '' where it is not said. */
  currency: string;
}

const DIGITS = 6;

/** An amount as people write it, "0.0079 USD"; undefined for ''. Throws `StepError` for what is none. */
export function microsOf(given: string, parameter: string): Micros | undefined {
  if (given.trim() === '') return undefined;
  const [, whole, fraction = '', currency = ''] =
    /^(\d{1,6})(?:[.,](\d{1,6}))?\s*([A-Za-z]{3})?$/.exec(given.trim()) ?? [];
  if (whole === undefined) {
    throw new StepError(`“${given}” is not a price.`, {
      parameter,
      advice: 'Write an amount with its currency, like 0.0079 USD.',
    });
  }
  return { micros: Number(whole + fraction.padEnd(DIGITS, '0')), currency: currency.toUpperCase() };
}

/** The amount as people read it, with two digits behind the point at least. */
export function written({ micros, currency }: Micros): string {
  const digits = String(micros).padStart(DIGITS + 1, '0');
  const fraction = digits.slice(-DIGITS).replace(/0{1,4}$/, '');
  return `${digits.slice(0, -DIGITS)}.${fraction} ${currency}`.trim();
}
