import { Worker } from 'node:worker_threads';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { SqliteError, sqliteFault } from './fault';

export interface SqliteOptions {
  path: string;
  /** Milliseconds to wait for another process's write before giving up. */
  busyTimeout: number;
  /** The file grows no larger. */
  maximumBytes?: number;
  readOnly?: boolean;
}

interface Reply {
  id: number;
  /** Of the columns. */
  names: string[];
  columns: unknown[][];
  changes?: number;
  error?: { message: string; code?: number };
}

/** The rows in which columns say it. */
function rowsOf(
  names: readonly string[],
  columns: readonly (readonly unknown[])[],
): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = (columns[0] ?? []).map(() => ({}));
  names.forEach((name, place) => {
    const column = columns[place] ?? [];
    rows.forEach((row, index) => (row[name] = column[index]));
  });
  return rows;
}

/** A connection: a worker thread that has the database file open. */
export class SqliteConnection implements DatabaseConnection {
  readonly #path: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>();
  #calls = 0;
  #broken: Error | undefined;

  constructor(options: SqliteOptions) {
    this.#path = options.path;
    this.#worker = new Worker(require.resolve('./worker'), { workerData: options });
    this.#worker.on('message', (reply: Reply) => this.#settle(reply));
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new SqliteError('the store is closed', undefined)));
    this.#worker.unref();
  }

  async executeQuery<R>({
    sql,
    parameters,
  }: Pick<CompiledQuery, 'sql' | 'parameters'>): Promise<QueryResult<R>> {
    const { names, columns, changes } = await this.#call(sql, parameters);
    const rows = rowsOf(names, columns) as R[];
    return changes === undefined ? { rows } : { rows, numAffectedRows: BigInt(changes) };
  }

  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Reading by stream is not offered: read pages by cursor.');
  }

  async close(): Promise<void> {
    if (this.#broken) return;
    this.#worker.ref();
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#worker.postMessage('close');
    await exited;
  }

  #call(sql: string, parameters: readonly unknown[]): Promise<Reply> {
    if (this.#broken) return Promise.reject(this.#broken);
    const id = ++this.#calls;
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) this.#worker.ref();
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, sql, parameters });
    });
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (reply.error) waiting?.reject(this.#fault(reply.error));
    else waiting?.resolve(reply);
  }

  #fault({ message, code }: { message: string; code?: number }): Error {
    return sqliteFault(this.#path, new SqliteError(message, code));
  }

  #fail(error: Error): void {
    this.#broken ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
