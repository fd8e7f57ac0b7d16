import fc from 'fast-check';
import { segmentsOf } from '../../core/channels/sms/segments';

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENDED = new Map(
  Array.from('\f^{}\\[~]|€').map((letter, at) => [letter, '\n\u0014()/<=>@e'.charAt(at)]),
);
const ESCAPE = 0x1b;

/** The septets that a telephone gets, as GSM 03.38 numbers them. */
const septetsOf = (text: string): number[] =>
  Array.from(text).flatMap((letter) => {
    const second = EXTENDED.get(letter);
    return second === undefined ? [BASIC.indexOf(letter)] : [ESCAPE, BASIC.indexOf(second)];
  });

/** How many pieces of at most `size` a message is cut into, where `opens` tells the first half of what stays whole. */
function pieces(units: readonly number[], size: number, opens: (unit: number) => boolean): number {
  let count = 0;
  for (let from = 0; from < units.length; count += 1) {
    const last = units[from + size - 1];
    from += last !== undefined && opens(last) && from + size < units.length ? size - 1 : size;
  }
  return count;
}

const gsmLetter = fc.constantFrom(...Array.from(BASIC.replace('\u001b', '')), ...EXTENDED.keys());
const gsmText = fc.array(gsmLetter, { maxLength: 700 }).map((letters) => letters.join(''));
const anyText = fc.string({ unit: 'binary', maxLength: 400 });

test('the alphabet has 127 letters beside the escape', () => {
  expect(new Set(BASIC).size).toBe(128);
  expect(BASIC.indexOf('\u001b')).toBe(ESCAPE);
  expect(BASIC.indexOf('A')).toBe(0x41);
  expect(BASIC.indexOf('à')).toBe(0x7f);
});

test('texts in the GSM alphabet take as many segments as their septets fill', () => {
  fc.assert(
    fc.property(gsmText, (text) => {
      const septets = septetsOf(text);
      const { encoding, units, segments, foreign } = segmentsOf(text);
      expect({ encoding, units, foreign }).toEqual({
        encoding: 'GSM-7',
        units: septets.length,
        foreign: [],
      });
      expect(segments).toBe(septets.length <= 160 ? 1 : pieces(septets, 153, (septet) => septet === ESCAPE));
    }),
  );
});

test('one other letter puts the whole text into UCS-2', () => {
  const other = fc.constantFrom('中', 'ê', 'ç', '`', '’', '\t', '\u00a0', '😀');
  fc.assert(
    fc.property(gsmText, other, gsmText, (before, letter, after) => {
      const text = `${before}${letter}${after}`;
      const codes = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
      const { encoding, units, segments, foreign } = segmentsOf(text);
      expect({ encoding, units, foreign }).toEqual({
        encoding: 'UCS-2',
        units: text.length,
        foreign: [letter],
      });
      const opens = (code: number) => code >= 0xd800 && code < 0xdc00;
      expect(segments).toBe(text.length <= 70 ? 1 : pieces(codes, 67, opens));
    }),
  );
});

test('more text never takes fewer segments, and each segment is used', () => {
  fc.assert(
    fc.property(anyText, anyText, (text, more) => {
      const { segments, units, single, part } = segmentsOf(text);
      expect(segmentsOf(text + more).segments).toBeGreaterThanOrEqual(segments);
      if (units <= single) expect(segments).toBe(1);
      else expect((segments - 1) * (part - 1)).toBeLessThan(units);
    }),
  );
});

test.each([
  ['160 letters', 'a'.repeat(160), 'GSM-7', 1],
  ['161 letters', 'a'.repeat(161), 'GSM-7', 2],
  ['306 letters', 'a'.repeat(306), 'GSM-7', 2],
  ['307 letters', 'a'.repeat(307), 'GSM-7', 3],
  ['80 euros', '€'.repeat(80), 'GSM-7', 1],
  ['81 euros', '€'.repeat(81), 'GSM-7', 2],
  ['a euro on the seam', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 3],
  ['70 characters', '中'.repeat(70), 'UCS-2', 1],
  ['71 characters', '中'.repeat(71), 'UCS-2', 2],
  ['134 characters', '中'.repeat(134), 'UCS-2', 2],
  ['135 characters', '中'.repeat(135), 'UCS-2', 3],
  ['35 emoji', '😀'.repeat(35), 'UCS-2', 1],
  ['an emoji on the seam', `${'中'.repeat(66)}😀${'中'.repeat(66)}`, 'UCS-2', 3],
  ['Ç, which is in the alphabet', 'Ça'.repeat(80), 'GSM-7', 1],
  ['ç, which is not', 'ça'.repeat(80), 'UCS-2', 3],
])('%s', (_, text, encoding, segments) => {
  expect(segmentsOf(text)).toMatchObject({ encoding, segments });
});
