import type { ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { wallClock } from '../../core/clock';
import {
  type AskedContext,
  type JsonObject,
  type NoticeParameter,
  type Parameters,
  type Question,
  type Step,
  answered,
  questionsOf,
} from '../../core/steps';
import { credentialOf } from './context';
import { instanceHttp, instanceStore } from './instance';
import { isObject, savedPath } from './saved';
import { knownValues } from './values';

/** The only value of a field that shows an answer: what is chosen is what the editor shows. */
const ANSWER = 'answer';

/** The hidden field with what a question is asked about. */
const askedField = (name: string) => `${name}For`;

/**
 * A question as a field that n8n fills in by itself, and anew as soon as somebody changes what the answer follows from.
 * n8n looks for changes no deeper than a list, and evaluates what it sends: a hidden field has all of it in one text, as
 * it was written.
 */
export function questionProperties(
  name: string,
  { label }: NoticeParameter,
  { from }: Question,
  parameters: Parameters,
): INodeProperties[] {
  const places = from.flatMap((one) => {
    const parameter = parameters[one];
    return parameter ? savedPath(one, parameter).split('.').slice(0, 1) : [];
  });
  const written = [...new Set(places)].map((place) => `${place}: $rawParameter[${JSON.stringify(place)}]`);
  return [
    {
      displayName: label.en,
      name: askedField(name),
      type: 'hidden',
      default: `={{ JSON.stringify({ ${written.join(', ')} }) }}`,
    },
    {
      displayName: label.en,
      name,
      type: 'options',
      noDataExpression: true,
      default: ANSWER,
      typeOptions: { loadOptionsMethod: name, loadOptionsDependsOn: [askedField(name)] },
    },
  ];
}

/** The parameters as somebody wrote them, from the hidden field once n8n has evaluated it. */
function writtenFor(name: string, functions: ILoadOptionsFunctions): JsonObject {
  const sent = functions.getCurrentNodeParameters() ?? {};
  const written = sent[askedField(name)];
  const asked: unknown = typeof written === 'string' && written.startsWith('{') ? JSON.parse(written) : sent;
  return isObject(asked) ? asked : {};
}

async function answerIn(
  step: Step,
  [name, question]: [string, Question],
  functions: ILoadOptionsFunctions,
): Promise<string> {
  const asked = Object.entries(step.parameters).filter(([one]) => question.from.includes(one));
  const given = () => knownValues(Object.fromEntries(asked), writtenFor(name, functions));
  const context = async (): Promise<AskedContext> => ({
    clock: wallClock,
    http: instanceHttp,
    log: functions.logger,
    store: await instanceStore(),
    connect: (connection) => credentialOf(functions, connection),
  });
  const found = await answered(question, given, context);
  return 'answer' in found ? found.answer.en : found.fault;
}

/** What n8n's editor calls to fill in the fields that show answers. */
export function questionMethods(step: Step) {
  const methods = questionsOf(step).map((asked) => {
    const load = async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
      // The field is one line high.
      const line = (await answerIn(step, asked, this)).replaceAll(/\s+/g, ' ');
      return [{ name: line, value: ANSWER }];
    };
    return [asked[0], load] as const;
  });
  return Object.fromEntries(methods);
}
