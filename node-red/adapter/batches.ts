import { setImmediate as nextTurn } from 'node:timers/promises';

const LARGEST = 500;

export interface Batches<T> {
  add(entry: T): void;
  /** Resolves once all that was added has run. */
  idle(): Promise<void>;
}

/**
 * Gathers what arrives in one turn of the event loop, or while a batch runs, so that a thousand
 * messages do not cost a thousand transactions. One batch runs at a time; `run` must not reject.
 */
export function gatherBatches<T>(run: (batch: T[]) => Promise<void>): Batches<T> {
  const waiting: T[] = [];
  let running: Promise<void> | undefined;

  const work = async () => {
    await nextTurn();
    while (waiting.length > 0) await run(waiting.splice(0, LARGEST));
    running = undefined;
  };
  return {
    add(entry) {
      waiting.push(entry);
      running ??= work();
    },
    idle: async () => running,
  };
}
