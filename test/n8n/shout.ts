import { StepError } from '../../core/errors';
import {
  type Outcome,
  type Parameters,
  type Step,
  type StepContext,
  type StepItem,
  choices,
  defineStep,
} from '../../core/steps';
import { text } from '../../core/steps/text';
import type { INodeType } from 'n8n-workflow';
import { describe as describeNode, executeStep } from '../../nodes/adapter';

const both = (word: string) => text(word, word);

/** One parameter of each type. Its run puts an item's values into the item, and fails where `word` is "bad". */
export const parameters = {
  word: { type: 'text', label: both('Word'), help: both('A word.'), default: 'hello', placeholder: 'hello' },
  greeting: { type: 'template', label: both('Greeting'), help: both('A template.'), default: '', rows: 2 },
  times: {
    type: 'number',
    label: both('Times'),
    help: both('How often.'),
    default: 1,
    minimum: 0,
    maximum: 9,
  },
  price: { type: 'money', label: both('Price'), help: both('An amount.'), default: '' },
  loud: { type: 'flag', label: both('Loud'), help: both('Whether to shout.'), default: false },
  tone: {
    type: 'choice',
    label: both('Tone'),
    help: both('A tone.'),
    default: 'plain',
    options: [
      { value: 'plain', label: both('Plain') },
      { value: 'warm', label: both('Warm') },
    ],
  },
  doors: choices({
    label: both('Doors'),
    help: both('Outputs.'),
    default: ['front'],
    options: [
      { value: 'front', label: both('Front') },
      { value: 'back', label: both('Back') },
    ],
  }),
  lines: {
    type: 'rows',
    label: both('Lines'),
    help: both('Lines.'),
    rowLabel: both('Line'),
    columns: { say: { type: 'text', label: both('Say'), help: both('Words.'), default: '' } },
  },
  secretly: {
    type: 'text',
    label: both('Secretly'),
    help: both('Rarely needed.'),
    default: '',
    advanced: true,
    showWhen: { loud: [true] },
  },
  key: {
    type: 'text',
    label: both('Key'),
    help: both('A key.'),
    default: '',
    advanced: true,
    constant: true,
  },
} as const satisfies Parameters;

type Run = (items: readonly StepItem<Record<string, unknown>>[], context: StepContext) => Outcome[];

const echo: Run = (items) =>
  items.map(({ json, values }, item) =>
    values['word'] === 'bad'
      ? { item, error: new StepError('The word is bad.', { advice: 'Say something nice.' }) }
      : { item, output: values['tone'] === 'warm' ? 'back' : 'other', json: { ...json, values } },
  );

/** A step for tests of the adapter, with what `run` does given. */
export function shout(run: Run = echo): Step {
  return defineStep({
    name: 'shout-out',
    title: both('Shout Out'),
    summary: both('Shouts'),
    details: both(''),
    kind: 'step',
    color: '#000000',
    outputs: { eachOf: ['doors'], fixed: [{ name: 'other', label: both('Other') }] },
    parameters,
    run: (items, context) => Promise.resolve(run(items, context)),
  });
}

export function nodeOf(step: Step): INodeType {
  return { description: describeNode(step), execute: executeStep(step) };
}
