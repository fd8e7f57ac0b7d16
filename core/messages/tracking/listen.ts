import { randomUUID } from 'node:crypto';
import {
  type ChannelName,
  channelKinds,
  type Listener,
  type ListenerContext,
  sendingAccount,
} from '../../channels';
import { messageOf, StepError, StoreError } from '../../errors';
import { growingPause } from '../../growing-pause';
import type { Deactivate, StepContext } from '../../steps/define';
import type { Text } from '../../steps/text';
import { dropLease, holdLease, type Lease } from '../../store';
import { type StartingValues, startJourneys } from './start';
import { takeReports } from './take';

/** ms until another process may listen in place of one that has gone. */
const LEASE = 60_000;
/** ms between looks whether it is this process that listens. */
const HEARTBEAT = 15_000;
/** ms until a line that broke is begun anew: at first, and at most. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/** A channel that is listened to. */
export interface Ear {
  name: ChannelName;
  label: Text;
  listener: Listener;
}

/** The channels that can be listened to. */
export const ears = (): Ear[] =>
  channelKinds.flatMap(({ name, label, listener }) => (listener ? { name, label, listener } : []));

/**
 * Listens to channels whose providers call no address, while the step is active; of several processes one at a time listens
 * to an account. What is wrong is logged once, and tried again. Throws `StepError` when no account is chosen.
 */
export async function startListening(
  channels: readonly Ear[],
  values: StartingValues,
  context: StepContext,
): Promise<Deactivate> {
  const accounts = await Promise.all(
    channels.map(async ({ name, listener }) => {
      const { connection } = listener;
      return (await sendingAccount({ name, connections: [{ connection }] }, {}, context)).name;
    }),
  );
  const listenings = channels.map((ear, at) => new Listening(ear, accounts[at] ?? ear.name, values, context));
  for (const listening of listenings) listening.start();
  return async () => {
    await Promise.all(listenings.map((listening) => listening.stop()));
  };
}

class Listening {
  readonly #ear: Ear;
  readonly #values: StartingValues;
  readonly #context: StepContext;
  readonly #lease: Lease;
  readonly #stopping = new AbortController();
  /** What is being taken in. */
  readonly #taking = new Set<Promise<void>>();
  #running: Promise<void> = Promise.resolve();
  /** When the lease was last seen to be held; wall, ms UTC. */
  #held = 0;
  /** When the provider was heard first by the present line; wall, ms UTC. */
  #heard: number | undefined;
  /** Lines in a row that broke. */
  #broken = 0;
  #complaint = '';

  constructor(ear: Ear, account: string, values: StartingValues, context: StepContext) {
    this.#ear = ear;
    this.#values = values;
    this.#context = context;
    this.#lease = { name: `listen ${account}`, holder: randomUUID(), span: LEASE };
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves once nothing is under way any more, and others may listen. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await dropLease(this.#context.store, this.#lease).catch((error: unknown) =>
      this.#complain('is listened to by nobody else for a minute.', error),
    );
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) await pause(await this.#turn(), signal);
  }

  /** Listens, if nobody else does. Answers after how many ms to look again. */
  async #turn(): Promise<number> {
    try {
      if (!(await this.#holds())) return HEARTBEAT;
      await this.#listen();
    } catch (error) {
      this.#complain('is not heard now.', error);
    }
    return this.#nextPause();
  }

  async #holds(): Promise<boolean> {
    const { store, clock } = this.#context;
    const holds = await holdLease(store, this.#lease, clock.now());
    if (holds) this.#held = clock.now();
    return holds;
  }

  /** Until the line breaks, the lease is lost, or the step is stopped. */
  async #listen(): Promise<void> {
    const losing = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, losing.signal]);
    let beating = Promise.resolve();
    const heartbeat = setInterval(() => {
      beating = beating.then(() => this.#beat(losing));
    }, HEARTBEAT).unref();
    this.#heard = undefined;
    try {
      await this.#ear.listener.listen(this.#heardBy(signal));
    } catch (error) {
      // What comes of hanging up is no news.
      if (!signal.aborted) throw error;
    } finally {
      clearInterval(heartbeat);
      losing.abort();
      await Promise.allSettled([beating, ...this.#taking]);
    }
  }

  /** Keeps the lease; whoever cannot is no longer the one who listens. */
  async #beat(losing: AbortController): Promise<void> {
    try {
      if (!(await this.#holds())) losing.abort();
    } catch (error) {
      this.#complain('can soon be listened to by another process.', error);
      // Up to half of its span a lease is held without being written anew.
      if (this.#context.clock.now() - this.#held >= LEASE / 2) losing.abort();
    }
  }

  #heardBy(signal: AbortSignal): ListenerContext {
    const { store, clock, connect } = this.#context;
    return {
      store,
      clock,
      connect,
      signal,
      hears: () => this.#works(),
      take: (reports, along) => {
        const taking = this.#take(reports, along).finally(() => this.#taking.delete(taking));
        this.#taking.add(taking);
        return taking;
      },
    };
  }

  async #take(...[reports, along]: Parameters<ListenerContext['take']>): Promise<void> {
    const { store } = this.#context;
    try {
      await store.write(async (work) => {
        const { taken } = await takeReports(work, this.#context, this.#ear.name, reports);
        await startJourneys(work, taken, this.#values, this.#context);
        await along?.(work);
      });
      this.#works();
    } catch (error) {
      this.#complain('tells something that cannot be taken in now; it is to tell it again.', error);
      throw error;
    }
  }

  #works(): void {
    const { clock, log, place } = this.#context;
    this.#heard ??= clock.now();
    if (this.#complaint !== '') log.info(`${place.title}: ${this.#ear.label.en} is heard again.`);
    this.#complaint = '';
  }

  /** Once for each kind of trouble: a provider that is away for an hour would fill the log. */
  #complain(what: string, error: unknown): void {
    const { log, place } = this.#context;
    const advice = error instanceof StepError || error instanceof StoreError ? error.advice : undefined;
    const complaint = [what, messageOf(error), advice ?? []].flat().join(' ');
    if (complaint !== this.#complaint) log.error(`${place.title}: ${this.#ear.label.en} ${complaint}`);
    this.#complaint = complaint;
  }

  /** Longer after each line that broke. */
  #nextPause(): number {
    const worked = this.#heard !== undefined && this.#context.clock.now() - this.#heard >= LONGEST_PAUSE;
    this.#broken = worked ? 1 : this.#broken + 1;
    return growingPause({ first: FIRST_PAUSE, growth: 2, longest: LONGEST_PAUSE }, this.#broken - 1);
  }
}

/** Resolves after so many ms, or at once when the signal aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const end = () => resolve(undefined);
  const timer = setTimeout(end, ms).unref();
  signal.addEventListener('abort', end, { once: true });
  await promise;
  clearTimeout(timer);
  signal.removeEventListener('abort', end);
}
