import fc from 'fast-check';
import { unparse } from 'papaparse';
import { amountOf, lineAmountOf } from '../../core/import/amounts';
import { formatOf, readBlocks } from '../../core/import/csv';
import { instantReader } from '../../core/import/instants';
import { textSource } from '../../core/import';
import { beginning, readUnits } from '../../core/import/units';

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('CSV', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', 'ü', '€', '"', ',', ';', '\n', ' ', '€', '1'),
    maxLength: 12,
  });
  const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 30 });

  test('is read in blocks as it is written, wherever it is taken up again', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 40 }), fc.nat(29), async (cells, size, stop) => {
        const written = [['one', 'two', 'three'], ...cells];
        const whole = textSource('a.csv', unparse(written, { quotes: true, newline: '\n' }), 0);
        const bytes = await collect(whole.read(0));
        const all = Buffer.concat(bytes);
        const file = {
          ...whole,
          async *read(from: number) {
            for (let at = from; at < all.length; at += size) yield all.subarray(at, at + size);
          },
        };
        const format = await formatOf(file, ',');

        const read = await collect(readBlocks(file, format, format.start));
        expect(read.flatMap((block) => block.rows)).toEqual(written);
        expect(read.at(-1)?.end).toBe(all.length);

        const units: string[][] = [];
        let position = { position: beginning(format), rows: 0 };
        for (let again = 0; again < 2; again += 1) {
          const { position: from, rows: rowsBefore } = position;
          for await (const batch of readUnits({ file, format, from, rowsBefore })) {
            units.push(...batch.units.flatMap((unit) => unit.rows));
            position = { position: batch.next, rows: position.rows + batch.rows };
            if (again === 0 && position.rows >= stop) break;
          }
        }
        expect(units).toEqual(cells);
        expect(position.rows).toBe(cells.length);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['Latin-1', Buffer.from('id,email\n1,\xfc@example.com\n', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffid,email\n1,a@example.com\n', 'utf16le')],
  ])('%s is refused with what to do', async (_, bytes) => {
    const file = {
      ...textSource('a.csv', '', 0),
      size: bytes.length,
      async *read(from: number) {
        yield bytes.subarray(from);
      },
    };

    const reading = async () => {
      const format = await formatOf(file);
      await collect(readBlocks(file, format, format.start));
    };

    await expect(reading()).rejects.toMatchObject({ message: expect.stringMatching(/not written in UTF-8/) });
  });
});

describe('Instants', () => {
  test.each([
    ['2026-03-02', '2026-03-01T23:00:00.000Z'],
    ['2026-03-02 09:05', '2026-03-02T08:05:00.000Z'],
    ['2026-07-02T09:05:06.7', '2026-07-02T07:05:06.700Z'],
    ['2026-03-02T09:05:06Z', '2026-03-02T09:05:06.000Z'],
    ['2026-03-02 09:05:06 -0500', '2026-03-02T14:05:06.000Z'],
    ['2026-03-02 09:05:06+05:30', '2026-03-02T03:35:06.000Z'],
    ['2026/3/2', '2026-03-01T23:00:00.000Z'],
    ['2.3.2026 17:00', '2026-03-02T16:00:00.000Z'],
    ['1/2/2026 12:30 AM', '2026-01-31T23:30:00.000Z'],
    ['1767225600', '2026-01-01T00:00:00.000Z'],
    ['1767225600123', '2026-01-01T00:00:00.123Z'],
    // In the hour that the clocks leave out, it is as late as if they had not.
    ['2026-03-29 02:30', '2026-03-29T01:30:00.000Z'],
    ['2026-03-29 03:00', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25 03:00', '2026-10-25T02:00:00.000Z'],
  ])('%s in Berlin is %s', (text, iso) => {
    expect(new Date(instantReader('Europe/Berlin', 'dmy')(text) ?? 0).toISOString()).toBe(iso);
  });

  test.each(['', '0000-00-00 00:00:00'])('“%s” is none', (text) => {
    expect(instantReader('UTC')(text)).toBeUndefined();
  });
});

describe('Amounts', () => {
  test.each([
    ['49.9', 4_990],
    ['1,234.50', 123_450],
    ['1.234,50', 123_450],
    ['1234,5', 123_450],
    ['1,234', 123_400],
    ['49.9000', 4_990],
  ])('%s EUR is %d', (text, minor) => expect(amountOf(text, 'EUR')).toBe(minor));

  test('what may be read in two ways is refused', () => {
    expect(() => amountOf('1,234', 'KWD')).toThrow(/no amount in KWD/);
  });

  test.each([
    ['2.55', 6, 1_530],
    ['0.001', 12, 1],
    ['0.0049', 1, 0],
    ['0.005', 1, 1],
  ])('%s × %d is %d', (price, pieces, minor) => expect(lineAmountOf(price, pieces, 'EUR')).toBe(minor));
});
