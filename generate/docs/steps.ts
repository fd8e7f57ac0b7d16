import {
  type Connection,
  type ConnectionUse,
  type Outputs,
  type Parameter,
  type Parameters,
  type ShowWhen,
  type Step,
  steps,
} from '../../core/steps';
import { code, page, table } from './markdown';

/** The reference of all steps: parameters, outputs and connections as both hosts show them. */
export function stepsPage(): string {
  return page([
    '# The steps',
    'Every step is there on both hosts under the same title, with the same parameters and outputs. This page is generated from `core/steps/`.',
    steps.map(({ name, title }) => `- [${title.en}](#${name})`).join('\n'),
    ...steps.flatMap(stepBlocks),
    '# Connections',
    'Accounts and secrets. They are credentials in n8n and configuration nodes in Node-RED, and never part of an item or an exported flow.',
    ...connections().flatMap(connectionBlocks),
  ]);
}

/** The part of the reference that is about one step: headings, paragraphs and tables. */
export function stepBlocks({
  name,
  title,
  summary,
  details,
  parameters,
  outputs,
  connections: uses = {},
}: Step): string[] {
  return [
    `<a id="${name}"></a>\n\n## ${title.en}`,
    `${summary.en}.`,
    details.en,
    parameterTable(parameters),
    `**Outputs:** ${outputLabels(outputs, parameters).join(', ')}.`,
    ...Object.values(uses).map((use) => connectionLine(use, parameters)),
  ];
}

function outputLabels({ eachOf = [], fixed }: Outputs, parameters: Parameters): string[] {
  return [
    ...eachOf.map((name) => `one for each of “${parameters[name]?.label.en ?? name}”`),
    ...fixed.map(({ label, showWhen }) => {
      const when = shownWhen(showWhen, parameters);
      return when === '' ? label.en : `${label.en} (when ${when})`;
    }),
  ];
}

function connectionLine({ connection, required, showWhen }: ConnectionUse, parameters: Parameters): string {
  const when = shownWhen(showWhen, parameters);
  return `**Connection:** ${connection.title.en}, ${required ? 'required' : 'optional'}${when === '' ? '' : `, when ${when}`}.`;
}

function connectionBlocks({ name, title, n8n, fields }: Connection): string[] {
  return [
    `## ${title.en}`,
    `In n8n the credential type ${code(n8n.type)}${n8n.own ? '' : ', which n8n ships'}; in Node-RED the configuration node ${code(`shop-journeys-${name}`)}.`,
    parameterTable(fields),
  ];
}

function connections(): Connection[] {
  const uses = steps.flatMap((step) => Object.values(step.connections ?? {}));
  return [...new Set(uses.map(({ connection }) => connection))];
}

function parameterTable(parameters: Parameters): string {
  const rows = Object.values(parameters).flatMap((parameter) =>
    parameter.type === 'notice'
      ? []
      : [
          [
            parameter.label.en,
            `${whatItDoes(parameter)}${onlyIn(parameter)}`,
            defaultOf(parameter),
            shownWhen(parameter.showWhen, parameters),
          ],
        ],
  );
  return table(['Parameter', 'What it does', 'Default', 'Shown when'], rows);
}

function whatItDoes(parameter: Exclude<Parameter, { type: 'notice' }>): string {
  const { help } = parameter;
  switch (parameter.type) {
    case 'choice':
    case 'choices':
      return `${help.en} ${parameter.type === 'choice' ? 'One' : 'Any'} of: ${labels(parameter.options)}.`;
    case 'number':
      return `${help.en} From ${parameter.minimum} to ${parameter.maximum}.`;
    case 'rows':
      return `${help.en} Each row: ${labels(Object.values(parameter.columns))}.`;
    default:
      return help.en;
  }
}

const onlyIn = ({ hosts }: Exclude<Parameter, { type: 'notice' }>): string =>
  hosts ? ` In ${hosts.map((host) => (host === 'n8n' ? 'n8n' : 'Node-RED')).join(' and ')} only.` : '';

const labels = (labelled: readonly { label: { en: string } }[]) =>
  labelled.map(({ label }) => label.en).join(', ');

function defaultOf(parameter: Exclude<Parameter, { type: 'notice' }>): string {
  switch (parameter.type) {
    case 'choice':
      return labels(parameter.options.filter(({ value }) => value === parameter.default));
    case 'choices':
      return labels(parameter.options.filter(({ value }) => parameter.default.includes(value)));
    case 'flag':
      return parameter.default ? 'On' : 'Off';
    case 'rows':
      return '';
    default:
      return code(String(parameter.default));
  }
}

function shownWhen(showWhen: ShowWhen | undefined, parameters: Parameters): string {
  return Object.entries(showWhen ?? {})
    .map(
      ([name, values]) =>
        `${parameters[name]?.label.en ?? name} is ${values.map((value) => shownValue(parameters[name], value)).join(' or ')}`,
    )
    .join(' and ');
}

function shownValue(parameter: Parameter | undefined, value: string | boolean): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  const options = parameter?.type === 'choice' || parameter?.type === 'choices' ? parameter.options : [];
  return options.find((option) => option.value === value)?.label.en ?? value;
}
