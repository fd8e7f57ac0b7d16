import { StepError } from '../errors';
import type { TemplateParameter } from '../steps/define';
import { text } from '../steps/text';
import type { Render } from './channel';
import { oneLine, written } from './written';

/** Asks for what the named variables of a provider's template become. */
export const namedValuesFor = (channel: string) =>
  ({
    type: 'template',
    label: text('Template Values', '模板变量'),
    help: text(
      'What the template’s variables become: Liquid, one line for each.',
      '模板变量的内容（Liquid 模板），每行一个。',
    ),
    default: '',
    rows: 3,
    showWhen: { channel: [channel] },
  }) as const satisfies TemplateParameter;

/**
 * The variables for one person: “name: value” in each line, rendered by itself so that no value becomes two.
 * Throws `StepError` naming the parameter for a line without a name, and for an empty value.
 */
export function namedValues(parameter: string, given: string, render: Render): Record<string, string> {
  const lines = given.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const { name, value } = partsOf(parameter, line);
      return [name, oneLine(written(parameter, render(parameter, value)))];
    }),
  );
}

function partsOf(parameter: string, line: string): { name: string; value: string } {
  const [, name, value] = /^\s*(\w{1,64})\s*[:：](.*)$/.exec(line) ?? [];
  if (name !== undefined && value !== undefined) return { name, value };
  throw new StepError(`“${line.trim()}” does not name a variable of the template.`, {
    parameter,
    advice: 'Write the variable’s name, a colon and its value: code: {{ coupon.code }}.',
  });
}
