import { StoreError } from '../../errors';

/** An error of SQLite with its result code (https://www.sqlite.org/rescode.html). */
export class SqliteError extends Error {
  readonly code: number | undefined;

  constructor(message: string, code: number | undefined) {
    super(message);
    this.name = 'SqliteError';
    this.code = code;
  }
}

const PRIMARY = 0xff;
const faults: Record<number, (path: string, error: Error) => StoreError> = {
  5: (path, cause) =>
    new StoreError(
      'busy',
      `The store ${path} is locked by another program.`,
      'Close the program that holds the file, or move to PostgreSQL when several hosts write at once.',
      { cause },
    ),
  8: (path, cause) =>
    new StoreError(
      'read-only',
      `The store ${path} cannot be written.`,
      'Let the user that runs this host write the file and its folder.',
      { cause },
    ),
  13: (path, cause) =>
    new StoreError(
      'full',
      `The disk that holds the store ${path} is full.`,
      'Free some space; what was not written is tried again.',
      { cause },
    ),
  14: (path, cause) =>
    new StoreError(
      'unreachable',
      `The store ${path} cannot be opened.`,
      'Set JOURNEYS_STORE to a file in a folder that exists and can be written.',
      { cause },
    ),
  26: (path, cause) =>
    new StoreError('unreachable', `The file ${path} is not a store.`, 'Set JOURNEYS_STORE to another file.', {
      cause,
    }),
};

/** Says in words what SQLite's result code means. */
export function sqliteFault(path: string, error: SqliteError): Error {
  const told = error.code === undefined ? undefined : faults[error.code & PRIMARY];
  return told ? told(path, error) : error;
}
