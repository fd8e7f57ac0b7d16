import { open, type FileHandle } from 'node:fs/promises';
import { unparse } from 'papaparse';
import type { ImportReport, RejectedRow } from '../core/import';

/** What becomes of rows that are not taken in. */
export interface Rejects {
  add(rows: readonly RejectedRow[], header: readonly string[]): Promise<void>;
  /** Why rows of a file were rejected, most frequent reason first, with some of the rows. */
  summary(report: ImportReport): string[];
  close(): Promise<void>;
}

/** Of one reason, and of all. */
const SHOWN_EACH = 3;
const MOST_SHOWN = 30;

/** Keeps the first rejected rows to show, and writes all to a file where one is named. */
export function rejectsTo(path: string | undefined): Rejects {
  let file: FileHandle | undefined;
  let header = '';
  let shown: RejectedRow[] = [];

  async function write(rows: readonly RejectedRow[], names: readonly string[]) {
    if (path === undefined) return;
    file ??= await open(path, 'a');
    const columns = unparse([['row', 'reason', ...names]]);
    const lines = unparse(rows.map(({ row, message, cells }) => [row, message, ...cells]));
    await file.write(columns === header ? `${lines}\r\n` : `${columns}\r\n${lines}\r\n`);
    header = columns;
  }

  const isToShow = ({ reason }: RejectedRow) =>
    shown.length < MOST_SHOWN && shown.filter((one) => one.reason === reason).length < SHOWN_EACH;

  return {
    async add(rows, names) {
      for (const row of rows) if (isToShow(row)) shown.push(row);
      await write(rows, names);
    },
    summary({ reasons }) {
      const counts = Object.entries(reasons).sort(([, a], [, b]) => b - a);
      const examples = Map.groupBy(shown, ({ reason }) => reason);
      shown = [];
      return counts.flatMap(([reason, count]) => [
        `  ${count.toLocaleString('en-US')} × ${reason}`,
        ...(examples.get(reason) ?? []).map(({ row, message }) => `    row ${row}: ${message}`),
      ]);
    },
    close: async () => file?.close(),
  };
}
