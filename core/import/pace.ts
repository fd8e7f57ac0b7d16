import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../store';

/** How long a transaction may take, in ms: beside others who want to write, and where nobody does. */
const BESIDE_OTHERS = 50;
const ALONE = 3_000;
/** Nobody has written for so many ms: nobody else is at work. */
const QUIET = 10_000;
/** Long enough for whoever waits to take their turn. */
const BREATH = 3;
const FEWEST = 500;
const MOST = 300_000;
const GROWTH = 3;

/** How many rows go into a transaction: as many as keep nobody waiting. */
export class Pace {
  /** Rows of the next transaction. */
  rows = FEWEST;
  readonly #store: Store;
  readonly #shared: boolean;
  #quietFrom = 0;

  /** `shared`: others in this very process write, too. */
  constructor(store: Store, shared: boolean) {
    this.#store = store;
    this.#shared = shared;
  }

  /** Runs a transaction, lets others take their turn, and learns from how long its rows took. */
  async run<T>(write: () => Promise<T>, rowsOf: (result: T) => number): Promise<T> {
    const began = performance.now();
    const result = await write();
    const took = performance.now() - began;
    const fitting =
      (Math.max(rowsOf(result), 1) / Math.max(took, 1)) * ((await this.#isAlone()) ? ALONE : BESIDE_OTHERS);
    this.rows = Math.round(Math.max(FEWEST, Math.min(fitting, this.rows * GROWTH, MOST)));
    await pause(BREATH);
    return result;
  }

  async #isAlone(): Promise<boolean> {
    if (this.#shared) return false;
    const now = performance.now();
    if (await this.#store.isShared()) this.#quietFrom = now + QUIET;
    return now >= this.#quietFrom;
  }
}
