import {
  type ExpressionString,
  type INodeCredentialDescription,
  type INodeTypeDescription,
  NodeConnectionTypes,
  type NodeHint,
} from 'n8n-workflow';
import {
  type Output,
  type Parameter,
  type Parameters,
  type ShowWhen,
  type Step,
  outputsVary,
  stepFor,
} from '../../core/steps';
import { credentialTestName } from './credentials';
import { resumeWebhook } from './engine-wait';
import { nodeNameOf, typeVersionOf } from './names';
import { stepProperties } from './properties';
import { ROWS } from './saved';

const configurationOf = ({ label }: Output) => ({ type: NodeConnectionTypes.Main, displayName: label.en });

const quoted = (value: unknown) => JSON.stringify(value);

// Nested braces would end the expression: options are written as pairs.
function chosenLabels(name: string, parameter: Parameter | undefined): string {
  const value = `$parameter[${quoted(name)}]`;
  if (parameter?.type === 'choices') {
    const options = parameter.options.map((option) => [option.value, option.label.en]);
    return `${quoted(options)}.filter(([value]) => (${value} ?? []).includes(value)).map(([, label]) => label)`;
  }
  if (parameter?.type !== 'rows') throw new Error(`${name} is neither choices nor rows`);
  const { rowLabel, titledBy = '' } = parameter;
  const untitled = quoted(`${rowLabel.en} `);
  return `(${value}?.${ROWS} ?? []).map((row, index) => String(row[${quoted(titledBy)}] ?? '').trim() || ${untitled} + (index + 1))`;
}

function whenShown(
  { showWhen = {} }: { showWhen?: ShowWhen },
  parameters: Parameters,
  labels: string,
): string {
  const conditions = Object.entries(showWhen).map(([name, values]) => {
    const parameter = parameters[name];
    const initial = parameter && 'default' in parameter ? parameter.default : null;
    return `${quoted(values)}.includes($parameter[${quoted(name)}] ?? ${quoted(initial)})`;
  });
  return conditions.length === 0 ? `...${labels}` : `...(${conditions.join(' && ')} ? ${labels} : [])`;
}

function dynamicOutputs({ outputs, parameters }: Step): ExpressionString {
  const { eachOf = [], fixed } = outputs;
  const labels = [
    ...eachOf.map((name) =>
      whenShown(parameters[name] ?? {}, parameters, chosenLabels(name, parameters[name])),
    ),
    ...fixed.map((output) => whenShown(output, parameters, quoted([output.label.en]))),
  ];
  return `={{ [
    ${labels.join(',\n    ')}
  ].map((displayName) => ({ type: 'main', displayName })) }}`;
}

function outputsOf(step: Step): Pick<INodeTypeDescription, 'outputs' | 'outputNames'> {
  if (outputsVary(step)) return { outputs: dynamicOutputs(step) };
  const { fixed } = step.outputs;
  return { outputs: fixed.map(configurationOf), outputNames: fixed.map(({ label }) => label.en) };
}

/** The line below the node's title: the labels of its first choice. */
function subtitleOf({ parameters }: Step): string | undefined {
  const [name, parameter] =
    Object.entries(parameters).find(([, { type }]) => type === 'choice' || type === 'choices') ?? [];
  if (parameter?.type !== 'choice' && parameter?.type !== 'choices') return undefined;
  const labels = Object.fromEntries(parameter.options.map(({ value, label }) => [value, label.en]));
  return `={{ [].concat($parameter[${JSON.stringify(name)}]).map((value) => (${JSON.stringify(labels)})[value] ?? value).join(', ') }}`;
}

function valuesOf(parameter: Parameter | undefined): (string | boolean)[] {
  if (parameter?.type === 'flag') return [true, false];
  return parameter?.type === 'choice' ? parameter.options.map(({ value }) => value) : [];
}

/**
 * When credentials are shown, said as when they are hidden: n8n takes a setting whose every option shows credentials
 * out of the panel.
 */
function hiddenUnless(
  parameters: Parameters,
  showWhen: ShowWhen | undefined,
): Pick<INodeCredentialDescription, 'displayOptions'> {
  const hide = Object.entries(showWhen ?? {}).map(([name, shown]): [string, (string | boolean)[]] => {
    const parameter = parameters[name];
    return [name, valuesOf(parameter).filter((value) => !shown.includes(value))];
  });
  return hide.length === 0 ? {} : { displayOptions: { hide: Object.fromEntries(hide) } };
}

function credentialsOf({ connections = {}, parameters }: Step): INodeCredentialDescription[] {
  return Object.values(connections).map(({ connection, required, showWhen }) => ({
    name: connection.n8n.type,
    required,
    ...hiddenUnless(parameters, showWhen),
    ...(connection.n8n.own && { testedBy: credentialTestName(connection) }),
  }));
}

const hintsOf = ({ byHand }: Step): NodeHint[] =>
  byHand ? [{ message: byHand.en, type: 'info', location: 'ndv', whenToDisplay: 'beforeExecution' }] : [];

/** Of a trigger whose address people open. */
const pageTexts: Partial<INodeTypeDescription> = {
  eventTriggerDescription: 'Waiting for somebody at the test address',
  triggerPanel: {
    header: 'People open this address',
    executionsHelp:
      'What people do at the production address starts the published workflow, and shows in its executions.',
    activationHint: 'Once the workflow is published, messages lead people to the production address.',
  },
  activationMessage: 'Messages now lead people to the production address.',
  webhooks: (['POST', 'GET'] as const).map((httpMethod) => ({
    name: httpMethod === 'POST' ? 'default' : 'setup',
    httpMethod,
    responseMode: 'onReceived',
    path: 'page',
    isFullPath: false,
  })),
};

/** Of a trigger that has an address. */
const addressTexts: Partial<INodeTypeDescription> = {
  eventTriggerDescription: 'Waiting for an event at the test address',
  triggerPanel: {
    header: 'Try it with an event from your shop',
    executionsHelp:
      'Click the button, then send a signed event to the test address: what it starts runs here, once, and holds nobody. Events at the production address start the published workflow, and show in its executions.',
    activationHint:
      'Once the workflow is published, events at the production address start it by themselves.',
  },
  activationMessage: 'Webhooks from your shop are now taken in at the production address.',
  webhooks: [
    {
      name: 'default',
      httpMethod: 'POST',
      responseMode: 'onReceived',
      path: 'shop',
      isFullPath: false,
    },
  ],
};

/** A step as n8n describes a node. */
export function describe(step: Step): INodeTypeDescription {
  const trigger = step.kind === 'trigger';
  const subtitle = subtitleOf(step);
  const icon = `file:${step.name}` as const;
  return {
    displayName: step.title.en,
    name: nodeNameOf(step),
    icon: { light: `${icon}.svg`, dark: `${icon}.dark.svg` },
    group: [trigger ? 'trigger' : 'transform'],
    version: typeVersionOf(step),
    ...(subtitle !== undefined && { subtitle }),
    description: step.summary.en,
    defaults: { name: step.title.en },
    inputs: trigger ? [] : [NodeConnectionTypes.Main],
    ...outputsOf(step),
    credentials: credentialsOf(step),
    properties: stepProperties(stepFor('n8n', step).parameters),
    hints: hintsOf(step),
    ...(step.receive && (step.isPage ? pageTexts : addressTexts)),
    ...(step.runsWait && { webhooks: [resumeWebhook] }),
  };
}
