import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type {
  NoticeParameter,
  Option,
  Parameter,
  Parameters,
  RowsParameter,
  ShowWhen,
} from '../../core/steps';
import { questionProperties } from './questions';
import { OPTIONS, ROWS, isAdvanced } from './saved';

interface Shown {
  displayOptions?: { show: Record<string, (string | boolean)[]> };
}

/** `showWhen` in n8n's terms. `root`: what leads from a nested field to the node's own parameters. */
export function displayOptions(showWhen: ShowWhen | undefined, root = ''): Shown {
  if (!showWhen) return {};
  const show = Object.fromEntries(
    Object.entries(showWhen).map(([name, values]) => [`${root}${name}`, [...values]]),
  );
  return { displayOptions: { show } };
}

const optionsOf = (options: readonly Option[]): INodePropertyOptions[] =>
  options.map(({ value, label, help }) => ({
    name: label.en,
    value,
    ...(help && { description: help.en }),
  }));

function typed(
  parameter: Exclude<Parameter, NoticeParameter>,
): Pick<INodeProperties, 'type' | 'default'> & Partial<INodeProperties> {
  switch (parameter.type) {
    case 'text':
      return {
        type: 'string',
        default: parameter.default,
        // n8n would miss it in the collection as long as nobody adds it there.
        ...(parameter.required && !parameter.advanced && { required: true }),
        ...(parameter.secret && { typeOptions: { password: true } }),
      };
    case 'template':
      return {
        type: 'string',
        default: parameter.default,
        ...(parameter.rows && { typeOptions: { rows: parameter.rows } }),
      };
    case 'json':
      return { type: 'json', default: parameter.default, typeOptions: { rows: parameter.rows } };
    case 'money':
      return { type: 'string', default: parameter.default };
    case 'number':
      return {
        type: 'number',
        default: parameter.default,
        typeOptions: { minValue: parameter.minimum, maxValue: parameter.maximum },
      };
    case 'flag':
      return { type: 'boolean', default: parameter.default };
    case 'choice':
      return { type: 'options', default: parameter.default, options: optionsOf(parameter.options) };
    case 'choices':
      return {
        type: 'multiOptions',
        default: [...parameter.default],
        options: optionsOf(parameter.options),
        noDataExpression: true,
      };
    case 'rows':
      return {
        type: 'fixedCollection',
        default: {},
        placeholder: `Add ${parameter.rowLabel.en}`,
        typeOptions: { multipleValues: true, sortable: true },
        options: [{ name: ROWS, displayName: parameter.rowLabel.en, values: cellsOf(parameter) }],
      };
  }
}

/** The cells of a row; n8n does not hand it down to them that their rows take no expression. */
function cellsOf({ columns, constant }: RowsParameter): INodeProperties[] {
  const cells = propertiesOf(columns);
  return constant ? cells.map((cell) => ({ ...cell, noDataExpression: true })) : cells;
}

/** n8n offers each operation of a node by itself, with what it does for a name. */
const withActions = (options: readonly INodePropertyOptions[]): INodePropertyOptions[] =>
  options.map((option) => ({ ...option, action: (option.description ?? option.name).replace(/\.$/, '') }));

function noticeProperties(name: string, notice: NoticeParameter, parameters: Parameters): INodeProperties[] {
  if (notice.asks) return questionProperties(name, notice, notice.asks, parameters);
  return [{ displayName: notice.label.en, name, type: 'notice', default: '' }];
}

function valueProperty(name: string, parameter: Exclude<Parameter, NoticeParameter>): INodeProperties {
  return {
    displayName: parameter.label.en,
    name,
    description: parameter.help.en,
    ...(parameter.placeholder && { placeholder: `e.g. ${parameter.placeholder}` }),
    ...(parameter.constant && { noDataExpression: true }),
    ...typed(parameter),
    ...(name === 'operation' &&
      parameter.type === 'choice' && { options: withActions(optionsOf(parameter.options)) }),
  };
}

/** Parameters as n8n shows them, one below the other. */
export function propertiesOf(parameters: Parameters, root?: string): INodeProperties[] {
  return Object.entries(parameters).flatMap(([name, parameter]) => {
    const properties =
      parameter.type === 'notice'
        ? noticeProperties(name, parameter, parameters)
        : [valueProperty(name, parameter)];
    const shown = displayOptions(parameter.showWhen, root);
    return properties.map((property) => ({ ...property, ...shown }));
  });
}

/** A step's parameters as n8n shows them: the advanced ones in a collection of their own. */
export function stepProperties(parameters: Parameters): INodeProperties[] {
  const entries = Object.entries(parameters);
  const plain = Object.fromEntries(entries.filter(([, parameter]) => !isAdvanced(parameter)));
  const advanced = Object.fromEntries(entries.filter(([, parameter]) => isAdvanced(parameter)));
  if (Object.keys(advanced).length === 0) return propertiesOf(plain);
  return [
    ...propertiesOf(plain),
    {
      displayName: 'Options',
      name: OPTIONS,
      type: 'collection',
      placeholder: 'Add option',
      default: {},
      options: propertiesOf(advanced, '/'),
    },
  ];
}
