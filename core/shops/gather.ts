import { StoreError } from '../errors';

interface Entry<Job, Result> {
  kind: string;
  job: Job;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

type Group<Job, Result> = [Entry<Job, Result>, ...Entry<Job, Result>[]];

interface GathererOptions<Job> {
  /** The size of a group, unless one job alone is larger. */
  most: number;
  sizeOf(job: Job): number;
}

/** Does jobs that come while others are under way together: requests that come at once cost one transaction. */
export class Gatherer<Job, Result> {
  readonly #run: (jobs: readonly [Job, ...Job[]]) => Promise<Result[]>;
  readonly #options: GathererOptions<Job>;
  #waiting: Entry<Job, Result>[] = [];
  #busy = false;

  /** `run`: does a group and gives one result for each of its jobs; it keeps all or nothing. */
  constructor(run: (jobs: readonly [Job, ...Job[]]) => Promise<Result[]>, options: GathererOptions<Job>) {
    this.#run = run;
    this.#options = options;
  }

  /** Only jobs of one kind are done together. Throws what `run` throws for this job. */
  add(kind: string, job: Job): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#waiting.push({ kind, job, resolve, reject });
    if (!this.#busy) void this.#work();
    return promise;
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let [first] = this.#waiting; first; [first] = this.#waiting)
      await this.#settle(this.#takeGroup(first));
    this.#busy = false;
  }

  #takeGroup(first: Entry<Job, Result>): Group<Job, Result> {
    const { most, sizeOf } = this.#options;
    const group: Group<Job, Result> = [first];
    const left: Entry<Job, Result>[] = [];
    let size = sizeOf(first.job);
    for (const entry of this.#waiting.slice(1)) {
      const fits = entry.kind === first.kind && size + sizeOf(entry.job) <= most;
      if (fits) size += sizeOf(entry.job);
      (fits ? group : left).push(entry);
    }
    this.#waiting = left;
    return group;
  }

  async #settle(group: Group<Job, Result>): Promise<void> {
    const [first, ...others] = group;
    try {
      const results = await this.#run([first.job, ...others.map(({ job }) => job)]);
      for (const [index, result] of results.entries()) group[index]?.resolve(result);
    } catch (error) {
      // What one job cannot do must not fail the others; a store that is away fails them all.
      if (others.length > 0 && !(error instanceof StoreError))
        for (const entry of group) await this.#settle([entry]);
      else for (const { reject } of group) reject(error);
    }
  }
}
