import type { JsonObject, Output, Parameter, Parameters, ShowWhen, Step } from './define';
import { text } from './text';

const defaultOf = (parameter: Parameter | undefined): unknown =>
  parameter && 'default' in parameter ? parameter.default : undefined;

/** Whether something is shown beside these values; parameters that have none have their defaults. */
export function isShown(
  { showWhen = {} }: { showWhen?: ShowWhen },
  parameters: Parameters,
  values: JsonObject,
): boolean {
  return Object.entries(showWhen).every(([name, shown]) => {
    const actual = values[name] ?? defaultOf(parameters[name]);
    return shown.some((value) => value === actual);
  });
}

/** Whether a step has other outputs for other values. */
export function outputsVary({ outputs: { eachOf, fixed } }: Pick<Step, 'outputs'>): boolean {
  return eachOf !== undefined || fixed.some(({ showWhen }) => showWhen !== undefined);
}

/** The name of the output of a parameter's row; `index` counts from 0. */
export const rowOutput = (parameter: string, index: number): string => `${parameter}.${index + 1}`;

/** The outputs of a step for given values, in the order in which the canvas shows them. */
export function outputsOf(step: Pick<Step, 'outputs' | 'parameters'>, values: JsonObject): Output[] {
  const { parameters, outputs } = step;
  const { eachOf = [], fixed } = outputs;
  const shown = eachOf.filter((name) => isShown(parameters[name] ?? {}, parameters, values));
  return [
    ...shown.flatMap((name) => chosenOutputs(name, parameters[name], values[name])),
    ...fixed
      .filter((output) => isShown(output, parameters, values))
      .map(({ name, label }) => ({ name, label })),
  ];
}

function chosenOutputs(name: string, parameter: Parameter | undefined, value: unknown): Output[] {
  const list: unknown[] | undefined = Array.isArray(value) ? value : undefined;
  if (parameter?.type === 'choices') {
    const picked = list ?? parameter.default;
    return parameter.options
      .filter((option) => picked.includes(option.value))
      .map((option) => ({ name: option.value, label: option.label }));
  }
  if (parameter?.type !== 'rows') throw new Error(`${name} is neither choices nor rows`);
  const { rowLabel, titledBy = '' } = parameter;
  return (list ?? []).map((row, index) => {
    const title = titleIn(row, titledBy);
    const number = index + 1;
    return {
      name: rowOutput(name, index),
      label: title === '' ? text(`${rowLabel.en} ${number}`, `${rowLabel.zh} ${number}`) : text(title, title),
    };
  });
}

function titleIn(row: unknown, column: string): string {
  const cells: Record<string, unknown> = typeof row === 'object' && row !== null ? { ...row } : {};
  const title = cells[column];
  return typeof title === 'string' ? title.trim() : '';
}
