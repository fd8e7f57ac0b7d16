import type { Node, NodeAPI, NodeMessage } from '@node-red/registry';
import { StepError, messageOf } from '../../core/errors';
import { type JsonObject, type Parameters, type Values, stepValues } from '../../core/steps';
import { literalType } from '../typed-input';

/** The checked values of a node's parameters for a message; without one, what only a message tells has its default. */
export type ReadValues<Ps extends Parameters = Parameters> = (message?: NodeMessage) => Promise<Values<Ps>>;

type Evaluate = (message: NodeMessage) => Promise<unknown>;

const needsMessage = (type: string): boolean => type === 'msg' || type === 'jsonata';

/**
 * Reads a node's parameters for one message after another.
 * `config`: the node as deployed; a typed parameter `<name>` has its type in `<name>Type`.
 * The function returned throws `StepError` naming the parameter that cannot be read or is wrong.
 */
export function valueReader<Ps extends Parameters>(
  RED: NodeAPI,
  node: Node,
  parameters: Ps,
  config: JsonObject,
): ReadValues<Ps> {
  const written: JsonObject = {};
  const evaluated: { name: string; type: string; evaluate: Evaluate }[] = [];
  for (const [name, parameter] of Object.entries(parameters)) {
    if (parameter.type === 'notice') continue;
    const literal = literalType(parameter);
    const type = (literal && config[`${name}Type`]) ?? literal;
    if (typeof type !== 'string' || type === literal) written[name] = config[name];
    else
      evaluated.push({
        name,
        type,
        evaluate: evaluator(RED, node, parameter.label.en, String(config[name]), type),
      });
  }
  return async (message) => {
    const given = { ...written };
    for (const { name, type, evaluate } of evaluated) {
      if (message || !needsMessage(type)) given[name] = await evaluate(message ?? {});
    }
    return stepValues(parameters, given);
  };
}

function evaluator(RED: NodeAPI, node: Node, label: string, value: string, type: string): Evaluate {
  return (message) =>
    new Promise((resolve, reject) => {
      const refuse = (error: unknown) => {
        reject(new StepError(`“${label}” could not be read from ${type} ${value}: ${messageOf(error)}`));
      };
      try {
        RED.util.evaluateNodeProperty(value, type, node, message, (error, result: unknown) => {
          if (error) refuse(error);
          else resolve(result);
        });
      } catch (error) {
        refuse(error);
      }
    });
}
