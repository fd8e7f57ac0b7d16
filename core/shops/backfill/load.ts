import type { Clock } from '../../clock';
import { Pace } from '../../import';
import { identityKey, type ShopEvent, takeHistory } from '../../ingest';
import { takeProducts } from '../../products';
import type { Store } from '../../store';
import {
  type Calling,
  type HistoryKind,
  historyKinds,
  type HistoryPage,
  ShopError,
  type ShopHistory,
} from '../account';
import { loadProgress, type Progress, saveProgress, type Subject } from './progress';

/** How far the history of a shop is loaded. */
export interface LoadState {
  kind: HistoryKind;
  /** Customers, products or orders. */
  done: number;
  /** Null where the shop does not tell. */
  total: number | null;
}

/** What became of a kind of history. */
export interface LoadedKind extends LoadState {
  /** When it had been loaded whole before, so that nothing was changed; wall, ms UTC. */
  finishedBefore: number | null;
}

export interface LoadOptions {
  /** The name of the way in. */
  api: string;
  /** The shop, as its webhooks are taken in. */
  source: string;
  /** What is loaded whole already is loaded once more. */
  again?: boolean;
  /** Others in this process write, too. */
  shared?: boolean;
  onState?: (state: LoadState) => void;
}

/** What loading needs beside the shop. */
export interface Loading extends Pick<Calling, 'pause' | 'signal'> {
  store: Store;
  clock: Clock;
}

/** How often in a row a shop may say that it is busy, and for how long it is left alone where it does not say; ms. */
const MOST_BUSY = 10;
const BUSY_PAUSE = 60_000;

/**
 * Loads what happened in a shop until now: each page with where to go on, in one transaction, so that a loading that was
 * stopped goes on there, and one that is done changes nothing. History starts no journeys; what happens meanwhile is
 * left to webhooks. Throws `ShopError`, `StoreError`, and `StepError` when another process loads the same.
 */
export async function loadHistory(
  history: ShopHistory,
  loading: Loading,
  options: LoadOptions,
): Promise<LoadedKind[]> {
  const pace = new Pace(loading.store, options.shared ?? false);
  const loaded: LoadedKind[] = [];
  for (const kind of historyKinds.filter((one) => history.kinds.includes(one)))
    loaded.push(await new KindLoader(history, kind, { loading, options, pace }).load());
  return loaded;
}

class KindLoader {
  readonly #history: ShopHistory;
  readonly #subject: Subject;
  readonly #loading: Loading;
  readonly #options: LoadOptions;
  readonly #pace: Pace;

  constructor(
    history: ShopHistory,
    kind: HistoryKind,
    { loading, options, pace }: { loading: Loading; options: LoadOptions; pace: Pace },
  ) {
    this.#history = history;
    this.#subject = { source: options.source, api: options.api, kind };
    this.#loading = loading;
    this.#options = options;
    this.#pace = pace;
  }

  async load(): Promise<LoadedKind> {
    const { store, clock, pause } = this.#loading;
    const { kind } = this.#subject;
    const begun = await loadProgress(store, this.#subject, {
      now: clock.now(),
      again: this.#options.again ?? false,
    });
    let progress = begun;
    while (progress.finishedAt === null) {
      this.#tell(progress);
      const page = await this.#ask(progress);
      progress = await this.#take(page, progress);
      if (page.waitFor !== undefined) await pause(page.waitFor);
    }
    this.#tell(progress);
    return { kind, done: progress.done, total: progress.total, finishedBefore: begun.finishedAt };
  }

  #tell({ done, total }: Progress): void {
    this.#options.onState?.({ kind: this.#subject.kind, done, total });
  }

  /** The next page; a shop that is busy is left alone for a while. */
  async #ask({ cursor }: Progress): Promise<HistoryPage> {
    const { kind, source } = this.#subject;
    for (let busy = 1; ; busy += 1) {
      this.#loading.signal?.throwIfAborted();
      try {
        return await this.#history.page(kind, cursor, source);
      } catch (error) {
        if (!(error instanceof ShopError) || error.fault !== 'busy' || busy === MOST_BUSY) throw error;
        await this.#loading.pause(error.retryAfter ?? BUSY_PAUSE);
      }
    }
  }

  /** Takes a page in, so much at a time as keeps nobody waiting: where to go on is noted with the last of it. */
  async #take(page: HistoryPage, before: Progress): Promise<Progress> {
    const { store, clock } = this.#loading;
    const preparing = page.waitFor !== undefined;
    const after: Progress = {
      ...before,
      cursor: preparing ? (page.next ?? before.cursor) : page.next,
      pages: before.pages + 1,
      done: before.done + countIn(page, this.#subject.kind),
      total: page.total ?? before.total,
      finishedAt: page.next === null && !preparing ? clock.now() : null,
    };
    // What happens from then on comes by webhooks, and starts journeys, which what is known already would not.
    const events = page.events.filter(({ at }) => at < before.begunAt);
    const last = await this.#takeAllButLast(events);
    const write = () =>
      store.write(async (work) => {
        await saveProgress(work, this.#subject, before, after);
        await takeHistory(work, store, clock, last);
        await takeProducts(work, store, this.#subject.source, page.products);
      });
    await this.#pace.run(write, () => last.length);
    return after;
  }

  async #takeAllButLast(events: readonly ShopEvent[]): Promise<readonly ShopEvent[]> {
    const { store, clock } = this.#loading;
    let left = events;
    while (left.length > this.#pace.rows) {
      const some = left.slice(0, this.#pace.rows);
      left = left.slice(some.length);
      const write = () => store.write((work) => takeHistory(work, store, clock, some));
      await this.#pace.run(write, () => some.length);
    }
    return left;
  }
}

/** How many customers, products or orders a page tells of. */
function countIn({ events, products }: HistoryPage, kind: HistoryKind): number {
  if (kind === 'products') return products.length;
  const keys = events.map(({ identities: [first], data }) =>
    kind === 'orders' ? data.order?.id : first && identityKey(first),
  );
  return new Set(keys.filter((key) => key !== undefined)).size;
}
