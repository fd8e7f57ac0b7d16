import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Connection,
  type JsonObject,
  type Parameter,
  type Parameters,
  type Question,
  type Step,
  outputsOf,
} from '../../core/steps';
import { connectionProperties, connectionType, toNodeRedProperties } from '../../node-red/adapter';
import { literalType, otherTypes } from '../../node-red/typed-input';
import { connectionForm, stepForm } from './form';

/** The html file of a step's node: its registration, what its dialog does, and the dialog's form. */
export function editorHtml(step: Step): string {
  const outputs = {
    eachOf: step.outputs.eachOf,
    fixed: step.outputs.fixed.map(({ name, showWhen }) => ({ name, showWhen })),
  };
  const spec = {
    type: step.name,
    prefix: 'node-input',
    parameters: parameterSpecs(step.parameters, (parameter) => otherTypes(step, parameter)),
    connections: Object.fromEntries(
      Object.entries(step.connections ?? {}).map(([name, { required, showWhen }]) => [
        name,
        { required, showWhen },
      ]),
    ),
    outputs,
    receives: step.receive !== undefined,
  };
  const title = `this._('${step.name}.title')`;
  return page(
    spec,
    stepForm(step),
    `RED.nodes.registerType('${step.name}', {
  category: 'shop journeys',
  color: '${step.color}',
  icon: '${step.name}.svg',
  inputs: ${step.kind === 'trigger' ? 0 : 1},
  outputs: ${outputsOf(step, {}).length},
  defaults: {
${stepDefaults(step).join(',\n')},
  },
  paletteLabel() { return ${title}; },
  label() { return this.name || ${title}; },
  labelStyle() { return this.name ? 'node_label_italic' : ''; },
  outputLabels(index) { return dialog.outputLabel(this, index); },
  oneditprepare() { dialog.prepare(this); },
  oneditsave() { dialog.save(this); },
  oneditcancel() { dialog.close(); },
});`,
  );
}

/** The html file of a connection's config node. */
export function configHtml(connection: Connection): string {
  const type = connectionType(connection);
  const properties = connectionProperties(connection.fields);
  const spec = { type, prefix: 'node-config-input', parameters: parameterSpecs(properties), connections: {} };
  const isSecret = ([, field]: [string, Parameter]) => field.type === 'text' && field.secret === true;
  const fields = Object.entries(properties);
  const defaults = fields
    .filter((field) => !isSecret(field))
    .map(([name, field]) => property(name, defaultOf(field), `dialog.check('${name}')`));
  const credentials = fields.filter(isSecret).map(([name]) => `    ${name}: { type: 'password' },\n`);
  const form = connectionForm(properties, { prefix: 'node-config-input', type, typed: false });
  return page(
    spec,
    form,
    `RED.nodes.registerType('${type}', {
  category: 'config',
  defaults: {
${[property('name', ''), ...defaults].join(',\n')},
  },
  credentials: {
${credentials.join('')}  },
  paletteLabel() { return this._('${type}.title'); },
  label() { return this.name || this._('${type}.title'); },
  oneditprepare() { dialog.prepare(this); },
  oneditsave() { dialog.save(this); },
  oneditcancel() { dialog.close(); },
});`,
  );
}

const dialogFile = (name: string) => readFileSync(join('generate', 'node-red', 'dialog', name), 'utf8');

/** The functions of the dialog, without what only the linter reads. */
const dialogFunctions = () =>
  ['shown.js', 'rows.js', 'outputs.js', 'answers.js', 'dialog.js']
    .map((name) => dialogFile(name).replaceAll(/^(\/\* global .*\*\/\n\n| *\/\/ eslint-.*\n)/gm, ''))
    .join('\n');

interface DialogSpec extends JsonObject {
  parameters: JsonObject;
}

const page = (spec: DialogSpec, form: string, registration: string) => `<style>
${dialogFile('dialog.css')}</style>
<script type="text/javascript">
(function () {
${dialogFunctions()}
const dialog = journeyDialog(${literal(spec)});

${registration}
})();
</script>
${form}
`;

/** The specification as a literal with a line for each parameter. */
function literal({ parameters, ...rest }: DialogSpec): string {
  const lines = (all: JsonObject) =>
    Object.entries(all)
      .map(([name, value]) => `  ${name}: ${JSON.stringify(value)},\n`)
      .join('');
  return `{\n${lines(rest)}  parameters: {\n${lines(parameters).replaceAll(/^/gm, '  ').trimEnd()}\n  },\n}`;
}

const property = (name: string, value: unknown, validate?: string, type?: string) =>
  `    ${name}: { value: ${JSON.stringify(value)}${type ? `, type: '${type}'` : ''}${validate ? `, validate: ${validate}` : ''} }`;

function stepDefaults(step: Step): string[] {
  const connections = Object.entries(step.connections ?? {}).map(([name, { connection }]) =>
    property(name, '', `dialog.checkConnection('${name}')`, connectionType(connection)),
  );
  const values = Object.entries(toNodeRedProperties(step, {})).map(([name, value]) =>
    property(name, value, name in step.parameters ? `dialog.check('${name}')` : undefined),
  );
  const path = step.receive ? [property('path', '', 'dialog.checkPath')] : [];
  return [property('name', ''), ...path, ...connections, ...values];
}

const defaultOf = (parameter: Parameter) =>
  'default' in parameter ? parameter.default : parameter.type === 'rows' ? [] : undefined;

const askedBy = ({ from, takeOver }: Question) => ({
  from,
  takeOver: takeOver && { into: takeOver.into, set: takeOver.set },
});

/** What the dialog has to know of each parameter. */
function parameterSpecs(parameters: Parameters, others?: (parameter: Parameter) => string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => {
      const { type, showWhen } = parameter;
      const literal = literalType(parameter);
      return [
        name,
        {
          type,
          default: defaultOf(parameter),
          showWhen,
          ...(type !== 'notice' && { advanced: parameter.advanced }),
          ...(others && literal && { literal, types: others(parameter) }),
          ...(type === 'text' && { required: parameter.required, secret: parameter.secret }),
          ...(type === 'notice' && parameter.asks && { asks: askedBy(parameter.asks) }),
          ...(type === 'number' && { minimum: parameter.minimum, maximum: parameter.maximum }),
          ...((type === 'template' || type === 'json') && { lines: parameter.rows }),
          ...('options' in parameter && { options: parameter.options.map(({ value }) => value) }),
          ...(type === 'rows' && {
            titledBy: parameter.titledBy,
            columns: parameterSpecs(parameter.columns),
          }),
        },
      ];
    }),
  );
}
