import type { INode } from 'n8n-workflow';
import { StepError } from '../../core/errors';
import { type JsonObject, type Parameter, type Parameters, type Values, stepValues } from '../../core/steps';
import { languageOf } from './language';
import { plainValue, savedPath, savedValue } from './saved';

/** Evaluates the parameter saved under `path` for one item. */
export type Evaluate = (path: string, item: number) => unknown;

const isExpression = (value: unknown): value is string => typeof value === 'string' && value.startsWith('=');

/** Whether a saved value, or something in it, is an expression. */
const holdsExpression = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.values(value).some(holdsExpression)
    : isExpression(value);

/** Takes no expression: the outputs, or the key under which people are held, depend on it. */
const isConstant = (parameter: Parameter): boolean =>
  parameter.type === 'choices' || (parameter.type !== 'notice' && parameter.constant === true);

function liquidIn(parameter: Parameter, value: unknown): string | undefined {
  if (parameter.type !== 'template' || !isExpression(value)) return undefined;
  const template = value.slice(1);
  const language = languageOf(template);
  if (language === 'both') {
    throw new StepError(`“${parameter.label.en}” mixes Liquid and n8n expressions.`, {
      advice:
        'Write every {{ … }} of this field in the same language: {{ contact.firstName }} is Liquid, {{ $json.contact.firstName }} is an n8n expression.',
    });
  }
  return language === 'liquid' ? template : undefined;
}

/** The saved values that are the same for all items, and the parameters that must be evaluated for each. */
function split(
  parameters: Parameters,
  saved: JsonObject,
): { literal: JsonObject; evaluated: [string, Parameter][] } {
  const literal: JsonObject = {};
  const evaluated: [string, Parameter][] = [];
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = savedValue(saved, name, parameter);
    const liquid = liquidIn(parameter, value);
    if (liquid !== undefined) literal[name] = liquid;
    else if (!isConstant(parameter) && holdsExpression(value)) evaluated.push([name, parameter]);
    else literal[name] = plainValue(parameter, value);
  }
  return { literal, evaluated };
}

/**
 * Reads a node's values: what holds no expression once, the rest for each item.
 * An expression that yields nothing is an empty field, never the parameter's default.
 * The function that is returned throws `StepError`, or what the expression threw.
 */
export function valuesReader<Ps extends Parameters>(
  parameters: Ps,
  node: INode,
  evaluate: Evaluate,
): (item: number) => Values<Ps> {
  const { literal, evaluated } = split(parameters, node.parameters);
  if (evaluated.length === 0) {
    const values = stepValues(parameters, literal);
    return () => values;
  }
  return (item) => {
    const given = { ...literal };
    for (const [name, parameter] of evaluated) {
      given[name] = plainValue(parameter, evaluate(savedPath(name, parameter), item)) ?? '';
    }
    return stepValues(parameters, given);
  };
}

/** What stands in parameters, where nothing of it waits for an item. Throws `StepError` where something does. */
export function knownValues(parameters: Parameters, saved: JsonObject): JsonObject {
  const { literal, evaluated } = split(parameters, saved);
  if (evaluated.length > 0) throw new StepError('Known only when it runs');
  return literal;
}

const constantsByParameters = new WeakMap<Parameters, Parameters>();

/** The same object each time: the compiled schema of its values is found by it, and webhooks ask for each request. */
function constantsOf(parameters: Parameters): Parameters {
  const kept = constantsByParameters.get(parameters);
  if (kept) return kept;
  const constants = Object.fromEntries(
    Object.entries(parameters).filter(([, parameter]) => isConstant(parameter)),
  );
  constantsByParameters.set(parameters, constants);
  return constants;
}

/** The values that do not depend on any item: known before one comes. Throws `StepError`. */
export function constantValues(parameters: Parameters, node: INode): Values<Parameters> {
  const constants = constantsOf(parameters);
  return stepValues(constants, split(constants, node.parameters).literal);
}
