import type { Clock } from '../../core/clock';
import type { JsonObject, Step } from '../../core/steps';
import type { Store } from '../../core/store';
import { type Journey, stepsOf } from '../../journeys';
import { contextOf } from '../support/context';
import { runStep } from '../support/steps';
import { Canvas } from '../waits/canvas';

/** A journey whose steps run as a host would run them, on the clock of the test. */
export class Walk {
  /** What people passed: the step's title and the output by which they left it. */
  readonly passed: string[] = [];
  readonly #steps;
  readonly #waits: Map<string, Canvas>;

  constructor(
    readonly journey: Journey,
    readonly store: Store,
    readonly clock: Clock,
  ) {
    this.#steps = new Map(stepsOf(journey));
    const waiting = [...this.#steps].filter(([, { step }]) => step.name === 'wait-until-purchase');
    this.#waits = new Map(
      waiting.map(([title, { values }]) => [
        title,
        new Canvas(store, clock, values, { workflow: journey.name }),
      ]),
    );
  }

  /** An item comes to a step and goes on from it, as far as it does without waiting. */
  async arrive(title: string, json: JsonObject): Promise<void> {
    const place = this.#steps.get(title);
    if (!place) throw new Error(`there is no step “${title}”`);
    const wait = this.#waits.get(title);
    if (wait) {
      await wait.arrive(json);
      await this.#leave(title, wait.left.splice(0));
    } else await this.#leave(title, await this.#run(place.step, place.values, title, json));
  }

  /** Lets everybody go on whose time has come. */
  async look(): Promise<void> {
    for (const [title, wait] of this.#waits) {
      await wait.look();
      await this.#leave(title, wait.left.splice(0));
    }
  }

  async close(): Promise<void> {
    for (const wait of this.#waits.values()) await wait.close();
  }

  async #run(step: Step, values: JsonObject, node: string, json: JsonObject) {
    const context = contextOf(this.store, this.clock, { workflow: this.journey.name, node });
    const outcomes = await runStep(step, values, context, [json]);
    return outcomes.map((outcome) => {
      if ('error' in outcome) throw outcome.error;
      return outcome;
    });
  }

  async #leave(title: string, left: readonly { output: string; json: JsonObject }[]): Promise<void> {
    for (const { output, json } of left) {
      this.passed.push(`${title}: ${output}`);
      const next = this.#steps.get(title)?.leadsTo[output];
      if (next !== undefined) await this.arrive(next, json);
    }
  }
}
