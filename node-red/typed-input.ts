import type { Parameter, Step } from '../core/steps';

/** Where a value may come from, in the words of Node-RED's typedInput. */
export type ValueType = 'str' | 'num' | 'liquid' | 'json' | 'msg' | 'flow' | 'global' | 'env' | 'jsonata';

/** The type of a value that is written down in the dialog itself; undefined for parameters without typedInput. */
export function literalType(parameter: Parameter): ValueType | undefined {
  switch (parameter.type) {
    case 'text':
    case 'money':
      return 'str';
    case 'number':
      return 'num';
    case 'template':
      return 'liquid';
    case 'json':
      return 'json';
    default:
      return undefined;
  }
}

/** Where else the parameter's value may come from. What is constant, and all that a trigger asks, is read without a message. */
export function otherTypes(step: Pick<Step, 'kind'>, parameter: Parameter): ValueType[] {
  const withoutMessage = step.kind === 'trigger' || (parameter.type !== 'notice' && parameter.constant);
  return withoutMessage ? ['flow', 'global', 'env'] : ['msg', 'flow', 'global', 'env', 'jsonata'];
}
