import { formatOf, readBlocks, textSource } from '../../import';
import { StepError } from '../../errors';
import type { JsonObject, Outcome, StepContext, StepItem } from '../../steps/define';
import { addToPool } from './add';

export interface FileValues {
  pool: string;
  /** The text of a CSV file with a header. */
  file: string;
}

/** Of a file's rejected rows so many leave as items; all of them are counted. */
const MOST_TOLD = 1_000;
const CODE = /^(code|coupon|coupon[ _-]?code|voucher|discount[ _-]?code|券码|优惠码|优惠券码)$/i;
const EXPIRES =
  /^(expires|expires[ _-]?(at|on)|expiry|expiration|expiration[ _-]?date|valid[ _-]?(until|to)|到期|到期时间|有效期至)$/i;

/**
 * Coupon Pool, reading: adds the codes of each item's file. The item leaves by `added` with how many there were, each row
 * that adds none by `rejected` with the reason. A file that comes again adds nothing.
 */
export async function readPoolFiles(
  items: readonly StepItem<FileValues>[],
  context: StepContext,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [item, { json, values }] of items.entries()) {
    try {
      for (const { output, json: told } of await readFile(json, values, context))
        outcomes.push({ item, output, json: told });
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      outcomes.push({ item, error });
    }
  }
  return outcomes;
}

interface Told {
  output: string;
  json: JsonObject;
}

async function readFile(json: JsonObject, { pool, file }: FileValues, context: StepContext): Promise<Told[]> {
  const source = textSource('the file', file, context.clock.now());
  const format = await formatOf(source);
  const columns = columnsIn(format.header);
  const rejected: Told[] = [];
  let [rows, added] = [0, 0];
  // The header counts as the first row, as spreadsheets do.
  let row = 0;
  for await (const block of readBlocks(source, format, format.start)) {
    context.signal?.throwIfAborted();
    const first = row;
    const items = block.rows
      .map((cells, index) => ({ cells, row: first + index + 1 }))
      .filter(({ cells, row: number }) => number > 1 && cells.some((cell) => cell.trim() !== ''));
    row += block.rows.length;
    rows += items.length;
    for (const outcome of await addRows(items, { pool, columns, context })) {
      if ('error' in outcome) throw outcome.error;
      if (outcome.output === 'added') added += 1;
      else if (rejected.length < MOST_TOLD) rejected.push({ output: 'rejected', json: outcome.json });
    }
  }
  const told = { pool: pool.trim(), rows, added, rejected: rows - added };
  return [{ output: 'added', json: { ...json, ...told } }, ...rejected];
}

interface Columns {
  code: number;
  /** -1 where there is none. */
  expires: number;
}

function columnsIn(header: readonly string[]): Columns {
  const code = header.findIndex((name) => CODE.test(name));
  if (code < 0) {
    throw new StepError(`The file has no column “code”; it has ${header.join(', ')}.`, {
      parameter: 'file',
      advice: 'Name the column with the codes “code” in the first row.',
    });
  }
  return { code, expires: header.findIndex((name) => EXPIRES.test(name)) };
}

async function addRows(
  rows: readonly { cells: readonly string[]; row: number }[],
  { pool, columns, context }: { pool: string; columns: Columns; context: StepContext },
): Promise<Outcome[]> {
  const outcomes = await addToPool(
    rows.map(({ cells, row }) => {
      const code = cells[columns.code]?.trim() ?? '';
      const expires = cells[columns.expires]?.trim() ?? '';
      return { json: { row, code }, values: { pool, code, expires } };
    }),
    context,
  );
  return outcomes.toSorted((a, b) => a.item - b.item);
}
