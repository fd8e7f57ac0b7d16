import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { messageOf } from '../../core/errors';
import {
  type Outcome,
  type Parameters,
  type Step,
  type StepItem,
  type Values,
  outputsOf,
} from '../../core/steps';
import { stepContext } from './context';
import { runOfExecution } from './engine-wait';
import { adviceIn, nodeError } from './errors';
import { assertJson } from './items';
import { plainValues } from './saved';
import { valuesReader } from './values';

type Result = Outcome | { item: number; error: unknown };

interface Readable {
  items: StepItem<Values<Parameters>>[];
  /** The input index of each of `items`. */
  indices: number[];
  failed: Result[];
}

function readItems(step: Step, functions: IExecuteFunctions, input: INodeExecutionData[]): Readable {
  const read = valuesReader(step.parameters, functions.getNode(), (path, item) =>
    functions.getNodeParameter(path, item),
  );
  const readable: Readable = { items: [], indices: [], failed: [] };
  for (const [item, { json }] of input.entries()) {
    try {
      readable.items.push({ json, values: read(item) });
      readable.indices.push(item);
    } catch (error) {
      readable.failed.push({ item, error });
    }
  }
  return readable;
}

async function runStep(
  step: Step,
  functions: IExecuteFunctions,
  input: INodeExecutionData[],
): Promise<Result[]> {
  const { items, indices, failed } = readItems(step, functions, input);
  if (failed.length > 0 && !functions.continueOnFail()) return failed;
  if (items.length === 0) return failed;
  const context = await stepContext(functions, functions.getExecutionCancelSignal());
  const outcomes = await step.run(items, { ...context, run: () => runOfExecution(functions) });
  return [
    ...failed,
    ...outcomes.map((outcome) => ({ ...outcome, item: indices[outcome.item] ?? outcome.item })),
  ];
}

/**
 * An item that failed while the node goes on. On the error output n8n knows it by having nothing but
 * `error` and `details`, and puts the original item's fields back itself.
 */
function failedItem(node: INode, original: IDataObject, error: unknown): IDataObject {
  const details = adviceIn(error);
  const fault = { error: messageOf(error), ...(details !== undefined && { details }) };
  return node.onError === 'continueErrorOutput' ? fault : { ...original, ...fault };
}

function route(
  step: Step,
  node: INode,
  input: INodeExecutionData[],
  results: Result[],
): INodeExecutionData[][] {
  const values = plainValues(step.parameters, node.parameters);
  const names = outputsOf(step, values).map(({ name }) => name);
  const routed: INodeExecutionData[][] = names.map(() => []);
  for (const result of results.sort((a, b) => a.item - b.item)) {
    const failed = 'error' in result;
    const json = failed ? failedItem(node, input[result.item]?.json ?? {}, result.error) : result.json;
    assertJson(json);
    const output = failed ? routed[0] : routed[names.indexOf(result.output)];
    if (!output) throw new Error(`${step.name} has no output “${failed ? '' : result.output}” here`);
    output.push({ json, pairedItem: { item: result.item } });
  }
  return routed;
}

const resultsOf = (input: INodeExecutionData[], error: unknown): Result[] =>
  input.map((_, item) => ({ item, error }));

/** Runs a step on a batch of n8n's items. */
export function executeStep(step: Step) {
  return async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const node = this.getNode();
    const input = this.getInputData();
    const goOn = this.continueOnFail();
    const results = await runStep(step, this, input).catch((error: unknown) => {
      // n8n would send the untouched input out of the first output, as if the step had done its work.
      if (goOn) return resultsOf(input, error);
      throw nodeError(node, error);
    });
    if (!goOn) {
      const failure = results.sort((a, b) => a.item - b.item).find((result) => 'error' in result);
      if (failure) throw nodeError(node, failure.error, failure.item);
    }
    return route(step, node, input, results);
  };
}
