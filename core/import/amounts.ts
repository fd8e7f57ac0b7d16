import { isCurrency, LARGEST_AMOUNT, minorPlaces, scaled } from '../money';
import { RejectedError } from './rejected';

/** "1,234.50" and "1234.5" as a plain decimal. */
const POINT = /^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/;
/** "1.234,50" and "1234,5", which no reader could take for anything else. */
const COMMA = /^(?:\d+|\d{1,3}(?:\.\d{3})+),\d+$/;
const PRICE_PLACES = 4;

/** Undefined for what is no decimal, or may be two ("1,234" is a thousand, or one and a bit). */
function plainDecimal(text: string, decimals: number): string | undefined {
  if (!text.includes(',')) return text;
  const asPoint = POINT.test(text) ? text.replaceAll(',', '') : undefined;
  const asComma = COMMA.test(text) ? text.replaceAll('.', '').replace(',', '.') : undefined;
  const readings = [asPoint, asComma].filter(
    (one) => one !== undefined && scaled(one, decimals) !== undefined,
  );
  return readings.length === 1 ? readings[0] : undefined;
}

const belowZero = (what: string) =>
  `${what} below zero; what was given back belongs into “refunded” of its order`;

/**
 * A decimal in major units as a file has it, in minor units of `currency`, exactly; undefined for an empty one. Throws
 * `RejectedError`.
 */
export function amountOf(text: string, currency: string): number | undefined {
  if (text === '') return undefined;
  const decimals = minorPlaces(currency);
  const plain = plainDecimal(text, decimals);
  const amount = plain === undefined ? undefined : scaled(plain, decimals);
  if (amount !== undefined) return amount;
  if (text.startsWith('-')) throw new RejectedError(belowZero('an amount'), text);
  throw new RejectedError(`no amount in ${currency}`, text);
}

/**
 * The price of one piece times so many, in minor units of `currency`; what falls between two of them is rounded half up,
 * as an invoice does. Undefined for an empty price. Throws `RejectedError`.
 */
export function lineAmountOf(price: string, quantity: number, currency: string): number | undefined {
  if (price === '') return undefined;
  const decimals = minorPlaces(currency) + PRICE_PLACES;
  const plain = plainDecimal(price, decimals);
  const fine = plain === undefined ? undefined : scaled(plain, decimals);
  const amount = fine === undefined ? undefined : wholeParts(fine * quantity, 10 ** PRICE_PLACES);
  if (amount !== undefined) return amount;
  throw new RejectedError(`no price in ${currency}`, price);
}

function wholeParts(fine: number, parts: number): number | undefined {
  const rest = fine % parts;
  const amount = (fine - rest) / parts + (rest * 2 >= parts ? 1 : 0);
  return Number.isSafeInteger(fine) && amount <= LARGEST_AMOUNT ? amount : undefined;
}

/** An ISO 4217 code; `fallback` for an empty one. Throws `RejectedError`. */
export function currencyOf(text: string, fallback: string): string {
  const code = text === '' ? fallback : text.toUpperCase();
  if (isCurrency(code)) return code;
  throw new RejectedError('no ISO 4217 code of a currency', text);
}

const PIECES = /^\d{1,7}(?:\.0+)?$/;
const MOST_PIECES = 1_000_000;

/** Pieces; undefined for an empty text. Throws `RejectedError`. */
export function quantityOf(text: string): number | undefined {
  if (text === '') return undefined;
  const pieces = PIECES.test(text) ? Number(text) : NaN;
  if (pieces <= MOST_PIECES) return pieces;
  if (text.startsWith('-')) throw new RejectedError(belowZero('a number of pieces'), text);
  throw new RejectedError('no number of pieces', text);
}
