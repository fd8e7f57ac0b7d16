import { setImmediate } from 'node:timers/promises';

const MILLISECONDS = 10;

/** Long work in short slices, so that nothing else waits for the event loop. */
export class Slices {
  #ends = performance.now() + MILLISECONDS;

  /** True once the slice has taken its time: then await `next`. Ask after every thousand steps or so. */
  get over(): boolean {
    return performance.now() >= this.#ends;
  }

  /** Lets others go first. */
  async next(): Promise<void> {
    await setImmediate();
    this.#ends = performance.now() + MILLISECONDS;
  }
}
