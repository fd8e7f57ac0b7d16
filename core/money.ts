import { StepError } from './errors';
import { keeping } from './remembering';

/** No order and no coupon of a shop is larger: 10^12 minor units. */
export const LARGEST_AMOUNT = 1_000_000_000_000;

/** Minor units of an ISO 4217 currency. */
export interface Money {
  amount: number;
  currency: string;
}

const DECIMAL = /^(\d+)(?:\.(\d+))?$/;
/** As a floating-point remainder of nothing is written. */
const VANISHING = /^\d(\.\d+)?e-\d+$/i;
const ZERO = 48;
const POINT = -2;
const currencies = new Set(Intl.supportedValuesOf('currency'));
const places = new Map<string, number>();

/** True for an ISO 4217 code. */
export function isCurrency(code: string): boolean {
  return currencies.has(code);
}

/** Decimal places of a currency's minor unit (JPY 0, EUR 2, KWD 3). `currency`: an ISO 4217 code. */
export function minorPlaces(currency: string): number {
  const kept = places.get(currency);
  if (kept !== undefined) return kept;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const found = format.resolvedOptions().maximumFractionDigits ?? 2;
  places.set(currency, found);
  return found;
}

/**
 * The integer that a decimal text stands for at so many places: ("49.9", 2) is 4990. No floating point on the way.
 * Undefined where the text is no plain decimal number, has more places, or is larger than any shop's amount.
 */
export function scaled(decimal: string, decimals: number): number | undefined {
  const [, whole, fraction = ''] = DECIMAL.exec(decimal.trim()) ?? [];
  if (whole === undefined) return undefined;
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > decimals) return undefined;
  const amount = Number(BigInt(whole + significant.padEnd(decimals, '0')));
  return amount <= LARGEST_AMOUNT ? amount : undefined;
}

/**
 * As `scaled`, but what has more places is rounded to the nearest, halves up: ("49.905", 2) is 4991. Shops with
 * unrounded amounts send such, and remainders of their floating point in exponents ("1e-15"), which are nothing.
 */
export function rounded(decimal: string, decimals: number): number | undefined {
  const text = decimal.trim();
  let amount = 0;
  let read = 0;
  let up = 0;
  let point = text.length;
  // By digits, for an order has hundreds of amounts: integers all the way, exact far beyond the largest amount.
  for (let place = 0; place < text.length; place += 1) {
    const digit = text.charCodeAt(place) - ZERO;
    if (digit === POINT && point === text.length && place > 0) point = place;
    else if (digit < 0 || digit > 9) return VANISHING.test(text) ? 0 : undefined;
    else if (place < point || read < decimals) {
      amount = amount * 10 + digit;
      if (place > point) read += 1;
      if (amount > LARGEST_AMOUNT) return undefined;
    } else if (place === point + decimals + 1) up = digit >= 5 ? 1 : 0;
  }
  if (text === '' || point === text.length - 1) return undefined;
  amount = amount * 10 ** (decimals - read) + up;
  return amount <= LARGEST_AMOUNT ? amount : undefined;
}

/** An amount in minor units of `currency` from a person's decimal text. Throws `StepError` naming `parameter`. */
export function toMinor(decimal: string, currency: string, parameter: string): number {
  const amount = scaled(decimal, minorPlaces(currency));
  if (amount !== undefined) return amount;
  throw new StepError(`“${decimal}” is not an amount in ${currency}.`, {
    parameter,
    advice: `Write it with digits and a point, at most ${minorPlaces(currency)} after the point, like ${(49).toFixed(minorPlaces(currency))}.`,
  });
}

/** The other way round than `scaled`: (4990, 2) is "49.90". `amount`: not negative. */
export function toDecimal(amount: number, decimals: number): string {
  const digits = String(amount).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Minor units as a person of the locale reads them: (500, "EUR", "en") is "€5.00". */
export function formatMoney(minor: number, currency: string, locale = 'en'): string {
  const decimal = toDecimal(minor, minorPlaces(currency));
  return formatsIn(locale)(currency).format(decimal as Intl.StringNumericLiteral);
}

const formatsIn = keeping((locale) =>
  keeping((currency) => new Intl.NumberFormat(locale, { style: 'currency', currency })),
);
