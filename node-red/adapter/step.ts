import type { Node, NodeAPI, NodeDef } from '@node-red/registry';
import { wallClock } from '../../core/clock';
import { openHttp } from '../../core/http';
import type { JsonObject, Visit, Step, StepContext } from '../../core/steps';
import { gatherBatches } from './batches';
import { connector } from './connection';
import { followerOf } from './follow';
import { type Holding, holdPeople } from './holding';
import { listen } from './intake';
import { inWords, logOf, placeOf } from './message';
import { answerQuestions } from './questions';
import { registrar } from './register';
import { batchRunner } from './run';
import { type Status, statusOf } from './status';
import { openedStore } from './store';
import { type ReadValues, valueReader } from './values';

/** How long the flow of a released person is waited for that never says that it is done. */
const PATIENCE = 600_000;

/** What the parts of one deployed node share. */
interface StepNode {
  RED: NodeAPI;
  node: Node;
  step: Step;
  config: JsonObject;
  read: ReadValues;
  status: Status;
  context(): Promise<StepContext>;
}

/**
 * Registers a step as a Node-RED node. The item is `msg.payload`, which must be an object; what the step makes of it
 * goes on in `msg.payload` of the same message. A person who was held comes back in a new message.
 */
export function registerStep(RED: NodeAPI, step: Step): void {
  function ConstructedNode(this: Node, config: NodeDef & JsonObject) {
    RED.nodes.createNode(this, config);
    start(RED, this, step, config);
  }
  RED.nodes.registerType(step.name, ConstructedNode);
  answerQuestions(RED, step);
}

function start(RED: NodeAPI, node: Node, step: Step, config: JsonObject): void {
  const constant = {
    clock: wallClock,
    http: openHttp(),
    log: logOf(node),
    place: placeOf(node, step),
    connect: connector(RED, step, config),
  };
  const context = async () => ({ ...constant, store: await openedStore(RED) });
  const read = valueReader(RED, node, step.parameters, config);
  const started: StepNode = { RED, node, step, config, read, context, status: statusOf(RED, node, step) };

  const batches = gatherBatches(batchRunner(started));
  node.on('input', (message, send, done) => batches.add({ message, send, done }));
  const holding = hold(started);
  const stopListening = receive(started, holding);
  const registering = registrar({ ...started, path: pathOf(node, config) });
  const complain = (error: unknown) => node.error(inWords(error));
  const told = registering?.begin().catch(complain);

  // Nothing is deleted when the node is removed: its people stay in the store for a node with the same step key.
  node.on('close', (removed: boolean, done: () => void) => {
    stopListening?.();
    const untold = told?.then(() => (removed ? registering?.end().catch(complain) : undefined));
    void Promise.all([holding?.stop(), batches.idle(), untold]).then(() => done());
  });
}

function hold({ RED, node, step, read, context, status }: StepNode): Holding | undefined {
  const { holdKey: keyOf, activate } = step;
  if (!keyOf) return undefined;
  return holdPeople({
    context,
    key: async ({ place }) => keyOf(await read(), place),
    ...(activate && { activate: async (opened) => activate(await read(), opened) }),
    log: logOf(node),
    status,
    emit: (items) => {
      const messages = items.map((payload) => ({ payload }));
      return followerOf(RED).hand(node, messages, PATIENCE);
    },
  });
}

const pathOf = (node: Node, { path }: JsonObject): string =>
  typeof path === 'string' && path !== '' ? path : node.id;

function receive({ RED, node, step, config, read, context, status }: StepNode, holding: Holding | undefined) {
  const take = step.receive;
  if (!take) return undefined;
  const respond = async (request: Visit) => {
    try {
      const answer = await take(request, await read(), await context());
      if (Number(answer.body['started']) > 0) holding?.nudge();
      return answer;
    } catch (error) {
      node.error(inWords(error));
      throw error;
    }
  };
  try {
    return listen(RED, pathOf(node, config), { isPage: step.isPage ?? false, receive: respond });
  } catch (error) {
    status.broken();
    node.error(inWords(error));
    return undefined;
  }
}
