import {
  type JsonObject,
  type Parameters,
  type Step,
  isShownOn,
  outputsOf,
  outputsVary,
} from '../core/steps';
import { literalType } from './typed-input';

/**
 * The properties of a Node-RED node that runs `step`, as a flow file holds them: parameters that are not in `values`
 * have their defaults, typed ones say in `<name>Type` that the value is written down, and `outputs` is there where
 * their number depends on the values.
 */
export function toNodeRedProperties(
  step: Pick<Step, 'parameters' | 'outputs'>,
  values: JsonObject,
): JsonObject {
  const properties: JsonObject = {};
  for (const [name, parameter] of Object.entries(step.parameters)) {
    if (parameter.type === 'notice' || !isShownOn('node-red', parameter)) continue;
    properties[name] = values[name] ?? (parameter.type === 'rows' ? [] : parameter.default);
    const type = literalType(parameter);
    if (type !== undefined) properties[`${name}Type`] = type;
  }
  if (outputsVary(step)) properties['outputs'] = outputsOf(step, properties).length;
  return properties;
}

/** The property of a config node that holds a connection's field: `name` is the node's own. */
export const connectionProperty = (field: string): string => (field === 'name' ? 'fieldName' : field);

/** A connection's fields by the properties of its config node. */
export function connectionProperties(fields: Parameters): Parameters {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [connectionProperty(name), field]));
}
