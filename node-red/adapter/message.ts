import type { Node, NodeAPI, NodeMessage } from '@node-red/registry';
import { messageOf, StepError, StoreError } from '../../core/errors';
import type { Log } from '../../core/ports';
import type { JsonObject, Place, Step } from '../../core/steps';

/** The item that a message carries. Throws `StepError` when its payload is none. */
export function itemOf({ payload }: NodeMessage): JsonObject {
  if (
    typeof payload === 'object' &&
    payload !== null &&
    !Array.isArray(payload) &&
    !Buffer.isBuffer(payload)
  ) {
    return { ...payload };
  }
  throw new StepError('msg.payload is not an object.', {
    advice: 'Send an object that says who it is about, e.g. {"email": "jane@example.com"}.',
  });
}

/** Throws `StepError` when an item cannot be written down: it would take those who are held with it along. */
export function mustBeStorable(item: JsonObject): void {
  try {
    JSON.stringify(item);
  } catch (error) {
    throw new StepError(`msg.payload cannot be stored: ${messageOf(error)}`, {
      advice: 'Send plain data: texts, numbers, lists and objects.',
    });
  }
}

/** An error as Catch and the debug sidebar show it: what happened and what to do. */
export function inWords(error: unknown): Error {
  const advice = error instanceof StepError || error instanceof StoreError ? error.advice : undefined;
  return new Error(advice === undefined ? messageOf(error) : `${messageOf(error)} ${advice}`, {
    cause: error,
  });
}

/** Where the node stands. */
export function placeOf(node: Node, step: Step): Place {
  return {
    host: 'node-red',
    workflow: node.z,
    node: node.id,
    title: node.name || step.title.en,
    manual: false,
  };
}

/** The node's own log. */
export function logOf(node: Node): Log {
  return {
    debug: (message) => node.debug(message),
    info: (message) => node.log(message),
    warn: (message) => node.warn(message),
    error: (message) => node.error(message),
  };
}

/** The log of Node-RED itself, where no node is meant. */
export function logOfHost({ log }: Pick<NodeAPI, 'log'>): Log {
  return {
    debug: (message) => log.debug(message),
    info: (message) => log.info(message),
    warn: (message) => log.warn(message),
    error: (message) => log.error(message),
  };
}
