import type { NodeAPI, NodeMessage, NodeMessageInFlow } from '@node-red/registry';
import {
  type JsonObject,
  type Outcome,
  type Parameters,
  type Step,
  type StepContext,
  type StepItem,
  type Values,
  outputsOf,
} from '../../core/steps';
import { inWords, itemOf, mustBeStorable } from './message';
import type { Status } from './status';
import type { ReadValues } from './values';

/** A message that waits for its turn: what becomes of it goes to `send`, and `done` ends it for Complete or Catch. */
export interface Delivery {
  message: NodeMessageInFlow;
  /** For each output, the messages that leave by it. */
  send(messages: NodeMessage[][]): void;
  done(error?: Error): void;
}

export interface RunOptions {
  RED: Pick<NodeAPI, 'util'>;
  step: Step;
  /** The node as deployed. */
  config: JsonObject;
  read: ReadValues;
  context(): Promise<StepContext>;
  status: Status;
}

interface Ready {
  delivery: Delivery;
  item: StepItem<Values<Parameters>>;
}

/** Makes the function that runs a batch of messages through a step. It never rejects: each message gets its own error. */
export function batchRunner({
  RED,
  step,
  config,
  read,
  context,
  status,
}: RunOptions): (batch: Delivery[]) => Promise<void> {
  const ports = outputsOf(step, config).map(({ name }) => name);

  const prepare = async (delivery: Delivery): Promise<Ready[]> => {
    try {
      const json = itemOf(delivery.message);
      if (step.holdKey) mustBeStorable(json);
      return [{ delivery, item: { json, values: await read(delivery.message) } }];
    } catch (error) {
      status.failed(1);
      delivery.done(inWords(error));
      return [];
    }
  };

  const finish = ({ message, send, done }: Delivery, outcomes: readonly Outcome[]) => {
    const left = outcomes.flatMap((outcome) => ('error' in outcome ? [] : [outcome]));
    const messages = left.map(({ json }, index) => {
      const own: NodeMessageInFlow = index === 0 ? message : RED.util.cloneMessage(message);
      return Object.assign(own, { payload: json });
    });
    const leaveBy = (name: string) => messages.filter((_, index) => left[index]?.output === name);
    if (left.length > 0) send(ports.map(leaveBy));
    const failed = outcomes.find((outcome) => 'error' in outcome);
    done(failed && inWords(failed.error));
  };

  return async (batch) => {
    const ready = (await Promise.all(batch.map(prepare))).flat();
    if (ready.length === 0) return;
    try {
      const outcomes = await step.run(
        ready.map(({ item }) => item),
        await context(),
      );
      const byItem = Map.groupBy(outcomes, ({ item }) => item);
      status.passed(outcomes);
      ready.forEach(({ delivery }, index) => finish(delivery, byItem.get(index) ?? []));
    } catch (error) {
      status.broken();
      for (const { delivery } of ready) delivery.done(inWords(error));
    }
  };
}
