import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { shopApis } from '../../core/shops';
import {
  type Connection,
  type Parameter,
  type Parameters,
  type Step,
  stepFor,
  steps as allSteps,
} from '../../core/steps';
import { text } from '../../core/steps/text';
import { configHtml, editorHtml, helpMarkdown, localeJson } from '../../generate/node-red';
import { connectionProperties, connectionType } from '../../node-red/adapter';
import packageJson from '../../package.json';

const steps = allSteps.map((step) => stepFor('node-red', step));

const languages = [
  ['en-US', 'en'],
  ['zh-CN', 'zh'],
] as const;

/** What the html file gives to `RED.nodes.registerType`, and the form beside it. */
interface Registered {
  type: string;
  definition: {
    defaults: Record<string, { value: unknown; type?: string; validate?: unknown }>;
    credentials?: Record<string, { type: string }>;
    inputs: number;
    outputs: number;
    category: string;
    icon: string;
  };
  form: string;
}

/** Runs the script of an html file as the editor does. */
function register(html: string): Registered {
  const [script] = /(?<=<script type="text\/javascript">)[^]*?(?=<\/script>)/.exec(html) ?? [''];
  const [form] = /(?<=<script type="text\/html")[^]*/.exec(html) ?? [''];
  const registered: Registered[] = [];
  const RED = {
    nodes: {
      registerType: (type: string, definition: Registered['definition']) =>
        registered.push({ type, definition, form }),
    },
  };
  runInNewContext(script, { RED });
  const [only, ...others] = registered;
  if (!only || others.length > 0) throw new Error('The file does not register exactly one type');
  return only;
}

function* parametersOf(parameters: Parameters): Generator<[string, Parameter]> {
  for (const [name, parameter] of Object.entries(parameters)) {
    yield [name, parameter];
    if (parameter.type === 'rows') yield* parametersOf(parameter.columns);
  }
}

/** The names of the texts that the form shows. */
const textsOf = (form: string): string[] =>
  [...form.matchAll(/data-i18n="([^"]+)"/g)].flatMap(([, keys = '']) =>
    keys.split(';').map((key) => key.replace(/^\[\w+\]/, '')),
  );

const lookUp = (texts: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (at, key) =>
        typeof at === 'object' && at !== null
          ? Object.entries(at).find(([name]) => name === key)?.[1]
          : undefined,
      texts,
    );

function expectEverywhere(step: Step): void {
  const { definition, form } = register(editorHtml(step));
  for (const [name, parameter] of Object.entries(step.parameters)) {
    expect(form).toContain(`id="node-input-row-${name}"`);
    if (parameter.type === 'notice') {
      expect(form.includes(`<output id="node-input-${name}">`)).toBe(parameter.asks !== undefined);
      continue;
    }
    expect(definition.defaults).toHaveProperty(name);
    expect(definition.defaults[name]?.value).toEqual(parameter.type === 'rows' ? [] : parameter.default);
  }
  for (const [language, key] of languages) {
    const help = helpMarkdown(step, language);
    for (const [, parameter] of parametersOf(step.parameters)) {
      if (parameter.type !== 'notice')
        expect(help).toContain(`**${parameter.label[key]}**: ${parameter.help[key]}`);
    }
    const texts = localeJson(step, language);
    const shown = textsOf(form).filter((name) => !name.startsWith('node-red:'));
    expect(shown.length).toBeGreaterThan(Object.keys(step.parameters).length);
    expect(shown.filter((name) => typeof lookUp(texts, name) !== 'string')).toEqual([]);
  }
}

describe.each(steps.map((step) => [step.name, step] as const))('%s', (name, step) => {
  test('shows every parameter in the dialog, in both languages and in the help', () =>
    expectEverywhere(step));

  test('is registered by its literal name, with an icon of its own and a config node for each connection', () => {
    const html = editorHtml(step);
    const { type, definition } = register(html);

    expect(html).toContain(`RED.nodes.registerType('${name}', {`);
    expect(type).toBe(name);
    expect(definition).toMatchObject({ category: 'shop journeys', inputs: step.kind === 'trigger' ? 0 : 1 });
    expect(readdirSync(join('node-red', name, 'icons'))).toEqual([definition.icon]);
    for (const [use, { connection }] of Object.entries(step.connections ?? {})) {
      expect(definition.defaults[use]).toMatchObject({ value: '', type: connectionType(connection) });
    }
  });

  test('has no parameter that takes the place of a property of its node', () => {
    const own = [
      'id',
      'type',
      'z',
      'g',
      'd',
      'x',
      'y',
      'l',
      'wires',
      'name',
      'path',
      'outputs',
      'inputs',
      ...Object.keys(step.connections ?? {}),
    ];
    expect(Object.keys(step.parameters).filter((parameter) => own.includes(parameter))).toEqual([]);
  });

  test('has no colour in its dialog', () => {
    const { form } = register(editorHtml(step));
    expect(form).not.toMatch(/#[0-9a-f]{3,6}\b|rgb\(|color:/i);
  });
});

test('one more parameter is one more entry: it appears everywhere', () => {
  const [step] = steps.filter(({ name }) => name === 'coupon-issue');
  if (!step) throw new Error('no such step');
  const longer = {
    ...step,
    parameters: {
      ...step.parameters,
      remark: {
        type: 'text',
        label: text('Remark', '备注'),
        help: text('Said in passing.', '顺带说明。'),
        default: 'none',
      },
      colours: {
        type: 'choices',
        label: text('Colours', '颜色'),
        help: text('As many as you like.', '任意多个。'),
        options: [{ value: 'red', label: text('Red', '红') }],
        default: ['red'],
      },
    },
  } satisfies Step;

  expectEverywhere(longer);
  expect(localeJson(longer, 'zh-CN')).toMatchObject({
    'coupon-issue': { parameter: { colours: { option: { red: '红' } } } },
  });
  expect(register(editorHtml(longer)).definition.defaults).toMatchObject({ remarkType: { value: 'str' } });
});

const connections: readonly Connection[] = [
  ...new Set([
    ...steps.flatMap(({ connections: uses = {} }) => Object.values(uses).map(({ connection }) => connection)),
    ...shopApis.map(({ connection }) => connection),
  ]),
];

test.each(connections.map((connection) => [connection.name, connection] as const))(
  'the secrets of %s are credentials and nothing else is',
  (_, connection) => {
    const { type, definition } = register(configHtml(connection));
    const fields = Object.entries(connectionProperties(connection.fields));
    const isSecret = (field: Parameter) => field.type === 'text' && field.secret === true;

    expect(type).toBe(connectionType(connection));
    expect(Object.keys(definition.credentials ?? {})).toEqual(
      fields.filter(([, field]) => isSecret(field)).map(([name]) => name),
    );
    expect(Object.keys(definition.defaults)).toEqual([
      'name',
      ...fields.filter(([, field]) => !isSecret(field)).map(([name]) => name),
    ]);
    expect(fields.map(([name]) => name)).not.toContain('name');
  },
);

test('package.json names every node, each with a source beside it', () => {
  const types = [...steps.map(({ name }) => name), ...connections.map(connectionType)];

  expect(Object.entries(packageJson['node-red'].nodes)).toEqual(
    expect.arrayContaining(types.map((type) => [type, `dist/node-red/${type}/${type}.js`])),
  );
  expect(Object.keys(packageJson['node-red'].nodes)).toHaveLength(types.length);
  for (const type of types) expect(readdirSync(join('node-red', type))).toContain(`${type}.ts`);
});
