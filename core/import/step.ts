import { StepError } from '../errors';
import type { Outcome, StepContext, StepItem } from '../steps/define';
import { importFile } from './import';
import type { RejectedRow } from './rejected';
import { textSource } from './source';

export interface ImportValues {
  file: string;
  source: string;
  fileCurrency: string;
  timeZone: string;
}

/** Of a file's rejected rows so many leave as items; all of them are counted. */
const MOST_TOLD = 1_000;

/**
 * Record Event, importing: takes in each item's file of customers or orders. The item leaves by `recorded` with what
 * became of the file, each rejected row by `rejected` with the reason.
 */
export async function importFiles(
  items: readonly StepItem<ImportValues>[],
  context: StepContext,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [item, entry] of items.entries()) outcomes.push(...(await importItem(item, entry, context)));
  return outcomes;
}

async function importItem(
  item: number,
  { values }: StepItem<ImportValues>,
  { store, clock, signal }: StepContext,
): Promise<Outcome[]> {
  const rejected: RejectedRow[] = [];
  const { file, source, fileCurrency: currency, timeZone } = values;
  try {
    const report = await importFile(store, clock, textSource('the file', file, clock.now()), {
      source,
      currency,
      timeZone,
      shared: true,
      signal,
      onRejected: (rows) => {
        rejected.push(...rows.slice(0, MOST_TOLD - rejected.length));
        return Promise.resolve();
      },
    });
    const { subject, rows, reasons } = report;
    const told = {
      subject,
      rows,
      rejected: report.rejected,
      reasons,
      before: report.finishedBefore !== null,
    };
    return [
      { item, output: 'recorded', json: { imported: told } },
      ...rejected.map(({ row, message, cells }) => ({
        item,
        output: 'rejected',
        json: { row, reason: message, cells: [...cells] },
      })),
    ];
  } catch (error) {
    if (error instanceof StepError) return [{ item, error }];
    throw error;
  }
}
