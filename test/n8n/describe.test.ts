import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type INodeProperties, type INodeType, NodeHelpers } from 'n8n-workflow';
import { ShopJourneysWebhookApi } from '../../credentials/ShopJourneysWebhookApi.credentials';
import { formsWith } from '../../core/channels';
import { type Parameter, type Step, stepFor, stepValues, steps } from '../../core/steps';
import { text } from '../../core/steps/text';
import { codexFiles, codexOf } from '../../generate/n8n';
import { classNameOf, describe as describeNode, nodeNameOf, toN8nParameters } from '../../nodes/adapter';
import packageJson from '../../package.json';
import { workflowOf } from './engine';
import { nodeOf, shout } from './shout';

const root = join(__dirname, '../..');

/** All fields of a node, those of its Options included. */
function fields(properties: readonly INodeProperties[]): INodeProperties[] {
  return properties.flatMap((property) => [
    property,
    ...(property.options ?? []).flatMap((option) => ('type' in option ? [option] : [])),
  ]);
}

const fieldOf = (step: Step, name: string) =>
  fields(describeNode(step).properties).find((field) => field.name === name);

/** The cells of a row of a field. */
const cellsOf = (field: INodeProperties | undefined): INodeProperties[] =>
  (field?.options ?? []).flatMap((option) => ('values' in option ? option.values : []));

describe.each(steps.map((step) => [step.name, step] as const))('%s', (_, step) => {
  const file = `nodes/${classNameOf(step)}/${classNameOf(step)}.node`;

  it('shows every parameter with its label, help, default and options', () => {
    for (const [name, parameter] of Object.entries(stepFor('n8n', step).parameters)) {
      const field = fieldOf(step, name);
      expect(field?.displayName).toBe(parameter.label.en);
      if (parameter.type === 'notice') continue;
      expect(field?.description).toBe(parameter.help.en);
      if (parameter.type !== 'rows') expect(field?.default).toEqual(parameter.default);
      if ('options' in parameter) {
        expect(field?.options?.map((option) => 'value' in option && option.value)).toEqual(
          parameter.options.map(({ value }) => value),
        );
      }
    }
  });

  it('shows the cells of its rows, each only where it belongs', () => {
    for (const [name, parameter] of Object.entries(step.parameters)) {
      if (parameter.type !== 'rows') continue;
      const cells = cellsOf(fieldOf(step, name));
      const columns = Object.entries(parameter.columns);
      expect(cells.map((cell) => cell.name)).toEqual(columns.map(([column]) => column));
      expect(cells.map(({ displayOptions }) => displayOptions?.show)).toEqual(
        columns.map(([, { showWhen }]) => showWhen),
      );
    }
  });

  it('is a node of the package, under the name that n8n expects', async () => {
    expect(packageJson.n8n.nodes).toContain(`dist/${file}.js`);
    const exported: Record<string, new () => INodeType> = await import(join(root, `${file}.ts`));
    const Node = exported[classNameOf(step)];
    expect(Node && new Node().description.name).toBe(nodeNameOf(step));
  });

  it('has an icon for light and for dark', () => {
    const { icon } = describeNode(step);
    const files = typeof icon === 'object' ? [icon.light, icon.dark] : [];
    expect(files).toHaveLength(2);
    for (const name of files) {
      expect(existsSync(join(root, 'nodes', classNameOf(step), name.replace('file:', '')))).toBe(true);
    }
  });

  it('has a codex file with resources, which n8n asks for', () => {
    expect(codexFiles().map(({ path }) => path)).toContain(`${file}.json`);
    expect(codexOf(step)).toMatchObject({
      resources: { primaryDocumentation: [{ url: expect.stringContaining(step.name) }] },
    });
  });
});

