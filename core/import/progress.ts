import { StepError } from '../errors';
import type { Store, Work } from '../store';
import type { Position } from './csv';

/** How far a file is imported. */
export interface Progress extends Position {
  /** Read, after the header. */
  rows: number;
  rejected: number;
  /** How many rows were rejected, by reason. */
  reasons: Readonly<Record<string, number>>;
  /** When what the file says was true; wall, ms UTC. */
  saidAt: number;
  /** Wall, ms UTC; null until the last row is done. */
  finishedAt: number | null;
}

/** How far the file of a key is; it begins where nobody has begun. */
export async function loadProgress(
  store: Store,
  key: string,
  file: { name: string; saidAt: number; beginning: Position },
): Promise<Progress> {
  const { name, saidAt, beginning } = file;
  return store.write(async (work) => {
    await work
      .insertInto('import_file')
      .values({ key, name, said_at: saidAt, ...beginning, row_count: 0, rejected: 0, reasons: '{}' })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await work
      .selectFrom('import_file')
      .selectAll()
      .where('key', '=', key)
      .executeTakeFirstOrThrow();
    return {
      byte: row.byte,
      done: row.done,
      rows: row.row_count,
      rejected: row.rejected,
      reasons: JSON.parse(row.reasons) as Record<string, number>,
      saidAt: row.said_at,
      finishedAt: row.finished_at,
    };
  });
}

/** Notes how far a file is, with the transaction that took it there. Throws `StepError` when another process went on. */
export async function saveProgress(
  work: Work,
  key: string,
  before: Position,
  after: Progress,
): Promise<void> {
  const { numUpdatedRows } = await work
    .updateTable('import_file')
    .set({
      byte: after.byte,
      done: after.done,
      row_count: after.rows,
      rejected: after.rejected,
      reasons: JSON.stringify(after.reasons),
      finished_at: after.finishedAt,
    })
    .where('key', '=', key)
    .where('byte', '=', before.byte)
    .where('done', '=', before.done)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return;
  throw new StepError('Another process is importing the same file.', {
    advice: 'Let it finish, or stop it and import the file again: it goes on where it stopped.',
  });
}
