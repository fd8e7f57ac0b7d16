import type { JsonObject, Parameter, Parameters, Step } from '../../core/steps';

/** The collection that holds a step's advanced parameters. */
export const OPTIONS = 'options';

/** The name under which the rows of a `rows` parameter lie. */
export const ROWS = 'rows';

/** Whether n8n keeps the parameter out of sight, in the collection. */
export const isAdvanced = (parameter: Parameter): boolean =>
  parameter.type !== 'notice' && parameter.advanced === true;

/** Where n8n keeps a parameter's value, as `getNodeParameter` takes it. */
export function savedPath(name: string, parameter: Parameter): string {
  return isAdvanced(parameter) ? `${OPTIONS}.${name}` : name;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A parameter's saved value, expressions unevaluated; undefined where none was saved. */
export function savedValue(saved: JsonObject, name: string, parameter: Parameter): unknown {
  const options = saved[OPTIONS];
  const holder = isAdvanced(parameter) ? (isObject(options) ? options : {}) : saved;
  return holder[name];
}

/** A step's plain value from n8n's form of it. */
export function plainValue(parameter: Parameter, value: unknown): unknown {
  if (parameter.type !== 'rows') return value;
  return isObject(value) ? (value[ROWS] ?? []) : value;
}

/** All of a step's values as saved, expressions unevaluated; those that were not saved are left out. */
export function plainValues(parameters: Parameters, saved: JsonObject): JsonObject {
  const values: JsonObject = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = plainValue(parameter, savedValue(saved, name, parameter));
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/**
 * A node's parameters as n8n saves them in a workflow.
 * `values`: the step's values by name; those left out keep their defaults. Throws on a name that
 * the step does not have.
 */
export function toN8nParameters(step: Pick<Step, 'name' | 'parameters'>, values: JsonObject): JsonObject {
  const saved: JsonObject = {};
  const options: JsonObject = {};
  for (const [name, value] of Object.entries(values)) {
    const parameter = step.parameters[name];
    if (!parameter) throw new Error(`${step.name} has no parameter “${name}”`);
    const holder = isAdvanced(parameter) ? options : saved;
    holder[name] = parameter.type === 'rows' ? { [ROWS]: value } : value;
  }
  return Object.keys(options).length > 0 ? { ...saved, [OPTIONS]: options } : saved;
}
