import fc from 'fast-check';
import {
  formatMoney,
  isCurrency,
  LARGEST_AMOUNT,
  minorPlaces,
  rounded,
  scaled,
  toDecimal,
  toMinor,
} from '../../core/money';

test.each([
  ['49.9', 'EUR', 4990],
  ['49.90', 'EUR', 4990],
  ['49.9000', 'EUR', 4990],
  [' 49 ', 'EUR', 4900],
  ['0', 'EUR', 0],
  ['0.29', 'EUR', 29],
  ['1980', 'JPY', 1980],
  ['1980.00', 'JPY', 1980],
  ['1.234', 'KWD', 1234],
  ['10000000000.00', 'EUR', LARGEST_AMOUNT],
])('“%s” %s is %d minor units', (decimal, currency, minor) => {
  expect(toMinor(decimal, currency, 'value')).toBe(minor);
});

test.each([
  ['-5', 'EUR'],
  ['', 'EUR'],
  ['1.005', 'EUR'],
  ['19.5', 'JPY'],
  ['1.2345', 'KWD'],
  ['1e3', 'EUR'],
  ['NaN', 'EUR'],
  ['Infinity', 'EUR'],
  ['0x10', 'EUR'],
  ['1,234.00', 'EUR'],
  ['10000000000.01', 'EUR'],
  ['9'.repeat(400), 'EUR'],
  ['٤٩', 'EUR'],
])('“%s” is no amount in %s, and the error says how to write one', (decimal, currency) => {
  expect(() => toMinor(decimal, currency, 'minimumSpend')).toThrow(
    expect.objectContaining({
      parameter: 'minimumSpend',
      advice: expect.stringContaining('digits'),
    }) as Error,
  );
});

test('every amount comes back from its decimal text, whatever the currency', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: LARGEST_AMOUNT }),
      fc.integer({ min: 0, max: 4 }),
      (minor, places) => {
        const digits = String(minor).padStart(places + 1, '0');
        const decimal = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
        expect(scaled(decimal, places)).toBe(minor);
      },
    ),
  );
});

test('an amount is an integer up to the largest, or none, whatever text comes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double().map(String)), (text) => {
      const amount = scaled(text, 2);
      expect(
        amount === undefined || (Number.isSafeInteger(amount) && amount >= 0 && amount <= LARGEST_AMOUNT),
      ).toBe(true);
    }),
  );
});

test.each([
  ['EUR', true],
  ['KWD', true],
  ['eur', false],
  ['EURO', false],
  ['XQQ', false],
  ['', false],
])('%s is a currency: %s', (code, known) => {
  expect(isCurrency(code)).toBe(known);
});

test('minor units follow the currency', () => {
  expect(['JPY', 'EUR', 'KWD'].map(minorPlaces)).toEqual([0, 2, 3]);
});

test.each([
  [500, 'EUR', 'en', '€5.00'],
  [5, 'EUR', 'en', '€0.05'],
  [1980, 'JPY', 'en', '¥1,980'],
  [1234, 'KWD', 'en', 'KWD\u00a01.234'],
  [123456, 'EUR', 'de', '1.234,56\u00a0€'],
])('%d %s in %s reads %s', (minor, currency, locale, read) => {
  expect(formatMoney(minor, currency, locale)).toBe(read);
});

test.each([
  [4990, 2, '49.90'],
  [5, 2, '0.05'],
  [0, 3, '0.000'],
  [1234, 3, '1.234'],
  [500, 0, '500'],
  [LARGEST_AMOUNT, 2, '10000000000.00'],
])('%d at %d places is written %s, and read back the same', (amount, decimals, decimal) => {
  expect(toDecimal(amount, decimals)).toBe(decimal);
  expect(scaled(decimal, decimals)).toBe(amount);
});

test.each([
  ['49.90', 2, 4990],
  ['49.904', 2, 4990],
  ['49.905', 2, 4991],
  ['49.995', 2, 5000],
  ['49.9049999999999999999999', 2, 4990],
  ['0.5', 0, 1],
  ['0.4', 0, 0],
  ['1.2345', 3, 1235],
  ['1.1368683772161603e-13', 2, 0],
  ['10000000000.00', 2, LARGEST_AMOUNT],
  ['10000000000.004', 2, LARGEST_AMOUNT],
])('“%s” rounded to %d places is %d', (decimal, places, amount) => {
  expect(rounded(decimal, places)).toBe(amount);
});

test.each(['', '-1', '1e3', '1e-', 'NaN', '1,5', '10000000000.005', '.5', '9'.repeat(400)])(
  '“%s” is rounded to nothing',
  (decimal) => {
    expect(rounded(decimal, 2)).toBeUndefined();
  },
);

test('what needs no rounding is not changed by it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: LARGEST_AMOUNT }),
      fc.integer({ min: 0, max: 4 }),
      (minor, places) => {
        const digits = String(minor).padStart(places + 1, '0');
        const decimal = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
        expect(rounded(decimal, places)).toBe(scaled(decimal, places));
      },
    ),
  );
});
