import { camelCase, type Step } from '../../core/steps';

type Named = Pick<Step, 'name' | 'kind'>;

/** The step's node name in n8n: camel case, with the suffix that n8n gives triggers. */
export function nodeNameOf({ name, kind }: Named): string {
  const camel = camelCase(name);
  return kind === 'trigger' ? `${camel}Trigger` : camel;
}

/** The folder, file and class of the step's node. */
export function classNameOf(step: Named): string {
  const name = nodeNameOf(step);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Triggers begin at 2: at version 1, n8n evaluates an expression for every webhook request. */
export function typeVersionOf({ kind }: Named): number {
  return kind === 'trigger' ? 2 : 1;
}
