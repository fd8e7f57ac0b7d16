import { randomUUID } from 'node:crypto';
import { messageOf } from '../../errors';
import type { Deactivate, StepContext } from '../../steps/define';
import { dropLease, holdLease } from '../../store';
import { openAccount, type ShopAccount, type ShopApi } from '../account';
import type { IntakeValues } from '../intake';
import { askForChanges } from './ask';

/** How long after an answer a shop is asked again, in ms. */
const PAUSE = 60_000;
/** ms until another process may ask in place of one that has gone. */
const LEASE = 180_000;

/**
 * Asks a shop every minute what has changed, while the trigger is active; of several processes one at a time does. What
 * is wrong is logged once. Throws `StepError` when no account is chosen.
 */
export async function startPolling(
  api: ShopApi,
  values: IntakeValues,
  context: StepContext,
): Promise<Deactivate> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { changes } = await openAccount(api, { ...context, signal });
  if (!changes) throw new Error(`${api.name} cannot be asked what has changed`);
  const polling = new Polling(changes, api.name, values, { ...context, signal });
  polling.turn();
  return () => {
    stopping.abort();
    return polling.stop();
  };
}

class Polling {
  readonly #changes: NonNullable<ShopAccount['changes']>;
  readonly #api: string;
  readonly #values: IntakeValues;
  readonly #context: StepContext;
  readonly #lease: { name: string; holder: string; span: number };
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #complaint = '';

  constructor(
    changes: NonNullable<ShopAccount['changes']>,
    api: string,
    values: IntakeValues,
    context: StepContext,
  ) {
    this.#changes = changes;
    this.#api = api;
    this.#values = values;
    this.#context = context;
    this.#lease = { name: `poll ${api} ${values.source}`, holder: randomUUID(), span: LEASE };
  }

  turn(): void {
    void this.#ask()
      .then(() => (this.#complaint = ''))
      .catch((error: unknown) => this.#complain(error))
      .then(() => {
        if (!this.#stopped) this.#timer = setTimeout(() => this.turn(), PAUSE).unref();
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await dropLease(this.#context.store, this.#lease).catch((error: unknown) => this.#complain(error));
  }

  async #ask(): Promise<void> {
    const { store, clock } = this.#context;
    if (!(await holdLease(store, this.#lease, clock.now()))) return;
    const asked = { source: this.#values.source, api: this.#api };
    await askForChanges(this.#changes, asked, this.#values, this.#context);
  }

  #complain(error: unknown): void {
    if (this.#context.signal?.aborted) return;
    const complaint = messageOf(error);
    if (complaint !== this.#complaint)
      this.#context.log.error(`${this.#context.place.title}: the shop could not be asked. ${complaint}`);
    this.#complaint = complaint;
  }
}
