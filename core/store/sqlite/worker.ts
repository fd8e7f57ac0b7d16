// Runs in a worker thread of its own: SQLite never waits for the disk on the host's event loop.
// Node loads this file as it is in tests, so it imports nothing of ours.
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

interface Call {
  id: number;
  sql: string;
  /** An array holds a value for each of several runs of the statement. */
  parameters: (SQLInputValue | SQLInputValue[])[];
}

type Row = SQLOutputValue[];

const STATEMENTS_KEPT = 500;

const { path, busyTimeout, maximumBytes, readOnly } = workerData as {
  path: string;
  busyTimeout: number;
  maximumBytes: number | undefined;
  readOnly: boolean | undefined;
};

/** Columns of numbers, gathered row by row: an aggregate of JavaScript's is twice as fast as reading the rows. */
class Packed {
  #columns: Float64Array[] = [];
  #length = 0;

  add(row: readonly SQLOutputValue[]): void {
    if (this.#length === (this.#columns[0]?.length ?? 0)) this.#grow(row.length);
    for (let i = 0; i < row.length; i += 1) {
      const column = this.#columns[i];
      if (column) column[this.#length] = Number(row[i] ?? NaN);
    }
    this.#length += 1;
  }

  /** One column behind the other, as doubles; null is NaN. */
  bytes(): Uint8Array {
    const all = new Float64Array(this.#columns.length * this.#length);
    this.#columns.forEach((column, i) => all.set(column.subarray(0, this.#length), i * this.#length));
    return new Uint8Array(all.buffer);
  }

  #grow(count: number): void {
    this.#columns = Array.from({ length: count }, (_, i) => {
      const grown = new Float64Array(Math.max(1_024, 2 * this.#length));
      grown.set(this.#columns[i] ?? []);
      return grown;
    });
  }
}

/** What the query under way gathers. */
let packed = new Packed();

const statements = new Map<string, StatementSync>();
let database: DatabaseSync | undefined;

function openToRead(): DatabaseSync {
  const opened = new DatabaseSync(path, { timeout: busyTimeout, readOnly: true });
  opened.exec('pragma cache_size = -65536');
  opened.aggregate('packed', {
    varargs: true,
    start: () => {
      packed = new Packed();
      return 0;
    },
    step: (_, ...row) => {
      packed.add(row);
      return 0;
    },
    result: () => packed.bytes(),
  });
  return opened;
}

function openToWrite(): DatabaseSync {
  const opened = new DatabaseSync(path, { timeout: busyTimeout });
  opened.exec('pragma journal_mode = wal');
  opened.exec('pragma synchronous = normal');
  opened.exec('pragma cache_size = -65536');
  opened.exec('pragma temp_store = memory');
  // 64 MB of log instead of 4: a batch about 500 people changes some thousand pages, which would be copied after each.
  opened.exec('pragma wal_autocheckpoint = 16000');
  if (maximumBytes !== undefined) {
    const page = Number(opened.prepare('pragma page_size').get()?.['page_size']);
    opened.exec(`pragma max_page_count = ${Math.ceil(maximumBytes / page)}`);
  }
  return opened;
}

function prepare(sql: string): StatementSync {
  const kept = statements.get(sql);
  if (kept) return kept;
  database ??= readOnly ? openToRead() : openToWrite();
  const statement = database.prepare(sql);
  // Half the time of rows that name their columns.
  statement.setReturnArrays(true);
  if (statements.size >= STATEMENTS_KEPT) statements.clear();
  statements.set(sql, statement);
  return statement;
}

/** The parameters of each run, one after the other in the same array: one run, unless there are arrays. */
function* runsOf(parameters: Call['parameters']): Generator<SQLInputValue[]> {
  const runs = parameters.find(Array.isArray)?.length ?? 1;
  const values = parameters.map((value) => (Array.isArray(value) ? null : value));
  const varying = parameters.flatMap((value, place) => (Array.isArray(value) ? [{ value, place }] : []));
  for (let run = 0; run < runs; run += 1) {
    for (const { value, place } of varying) values[place] = value[run] ?? null;
    yield values;
  }
}

const BUSY = 5;
const asleep = new Int32Array(new SharedArrayBuffer(4));

const isBusy = (error: unknown): boolean => ((error as { errcode?: number }).errcode ?? 0) % 256 === BUSY;

/**
 * Waits for the turn to write. SQLite's own wait looks ever more rarely, up to 100 ms apart, and would miss the moment
 * between two transactions of a long import.
 */
function takeTurn(statement: StatementSync): void {
  const until = performance.now() + busyTimeout;
  database?.exec('pragma busy_timeout = 0');
  try {
    for (;;) {
      try {
        statement.run();
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() >= until) throw error;
        Atomics.wait(asleep, 0, 0, 1);
      }
    }
  } finally {
    database?.exec(`pragma busy_timeout = ${busyTimeout}`);
  }
}

/** Packed columns are handed over instead of copied. */
function blobsOf(rows: readonly Row[]): ArrayBuffer[] {
  const [only = []] = rows.length === 1 ? rows : [];
  return only.flatMap((value) =>
    value instanceof Uint8Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
}

/** A third of the time of rows on their way between threads: the values of a column are of one kind. */
const columnsOf = (names: readonly string[], rows: readonly Row[]): Row[] =>
  names.map((_, place) => rows.map((row) => row[place] ?? null));

const isRow = (row: object): row is Row => Array.isArray(row);

/** Arrays, as `prepare` asked for: the types of Node know objects only. */
function rowsOf(statement: StatementSync, values: readonly SQLInputValue[]): Row[] {
  const rows: object[] = statement.all(...values);
  return rows.filter(isRow);
}

function answer({ id, sql, parameters }: Call): void {
  try {
    const statement = prepare(sql);
    if (sql === 'begin immediate') {
      takeTurn(statement);
      parentPort?.postMessage({ id, names: [], columns: [] });
      return;
    }
    const runs = runsOf(parameters);
    const names = statement.columns().map(({ name }) => name);
    if (names.length > 0) {
      const rows = Array.from(runs, (values) => rowsOf(statement, values)).flat();
      parentPort?.postMessage({ id, names, columns: columnsOf(names, rows) }, blobsOf(rows));
    } else {
      let changes = 0;
      for (const values of runs) changes += Number(statement.run(...values).changes);
      parentPort?.postMessage({ id, names, columns: [], changes });
    }
  } catch (error) {
    const { message, errcode } = error as Error & { errcode?: number };
    parentPort?.postMessage({ id, error: { message, code: errcode } });
  }
}

parentPort?.on('message', (call: Call | 'close') => {
  if (call !== 'close') return answer(call);
  database?.close();
  parentPort?.close();
});
