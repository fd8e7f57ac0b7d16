import type { Clock } from '../clock';
import { messageOf, StepError } from '../errors';
import type { Log } from '../ports';
import type { JsonObject, Place } from '../steps/define';
import type { Store } from '../store';
import { acknowledge, type Claim, claimReady, giveBack, renew } from './claims';
import { stepId } from './park';

export interface ReleaserOptions {
  store: Store;
  clock: Clock;
  log: Log;
  place: Place;
  /** The step's key (its `holdKey`). */
  key: string;
  /** Hands a batch to the host; resolves once the host has run it, rejects when that run failed. */
  emit(items: JsonObject[]): Promise<void>;
}

const POLL = 250;
const MOST_UNDER_WAY = 4;
const LEASE = 20_000;
const PAUSE_AFTER_FAILURE = 30_000;

/** Step keys that a releaser of this process serves: two nodes with one key would take each other's people. */
const served = new Map<string, string>();

/** Hands the people of one step back to the host as their time comes. */
export class Releaser {
  readonly #options: ReleaserOptions;
  readonly #underWay = new Set<Promise<void>>();
  readonly #claims = new Set<Claim>();
  #step: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #renewal: NodeJS.Timeout | undefined;
  #turn: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #complaint = '';

  constructor(options: ReleaserOptions) {
    this.#options = options;
  }

  /** Throws `StepError` when another node of this process has the same key. */
  start(): void {
    const { key, place } = this.#options;
    const node = `${place.workflow}/${place.node}`;
    const other = served.get(key);
    if (other !== undefined) {
      throw new StepError(`Two active nodes have the step key “${key}”.`, {
        parameter: 'stepKey',
        advice: 'Give each of them a step key of its own, or switch the copied workflow off.',
      });
    }
    served.set(key, node);
    this.#renewal = setInterval(() => void this.#renewAll(), LEASE / 3);
    this.#renewal.unref();
    this.nudge();
  }

  /** Looks at once instead of at the next turn. */
  nudge(): void {
    if (this.#stopped) return;
    if (this.#turn) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#turn = this.#look().finally(() => {
      this.#turn = undefined;
      this.#schedule();
    });
  }

  /** Stops asking. What is under way is acknowledged when the host is done with it, else left to its lease. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    served.delete(this.#options.key);
    clearTimeout(this.#timer);
    clearInterval(this.#renewal);
    await this.#turn;
  }

  /** Resolves when nothing that was ready is under way any more. */
  async settled(): Promise<void> {
    while (this.#turn || this.#underWay.size > 0) await Promise.all([this.#turn, ...this.#underWay]);
  }

  #schedule(): void {
    if (this.#stopped) return;
    if (this.#again) {
      this.#again = false;
      this.nudge();
      return;
    }
    this.#timer = setTimeout(() => this.nudge(), POLL);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const { store, clock, log, place } = this.#options;
    try {
      this.#step ??= await this.#register();
      while (!this.#stopped) {
        if (this.#underWay.size >= MOST_UNDER_WAY) await Promise.race(this.#underWay);
        const claim = await claimReady(store, this.#step, { now: clock.now(), lease: LEASE });
        if (!claim) break;
        this.#handOut(claim);
      }
      this.#complaint = '';
    } catch (error) {
      const complaint = messageOf(error);
      // Once for each kind of failure: a store that is away for an hour would fill the log.
      if (complaint !== this.#complaint)
        log.error(`${place.title}: nobody can be released now. ${complaint}`);
      this.#complaint = complaint;
    }
  }

  async #register(): Promise<number> {
    const { store, clock, place, key } = this.#options;
    const { host, workflow, title } = place;
    return store.write(async (work) => {
      const id = await stepId(work, key, place, clock.now());
      await work
        .updateTable('step')
        .set({ host, workflow, title, seen_at: clock.now() })
        .where('id', '=', id)
        .execute();
      return id;
    });
  }

  #handOut(claim: Claim): void {
    this.#claims.add(claim);
    const run = this.#run(claim).finally(() => {
      this.#claims.delete(claim);
      this.#underWay.delete(run);
    });
    this.#underWay.add(run);
  }

  async #run(claim: Claim): Promise<void> {
    const { store, clock, log, place, emit } = this.#options;
    const { token, waits, items } = claim;
    try {
      await emit(items);
    } catch (error) {
      const fault = messageOf(error);
      log.warn(
        `${place.title}: the run with ${waits.length} released people failed and is tried again. ${fault}`,
      );
      await this.#quietly(giveBack(store, { token, waits }, fault, clock.now(), PAUSE_AFTER_FAILURE));
      return;
    }
    await this.#quietly(acknowledge(store, { token, waits }));
  }

  /** What could not be written is made up for by the lease: the people are handed out again. */
  async #quietly(writing: Promise<void>): Promise<void> {
    const { log, place } = this.#options;
    await writing.catch((error: unknown) => log.warn(`${place.title}: ${messageOf(error)}`));
  }

  async #renewAll(): Promise<void> {
    const { store, clock } = this.#options;
    for (const { token, waits } of this.#claims)
      await this.#quietly(renew(store, { token, waits }, clock.now(), LEASE));
    if (this.#step !== undefined) {
      const seen = store.db
        .updateTable('step')
        .set({ seen_at: clock.now() })
        .where('id', '=', this.#step)
        .execute();
      await this.#quietly(seen.then(() => undefined));
    }
  }
}

/** Starts a releaser. Throws `StepError` when another node of this process has the same key. */
export function startReleaser(options: ReleaserOptions): Releaser {
  const releaser = new Releaser(options);
  releaser.start();
  return releaser;
}
