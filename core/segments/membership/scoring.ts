import type { Clock } from '../../clock';
import { runScoring } from '../../scores';
import type { Store } from '../../store';
import { liveSegments } from './live';
import { rebuildAfterScoring } from './versions';

export interface ScoringDutyOptions {
  store: Store;
  clock: Clock;
  /** Told when a run is over, with its error if it failed. */
  over(error?: unknown): void;
}

const DAY = 86_400_000;
const PAUSE_AFTER_FAILURE = 600_000;

/** Works out scores anew each day, where a live segment follows from them. */
export class ScoringDuty {
  readonly #options: ScoringDutyOptions;
  readonly #abort = new AbortController();
  #run: Promise<void> | undefined;
  #pausedUntil = -Infinity;

  constructor(options: ScoringDutyOptions) {
    this.#options = options;
  }

  /** Whether scores are being worked out: begins with it when it is time. */
  async isUnderWay(): Promise<boolean> {
    if (!this.#run && (await this.#isDue())) {
      this.#run = this.#score().finally(() => (this.#run = undefined));
    }
    return this.#run !== undefined;
  }

  /** The run that is under way. */
  get run(): Promise<void> | undefined {
    return this.#run;
  }

  /** Breaks off. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#run;
  }

  async #isDue(): Promise<boolean> {
    const { store, clock } = this.#options;
    const now = clock.now();
    if (now < this.#pausedUntil || this.#abort.signal.aborted) return false;
    const live = await liveSegments(store.db, store);
    if (live.touchedBy(['scoring']).length === 0) return false;
    const { last } = await store.db
      .selectFrom('scoring')
      .select((eb) => eb.fn.max<number | null>('computed_at').as('last'))
      .executeTakeFirstOrThrow();
    return last === null || last <= now - DAY;
  }

  async #score(): Promise<void> {
    const { store, clock, over } = this.#options;
    const { signal } = this.#abort;
    try {
      await runScoring(store, clock, { signal, whenSaved: (work) => rebuildAfterScoring(work, store) });
      over();
    } catch (error) {
      this.#pausedUntil = clock.now() + PAUSE_AFTER_FAILURE;
      if (!signal.aborted) over(error);
    }
  }
}
