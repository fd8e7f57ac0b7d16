import { type Format, type Position, readBlocks } from './csv';
import type { Source } from './source';

/** Rows that tell one thing together: one customer, or one order. */
export interface Unit {
  /** Of its first row in the file; the header is row 1. */
  row: number;
  rows: string[][];
  /** The quotation marks of a row do not match. */
  malformed: boolean;
}

/** Units that were read together, and where the next one begins. */
export interface Batch {
  units: Unit[];
  next: Position;
  /** How many rows of the file, empty ones among them. */
  rows: number;
}

/** Where a file's rows begin: behind its header. */
export const beginning = ({ start }: Format): Position => ({ byte: start, done: 1 });

interface Options {
  file: Source;
  format: Format;
  from: Position;
  /** How many rows after the header came before `from`. */
  rowsBefore: number;
  /** What rows of one unit share; every row is one without it. '' goes on with the unit before. */
  keyOf?: (cells: readonly string[]) => string;
}

/** The units of a file, a block of it at a time. Rows of one unit follow each other. */
export async function* readUnits({ file, format, from, rowsBefore, keyOf }: Options): AsyncGenerator<Batch> {
  let skipped = 0;
  let read = rowsBefore;
  let told = rowsBefore;
  let open: { unit: Unit; key: string; begins: Position; before: number } | undefined;
  for await (const block of readBlocks(file, format, from.byte)) {
    const units: Unit[] = [];
    let index = 0;
    for (const cells of block.rows) {
      const place = index;
      index += 1;
      if (skipped < from.done) {
        skipped += 1;
        continue;
      }
      read += 1;
      if (cells.length === 1 && cells[0]?.trim() === '') continue;
      const malformed = block.malformed.has(place);
      const key = keyOf?.(cells);
      if (open && key !== undefined && (key === open.key || key === '')) {
        open.unit.rows.push(cells);
        open.unit.malformed ||= malformed;
        continue;
      }
      if (open) units.push(open.unit);
      const unit = { row: read + 1, rows: [cells], malformed };
      open = { unit, key: key ?? '', begins: { byte: block.byte, done: place }, before: read - 1 };
    }
    if (!open || units.length === 0) continue;
    yield { units, next: open.begins, rows: open.before - told };
    told = open.before;
  }
  yield { units: open ? [open.unit] : [], next: { byte: file.size, done: 0 }, rows: read - told };
}
