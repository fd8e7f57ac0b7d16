/** A failure that a person can act on: its message says what happened and what to do next. */
export class Problem extends Error {
  constructor(message, { logFile } = {}) {
    super(logFile ? `${message}\nAll that it printed is in ${logFile}` : message);
  }
}
