import type { Position } from './csv';
import { RejectedError, type RejectedRow } from './rejected';
import type { Batch, Unit } from './units';

/** What is taken in by one transaction. */
export interface Page<T> {
  taken: T[];
  /** Rows of the file that are taken in. */
  takenRows: number;
  rejected: RejectedRow[];
  /** Rows of the file, empty ones among them. */
  rows: number;
  next: Position;
}

interface Options<T> {
  /** Cells in a row. */
  width: number;
  /** Throws `RejectedError`. */
  read: (rows: readonly (readonly string[])[]) => T;
  /** How many rows a page is to have, at the moment. */
  size: () => number;
}

/** Reads units, and puts as many on a page as it is to have. */
export async function* readPages<T>(
  batches: AsyncIterable<Batch>,
  { width, read, size }: Options<T>,
): AsyncGenerator<Page<T>> {
  let page: Page<T> | undefined;
  for await (const { units, rows, next } of batches) {
    page ??= { taken: [], takenRows: 0, rejected: [], rows: 0, next };
    page.rows += rows;
    page.next = next;
    for (const unit of units) {
      try {
        page.taken.push(read(wellFormed(unit, width)));
        page.takenRows += unit.rows.length;
      } catch (error) {
        if (!(error instanceof RejectedError)) throw error;
        page.rejected.push(...rejections(unit, error));
      }
    }
    if (page.rows < size()) continue;
    yield page;
    page = undefined;
  }
  if (page) yield page;
}

function wellFormed({ rows, malformed }: Unit, width: number): string[][] {
  if (malformed) throw new RejectedError('quotation marks that do not match');
  if (rows.every(({ length }) => length === width)) return rows;
  throw new RejectedError('more or fewer columns than the header');
}

/** An order is taken in whole or not at all, so each of its rows is rejected. */
const rejections = ({ row, rows }: Unit, { reason, message }: RejectedError): RejectedRow[] =>
  rows.map((cells, index) => ({ row: row + index, reason, message, cells }));
