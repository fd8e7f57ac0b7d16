import { isCurrency, minorPlaces, rounded } from '../money';
import { MalformedError } from './generic/parse';

/** An ISO 4217 code as shops write it. Throws `MalformedError`. */
export function currencyOf(code: string): string {
  const currency = code.toUpperCase();
  if (isCurrency(currency)) return currency;
  throw new MalformedError(`“${code}” is not an ISO 4217 code`);
}

/**
 * A decimal in major units, as a shop writes it, in minor units of `currency`. Throws `MalformedError` naming
 * `where` for what is no amount.
 */
export function minorOf(decimal: string | number, currency: string, where: string): number {
  const amount = rounded(String(decimal), minorPlaces(currency));
  if (amount !== undefined) return amount;
  throw new MalformedError(`${where} “${decimal}” is not an amount in ${currency}`);
}

/**
 * An integer with `decimals` places of its own in minor units of `currency`: some shops keep two places for every
 * currency. Throws `MalformedError` naming `where` for what is no amount.
 */
export function minorAt(value: number, decimals: number, currency: string, where: string): number {
  const digits = String(value).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return minorOf(`${digits.slice(0, point)}.${digits.slice(point)}0`, currency, where);
}
