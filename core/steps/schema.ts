import Ajv, { type ErrorObject, type SchemaObject, type ValidateFunction } from 'ajv';
import { StepError } from '../errors';
import type { JsonObject, Parameter, Parameters, Values } from './define';
import { isShown } from './outputs';

// Hosts hand over numbers as text and text as numbers (an expression's result): ajv turns them.
const ajv = new Ajv({
  verbose: true,
  coerceTypes: true,
  useDefaults: true,
  allErrors: false,
  strict: true,
  allowUnionTypes: true,
});

const validators = new WeakMap<Parameters, ValidateFunction<JsonObject>>();

function schemaOfParameter(parameter: Parameter): SchemaObject | undefined {
  switch (parameter.type) {
    case 'notice':
      return undefined;
    case 'number':
      return {
        type: 'number',
        minimum: parameter.minimum,
        maximum: parameter.maximum,
        default: parameter.default,
      };
    case 'flag':
      return { type: 'boolean', default: parameter.default };
    case 'choice':
      return {
        type: 'string',
        // An enumeration needs a value also where there is nothing to choose from.
        enum: [...new Set([...parameter.options.map(({ value }) => value), parameter.default])],
        default: parameter.default,
      };
    case 'choices':
      return {
        type: 'array',
        items: { type: 'string', enum: parameter.options.map(({ value }) => value) },
        default: [...parameter.default],
      };
    case 'rows':
      return { type: 'array', items: parametersSchema(parameter.columns), default: [] };
    default:
      return { type: 'string', default: parameter.default };
  }
}

/** The JSON Schema of a step's or a connection's values. */
export function parametersSchema(parameters: Parameters): SchemaObject {
  const properties: Record<string, SchemaObject> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const schema = schemaOfParameter(parameter);
    if (schema) properties[name] = schema;
  }
  return { type: 'object', properties, additionalProperties: false };
}

function validator(parameters: Parameters): ValidateFunction<JsonObject> {
  const kept = validators.get(parameters);
  if (kept) return kept;
  const made = ajv.compile<JsonObject>(parametersSchema(parameters));
  validators.set(parameters, made);
  return made;
}

function complaint(parameters: Parameters, error: ErrorObject, values: JsonObject): StepError {
  const [name = '', row, column = ''] = error.instancePath.split('/').slice(1);
  const parameter = parameters[name];
  const label = parameter?.label.en ?? name;
  const cell = parameter?.type === 'rows' ? parameter.columns[column] : undefined;
  const where = cell ? `“${label}”, row ${Number(row) + 1}, “${cell.label.en}”` : `“${label}”`;
  const isSecret = parameter?.type === 'text' && parameter.secret === true;
  const given = isSecret ? 'kept secret' : JSON.stringify(error.data ?? values[name]);
  const allowed: unknown = error.keyword === 'enum' ? error.params['allowedValues'] : undefined;
  const what = Array.isArray(allowed) ? `must be one of ${allowed.join(', ')}` : error.message;
  return new StepError(`${where} ${what}; it is ${given}.`, {
    parameter: name,
    advice: `Correct the parameter “${label}”.`,
  });
}

/** A value in the form that is checked: JSON as text, and rows as a copy, because checking fills in their defaults. */
function writtenOut(parameter: Parameter, value: unknown): unknown {
  if (parameter.type === 'json' && typeof value === 'object') return JSON.stringify(value, null, 2);
  return parameter.type === 'rows' ? (JSON.parse(JSON.stringify(value)) as unknown) : value;
}

/**
 * The typed values of a step's or a connection's parameters: defaults filled in, types coerced.
 * Throws `StepError` naming the parameter that is wrong or missing.
 */
export function stepValues<Ps extends Parameters>(parameters: Ps, given: JsonObject): Values<Ps> {
  const values: JsonObject = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = parameter.type === 'notice' ? undefined : given[name];
    if (value !== undefined && value !== null) values[name] = writtenOut(parameter, value);
  }
  const validate = validator(parameters);
  if (!validate(values)) {
    const [error] = validate.errors ?? [];
    if (error) throw complaint(parameters, error, values);
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    if (
      parameter.type === 'text' &&
      parameter.required &&
      isShown(parameter, parameters, values) &&
      values[name] === ''
    ) {
      throw new StepError(`“${parameter.label.en}” is empty.`, {
        parameter: name,
        advice: `Fill in the parameter “${parameter.label.en}”.`,
      });
    }
  }
  return values as Values<Ps>;
}
