/** Why a row is not taken in. `reason` is the same for all rows that fail so; the message has the value too. */
export class RejectedError extends Error {
  readonly reason: string;

  constructor(reason: string, value?: string) {
    super(value === undefined ? reason : `${reason}: “${value}”`);
    this.reason = reason;
  }
}

/** A row that was not taken in. */
export interface RejectedRow {
  /** In the file; the header is row 1. */
  row: number;
  reason: string;
  /** The reason, with the value at fault. */
  message: string;
  cells: readonly string[];
}