it('shows a parameter as soon as its step has it, and checks its values', () => {
  const whispers: Parameter = {
    type: 'number',
    label: text('Whispers', '低语'),
    help: text('How many.', '多少'),
    default: 3,
    minimum: 1,
    maximum: 5,
  };
  const step = shout();
  expect(fieldOf(step, 'whispers')).toBeUndefined();
  const more = { ...step, parameters: { ...step.parameters, whispers } };
  expect(fieldOf(more, 'whispers')).toMatchObject({
    type: 'number',
    default: 3,
    typeOptions: { minValue: 1, maxValue: 5 },
  });
  expect(stepValues(more.parameters, {})).toMatchObject({ whispers: 3 });
  expect(() => stepValues(more.parameters, { whispers: 6 })).toThrow('“Whispers”');
});

describe('outputs', () => {
  const outputsFor = (doors: string[]) => {
    const tested = nodeOf(shout());
    const workflow = workflowOf(tested, { parameters: { doors } });
    const node = workflow.getNode('Step');
    return node && NodeHelpers.getNodeOutputs(workflow, node, tested.description);
  };

  it('follow from the picked options, in the order of the definition', () => {
    const labels = ['Front', 'Back', 'Other'].map((displayName) => ({ type: 'main', displayName }));
    expect(outputsFor(['back', 'front'])).toEqual(labels);
    expect(outputsFor([])).toEqual(labels.slice(2));
  });

  it('have their labels where they are fixed', () => {
    const wait = steps.find(({ name }) => name === 'wait-until-purchase');
    expect(wait && describeNode(wait)).toMatchObject({ outputNames: ['Purchased', 'Timed Out'] });
  });
});

describe('what depends on other fields', () => {
  it('is shown with them, from within Options too', () => {
    expect(fieldOf(shout(), 'secretly')?.displayOptions).toEqual({ show: { '/loud': [true] } });
    const send = steps.find(({ name }) => name === 'send-via-channel');
    expect(send && fieldOf(send, 'from')?.displayOptions).toEqual({ show: { channel: formsWith('mail') } });
    expect(send && describeNode(send).credentials).toContainEqual({
      name: 'smtp',
      required: true,
      displayOptions: { hide: { channel: expect.not.arrayContaining(['email']) } },
    });
  });
});

it('is saved with the advanced fields in Options and the rows in their collection', () => {
  const values = { word: 'a', lines: [{ say: 'b' }], secretly: 'c', key: 'd' };
  expect(toN8nParameters(shout(), values)).toEqual({
    word: 'a',
    lines: { rows: [{ say: 'b' }] },
    options: { secretly: 'c', key: 'd' },
  });
  expect(() => toN8nParameters(shout(), { wrod: 'a' })).toThrow('wrod');
});

it('asks for what is required, except in Options, where the default stands until somebody adds the field', () => {
  const issues = (step: Step) => {
    const tested = nodeOf(step);
    const node = workflowOf(tested, {}).getNode('Step');
    return (
      node && NodeHelpers.getNodeParametersIssues(tested.description.properties, node, tested.description)
    );
  };
  const asking = steps.filter((step) => issues(step) !== null);
  expect(asking.map(({ name }) => name)).toEqual(['coupon-pool', 'message-template']);
});

it('answers the trigger’s webhooks without evaluating anything for a request', () => {
  const trigger = steps.find(({ kind }) => kind === 'trigger');
  const described = trigger && describeNode(trigger);
  expect(described?.version).toBe(2);
  expect(described?.webhooks).toHaveLength(1);
  expect(JSON.stringify(described?.webhooks)).not.toContain('{{');
});

it('gives a trigger that starts people by itself no address', () => {
  const described = steps.filter(({ kind, receive }) => kind === 'trigger' && !receive).map(describeNode);
  expect(described.map(({ name, webhooks }) => [name, webhooks])).toEqual([
    ['segmentEventTrigger', undefined],
  ]);
});

it('says on steps that hold people that a run by hand holds nobody', () => {
  const hinted = steps.filter((step) => describeNode(step).hints?.length);
  expect(hinted.map(({ name }) => name)).toEqual(['wait-until-purchase', 'send-via-channel']);
});

it('keeps the webhook’s secrets out of sight', () => {
  const { properties } = new ShopJourneysWebhookApi();
  expect(properties.map(({ name, typeOptions }) => [name, typeOptions?.password])).toEqual([
    ['secret', true],
    ['previousSecret', true],
  ]);
});
