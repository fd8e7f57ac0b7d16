import { randomUUID } from 'node:crypto';
import {
  type IExecuteFunctions,
  type IWebhookDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
  WAIT_INDEFINITELY,
} from 'n8n-workflow';
import { type Run, type Step, outputsOf } from '../../core/steps';
import { releasedItems } from '../../core/waits';
import { holdKeyOf, stepContext } from './context';
import { assertJson } from './items';

const PATH = 'wait-until-purchase';

/** The query parameter, and the key in the node's context, that tell this wait from the execution's others. */
const WAIT = 'journeyWait';

/** Where n8n lets a waiting execution go on. */
export const resumeWebhook: IWebhookDescription = {
  name: 'default',
  httpMethod: 'POST',
  responseMode: 'onReceived',
  // Left out, n8n would answer with the name of its default.
  responseData: '',
  path: PATH,
  restartWebhook: true,
};

interface Evaluates {
  evaluateExpression(expression: string, item: number): unknown;
}

// n8n's type for triggers leaves it out, which all of its contexts have.
const evaluates = (functions: object): functions is Evaluates => 'evaluateExpression' in functions;

/** Where n8n lets the running execution go on; for a trigger, which has none, a place beside it. */
export function resumeUrl(functions: object): URL {
  const url = evaluates(functions)
    ? functions.evaluateExpression('{{ $execution.resumeUrl }}', 0)
    : undefined;
  if (typeof url !== 'string') throw new Error('This version of n8n does not tell where executions go on.');
  return new URL(url);
}

/**
 * On going on, n8n takes the outputs that it is given for inputs of the same number, and pairs their items with what
 * came in there: all of it came in by the first.
 */
function pairAllOutputs(functions: IExecuteFunctions): void {
  const { source } = functions.getExecuteData();
  const [first = null] = source?.['main'] ?? [];
  if (source) source['main'] = Array.from({ length: functions.getNodeOutputs().length }, () => first);
}

/**
 * The execution, which can wait with one person. n8n's own deadline would let everybody leave by the first output:
 * it waits until it is called. The address is kept below n8n's own, so that it outlives a change of host name.
 */
export function runOfExecution(functions: IExecuteFunctions): Run {
  const url = resumeUrl(functions);
  const wait = randomUUID();
  url.searchParams.set(WAIT, wait);
  return {
    address: `${functions.getExecutionId()}/${PATH}${url.search}`,
    async wait() {
      functions.getContext('node')[WAIT] = wait;
      pairAllOutputs(functions);
      await functions.putExecutionToWait(WAIT_INDEFINITELY);
    },
  };
}

/** Lets a waiting execution go on with the person whom the store released. Every answer names the execution. */
export function resumeStep(step: Step) {
  return async function webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    const execution = `The execution "${this.getExecutionId()}"`;
    const refuse = (status: number, reason: string): IWebhookResponseData => {
      this.getResponseObject()
        .status(status)
        .json({ message: `${execution} ${reason}` });
      return { noWebhookResponse: true };
    };
    const { store } = await stepContext(this);
    const released = (await releasedItems(store, holdKeyOf(step, this), [this.getBodyData()])).get(0);
    if (!released) return refuse(401, 'waits for somebody whom the store releases.');
    const node = JSON.stringify(this.getNode().name);
    const expected = this.evaluateExpression(`{{ $node[${node}].context.${WAIT} }}`);
    if (this.getRequestObject().query[WAIT] !== expected) return refuse(410, 'has gone on already.');
    const { json, outcome } = released;
    assertJson(json);
    return {
      workflowData: outputsOf(step, {}).map(({ name }) => (name === outcome ? [{ json }] : [])),
      webhookResponse: { message: `${execution} goes on.` },
    };
  };
}
