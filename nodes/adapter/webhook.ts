import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { StepError, StoreError, messageOf } from '../../core/errors';
import type { Answer, JsonObject, Step, Visit } from '../../core/steps';
import { contentOf } from '../../core/http';
import { holdKeyOf, stepContext } from './context';
import { adviceIn } from './errors';
import { toItems } from './items';
import { nudge } from './release';
import { valuesReader } from './values';

type Request = ReturnType<IWebhookFunctions['getRequestObject']>;

/** The first value of each name. */
function queryOf(query: Request['query']): Visit['query'] {
  const texts = Object.entries(query).map(([name, value]) => [name, [value].flat()[0]] as const);
  return Object.fromEntries(texts.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

async function received(request: Request): Promise<Visit> {
  // n8n itself reads only the kinds of body that it can parse.
  await request.readRawBody();
  const headers = Object.entries(request.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value] as const,
  );
  return {
    method: request.method === 'GET' ? 'GET' : 'POST',
    query: queryOf(request.query),
    search: request.originalUrl.split('?').slice(1).join('?'),
    headers: Object.fromEntries(headers),
    rawBody: request.rawBody,
  };
}

/** A 503 makes shops deliver again. What is wrong here is for the log, not for whoever sent the request. */
function refusal(functions: IWebhookFunctions, error: unknown): Answer {
  functions.logger.error(`${functions.getNode().name}: ${messageOf(error)} ${adviceIn(error) ?? ''}`.trim());
  if (error instanceof StoreError) {
    return { status: 503, body: { error: 'the store is not available now; deliver again later' } };
  }
  const reason = error instanceof StepError ? 'the receiving node is not set up' : 'the request failed';
  return { status: 500, body: { error: reason } };
}

async function answerTo(step: Step, functions: IWebhookFunctions): Promise<Answer> {
  if (!step.receive) throw new Error(`${step.name} has no address`);
  try {
    const request = await received(functions.getRequestObject());
    const read = valuesReader(step.parameters, functions.getNode(), (path) =>
      functions.getNodeParameter(path),
    );
    return await step.receive(request, read(0), await stepContext(functions));
  } catch (error) {
    return refusal(functions, error);
  }
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

/** What a test from the editor shows: nothing for a refused request, so that n8n goes on listening. */
function shownItems({ body }: Answer): INodeExecutionData[] {
  const events: unknown = body['events'];
  return Array.isArray(events) ? toItems(events.filter(isObject)) : [];
}

/**
 * Answers a webhook request by itself and starts no execution: people who start are handed out, many
 * at once, by the node's releaser. Only a test from the editor goes on with what came in.
 */
export function receiveWebhook(step: Step) {
  return async function webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    const answer = await answerTo(step, this);
    const response = this.getResponseObject().status(answer.status);
    const { headers, content } = contentOf(answer);
    response.set(headers).send(content);
    if (this.getMode() === 'manual') {
      const items = shownItems(answer);
      return { noWebhookResponse: true, ...(items.length > 0 && { workflowData: [items] }) };
    }
    if (Number(answer.body['started']) > 0) nudge(holdKeyOf(step, this));
    return { noWebhookResponse: true };
  };
}
