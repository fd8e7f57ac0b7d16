import { randomUUID } from 'node:crypto';
import { setTimeout as rest } from 'node:timers/promises';
import type { Clock } from '../../clock';
import { messageOf } from '../../errors';
import type { Log } from '../../ports';
import { dropLease, holdLease, type Store } from '../../store';
import { buildPage } from './build';
import { nextFlip, sweep } from './flips';
import { ScoringDuty } from './scoring';

export interface KeeperOptions {
  store: Store;
  clock: Clock;
  log: Log;
}

/** What keeps the segments of a store while at least one node needs them. */
export interface Keeper {
  /** Looks at once instead of at the next turn. */
  nudge(): void;
  /** Resolves when nothing that was due is under way any more. */
  settled(): Promise<void>;
  /** The last one to stop it ends it. */
  stop(): Promise<void>;
}

const POLL = 250;
const LEASE = 20_000;
/** Flips in a transaction: on PostgreSQL its fixed part weighs more, on SQLite everybody waits for its end. */
const MOST_SWEPT = { sqlite: 200, postgres: 500 };
/**
 * How long a page of a building may take, in ms. Whoever takes events in waits for it, on PostgreSQL only for those of
 * its contacts, and then has as long.
 */
const PAGE_TIME = { sqlite: 10, postgres: 50 };
/** Contacts in a page. */
const SIZES = { least: 50, first: 100, most: 2_000 };

class SegmentKeeper {
  readonly #options: KeeperOptions;
  readonly #scoring: ScoringDuty;
  readonly #lease = { name: 'segments', holder: randomUUID(), span: LEASE };
  #size = SIZES.first;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #complaint = '';

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#scoring = new ScoringDuty({ ...options, over: (error) => this.#scored(error) });
  }

  nudge(): void {
    if (this.#stopped) return;
    if (this.#turn) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#turn = this.#look().then((pause) => {
      this.#turn = undefined;
      this.#schedule(pause);
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await Promise.all([this.#turn, this.#scoring.stop()]);
    await dropLease(this.#options.store, this.#lease).catch((error: unknown) => this.#complain(error));
  }

  async settled(): Promise<void> {
    while (this.#turn || this.#scoring.run) await Promise.all([this.#turn, this.#scoring.run]);
  }

  #schedule(pause: number): void {
    if (this.#stopped) return;
    if (this.#again) {
      this.#again = false;
      this.nudge();
      return;
    }
    this.#timer = setTimeout(() => this.nudge(), pause);
    this.#timer.unref();
  }

  /** Does what there is to do; answers how long it can wait then, in ms. */
  async #look(): Promise<number> {
    try {
      const pause = await this.#work();
      this.#complaint = '';
      return pause;
    } catch (error) {
      this.#complain(error);
      return POLL;
    }
  }

  async #work(): Promise<number> {
    const { store, clock } = this.#options;
    while (!this.#stopped && (await holdLease(store, this.#lease, clock.now()))) {
      const next = await nextFlip(store);
      const ahead = (next ?? Infinity) - clock.now();
      if (ahead <= 0) await sweep(store, clock, MOST_SWEPT[store.dialect]);
      // Scores come first: who is in by old ones would be said to leave, and others to enter, once there are new ones.
      else if ((await this.#scoring.isUnderWay()) || !(await this.#build())) return Math.min(POLL, ahead);
    }
    return POLL;
  }

  async #build(): Promise<boolean> {
    const { store, clock } = this.#options;
    const began = performance.now();
    const built = await buildPage(store, clock, this.#size);
    const took = performance.now() - began;
    const fitting = built ? (this.#size * PAGE_TIME[store.dialect]) / took : SIZES.first;
    this.#size = Math.round(Math.min(Math.max(fitting, SIZES.least), SIZES.most, this.#size * 2));
    if (built) await rest(took, undefined, { ref: false });
    return built;
  }

  #scored(error: unknown): void {
    if (error === undefined) this.nudge();
    else this.#complain(error);
  }

  /** Once for each kind of failure: a store that is away for an hour would fill the log. */
  #complain(error: unknown): void {
    const complaint = messageOf(error);
    if (complaint !== this.#complaint)
      this.#options.log.error(`Segments are not kept up to date now. ${complaint}`);
    this.#complaint = complaint;
  }
}

const keepers = new WeakMap<Store, { keeper: SegmentKeeper; users: number }>();

/**
 * Keeps the segments of a store up to date: lets time do what is due, builds versions, and scores people every day.
 * One process at a time does it; in one process, all who start it for one store share it.
 */
export function startKeeper(options: KeeperOptions): Keeper {
  const { store } = options;
  const shared = keepers.get(store) ?? { keeper: new SegmentKeeper(options), users: 0 };
  keepers.set(store, shared);
  shared.users += 1;
  shared.keeper.nudge();
  let stopped = false;
  return {
    nudge: () => shared.keeper.nudge(),
    settled: () => shared.keeper.settled(),
    async stop() {
      if (stopped) return;
      stopped = true;
      shared.users -= 1;
      if (shared.users > 0) return;
      keepers.delete(store);
      await shared.keeper.stop();
    },
  };
}
