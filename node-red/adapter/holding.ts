import type { Log } from '../../core/ports';
import type { Deactivate, JsonObject, StepContext } from '../../core/steps';
import { type Keeper, startKeeper } from '../../core/segments/membership';
import { countWaiting, type Releaser, startReleaser } from '../../core/waits';
import { inWords } from './message';
import type { Status } from './status';

const REFRESH = 3_000;

export interface HoldingOptions {
  context(): Promise<StepContext>;
  /** The step's key; rejects while the node's settings are wrong. */
  key(context: StepContext): Promise<string>;
  /** Begins what the step does by itself; what it answers ends that. */
  activate?(context: StepContext): Promise<Deactivate>;
  log: Log;
  status: Status;
  /** Hands released people to the flow; see the releaser. */
  emit(items: JsonObject[]): Promise<void>;
}

/** What a node that holds people does while it is deployed. */
export interface Holding {
  /** Looks at once for people whose time has come. */
  nudge(): void;
  stop(): Promise<void>;
}

/**
 * Lets a node's people go as their time comes and shows how many wait; meanwhile segments are kept, and the step does
 * what it does by itself. Where that cannot start (the store is away, another node has the key) it says so once and
 * tries again.
 */
export function holdPeople({ context, key, activate, log, status, emit }: HoldingOptions): Holding {
  let releaser: Releaser | undefined;
  let keeper: Keeper | undefined;
  let deactivate: Deactivate | undefined;
  let complaint = '';
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const refresh = async () => {
    const opened = await context();
    const ownKey = await key(opened);
    if (stopped) return;
    releaser ??= startReleaser({ ...opened, key: ownKey, emit });
    keeper ??= startKeeper(opened);
    deactivate ??= await activate?.(opened);
    status.waiting(await countWaiting(opened.store, ownKey));
    complaint = '';
  };
  const complain = (error: unknown) => {
    const { message } = inWords(error);
    status.broken();
    if (message !== complaint) log.error(message);
    complaint = message;
  };
  const turn = async () => {
    await refresh().catch(complain);
    if (!stopped) timer = setTimeout(next, REFRESH).unref();
  };
  let turning = turn();
  const next = () => {
    turning = turn();
  };

  return {
    nudge: () => releaser?.nudge(),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await turning;
      await Promise.all([releaser?.stop(), keeper?.stop()]);
      await deactivate?.();
    },
  };
}
