import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/clock';
import type { Http, Log } from '../../core/ports';
import type { JsonObject, Step, StepContext } from '../../core/steps';
import { stepValues, waitUntilPurchase } from '../../core/steps';
import type { Store } from '../../core/store';
import { type HeldAtStep, listHeld, type Releaser, startReleaser } from '../../core/waits';
import { contextOf } from '../support/context';
import { runStep } from '../support/steps';

/** A step that holds people, Wait Until Purchase unless told otherwise, on a canvas, and the host that runs it again with the people whom it hands back. */
export class Canvas {
  /** Who left, in order. */
  readonly left: { output: string; json: JsonObject }[] = [];
  /** Batches that were handed back. */
  readonly batches: JsonObject[][] = [];
  readonly context: StepContext;
  /** Replaces what the host does with people who are handed back. */
  host: (items: JsonObject[]) => Promise<void> = (items) => this.arrive(...items);
  #releaser: Releaser | undefined;

  constructor(
    readonly store: Store,
    readonly clock: Clock,
    readonly values: JsonObject = {},
    place: { workflow?: string; node?: string; log?: Log; manual?: boolean; http?: Http } = {},
    readonly step: Step = waitUntilPurchase,
  ) {
    this.context = contextOf(store, clock, { node: randomUUID(), ...place });
  }

  get key(): string {
    const { parameters, holdKey } = this.step;
    return holdKey?.(stepValues(parameters, this.values), this.context.place) ?? '';
  }

  /** Items come to the step. */
  async arrive(...items: JsonObject[]): Promise<void> {
    const outcomes = await runStep(this.step, this.values, this.context, items);
    for (const outcome of outcomes) {
      if ('error' in outcome) throw outcome.error;
      this.left.push({ output: outcome.output, json: outcome.json });
    }
  }

  /** The workflow is switched on. */
  publish(): void {
    const { store, clock, log, place } = this.context;
    const emit = (items: JsonObject[]) => {
      this.batches.push(items);
      return this.host(items);
    };
    this.#releaser = startReleaser({ store, clock, log, place, key: this.key, emit });
  }

  /** Lets the host hand back everybody whose time has come. */
  async look(): Promise<void> {
    if (!this.#releaser) this.publish();
    this.#releaser?.nudge();
    await this.#releaser?.settled();
  }

  async close(): Promise<void> {
    await this.#releaser?.stop();
    this.#releaser = undefined;
  }

  /** Who left, as customer and output. */
  get exits(): string[] {
    return this.left.map(({ output, json }) => `${String(json['customerId'])} ${output}`);
  }

  async held(): Promise<HeldAtStep | undefined> {
    return (await listHeld(this.store)).find(({ key }) => key === this.key);
  }
}
