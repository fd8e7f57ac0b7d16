import { once } from 'node:events';
import type { Server } from 'node:http';
import express from 'express';
import { WebhookContext } from 'n8n-core';
import type { INodeExecutionData, IRun, IWebhookResponseData } from 'n8n-workflow';
import { type JsonObject, waitUntilPurchase } from '../../core/steps';
import { sharedStore } from '../../core/store';
import { runOf } from '../../core/waits';
import { toN8nParameters } from '../../nodes/adapter';
import { WaitUntilPurchase } from '../../nodes/WaitUntilPurchase/WaitUntilPurchase.node';
import { type StorePlace, sqlitePlace } from '../support/stores';
import { additionalData, execute, outputsOf, workflowOf } from './engine';

const tested = new WaitUntilPurchase();
const parameters = toN8nParameters(waitUntilPurchase, { holdIn: 'run', stepKey: 'kept' });

let place: StorePlace;

beforeAll(() => {
  place = sqlitePlace();
  process.env['JOURNEYS_STORE'] = place.place;
});
afterAll(async () => place.remove());

const person = (name: string): INodeExecutionData => ({ json: { email: `${name}@shop.example` } });

const run = (items: INodeExecutionData[], settings = {}): Promise<IRun> =>
  execute(workflowOf(tested, { parameters, settings }), 'Start', { items, mode: 'trigger' });

async function rows() {
  const { db } = await sharedStore(place.place);
  return db.selectFrom('wait').select(['id', 'item', 'claim', 'ready_at']).orderBy('id').execute();
}

const addresses = async () => (await rows()).map(({ item }) => runOf(JSON.parse(item) as JsonObject));

/** A person who is on the journey already, as an item of a later execution says. */
async function again(): Promise<INodeExecutionData> {
  const [row] = await rows();
  return { json: JSON.parse(row?.item ?? '') };
}

it('puts the execution to wait, with nothing on the outputs', async () => {
  const { status, waitTill, data } = await run([person('ann')]);
  expect({ status, error: data.resultData.error }).toEqual({ status: 'waiting', error: undefined });
  expect(waitTill?.getUTCFullYear()).toBe(3000);
  expect(await addresses()).toEqual([expect.stringMatching(/^1\/wait-until-purchase\?.*journeyWait=/)]);
});

it('waits for the person in the latest of their executions', async () => {
  const [before] = await addresses();
  expect((await run([await again()])).status).toBe('waiting');
  const [after, ...others] = await addresses();
  expect(others).toEqual([]);
  expect(after).not.toBe(before);
});

it('takes no address from an item', async () => {
  const { json } = await again();
  const run1 = await run([
    { json: { ...json, journey: { ...Object(json['journey']), run: 'http://127.0.0.1:9/' } } },
  ]);
  expect(run1.status).toBe('waiting');
  expect(await addresses()).toEqual([expect.stringMatching(/^1\/wait-until-purchase\?/)]);
});

it('hands the person out again who was being handed to an earlier execution', async () => {
  const { db } = await sharedStore(place.place);
  await db.updateTable('wait').set({ claim: 'under way', outcome: 'timed_out' }).execute();
  await run([await again()]);
  expect(await rows()).toMatchObject([{ claim: null, ready_at: expect.any(Number) }]);
});

it('ends the execution of a person who has gone on already', async () => {
  const item = await again();
  const { db } = await sharedStore(place.place);
  await db.updateTable('wait').set({ ready_at: null, outcome: 'timed_out' }).execute();
  const ended = await run([item]);
  expect(ended.status).toBe('success');
  expect(outputsOf(ended)).toEqual([[], []]);
});

it('says what to do when several people come at once, and holds none of them', async () => {
  const before = await rows();
  const { data } = await run([person('bob'), person('cy')]);
  expect(data.resultData.error).toMatchObject({
    message: 'An execution can hold one person, and 2 came.',
    description: expect.stringContaining('Hold them in the store'),
  });
  expect(await rows()).toEqual(before);
});

it('gives the error to each of several people where the node goes on', async () => {
  const went = await run([person('bob'), person('cy')], { onError: 'continueRegularOutput' });
  expect(went.status).toBe('success');
  expect(outputsOf(went)[0]).toMatchObject([
    { json: { email: 'bob@shop.example', error: expect.stringContaining('one person') } },
    { json: { email: 'cy@shop.example', error: expect.stringContaining('one person') } },
  ]);
});

describe('called to go on', () => {
  let server: Server;
  let waiting: IRun;
  const results: IWebhookResponseData[] = [];

  // n8n-core's own types differ from n8n-workflow's in the name of the workflow alone.
  class Receiving extends WebhookContext {
    override getWorkflow() {
      return { ...super.getWorkflow(), name: 'A workflow' };
    }
  }

  /** Hands a request to the node as n8n does once it has found the waiting execution. */
  async function toNode(request: express.Request, response: express.Response): Promise<void> {
    const workflow = workflowOf(tested, { parameters });
    const node = workflow.getNode('Step');
    const [webhookDescription] = tested.description.webhooks ?? [];
    if (!node || !webhookDescription) throw new Error('the node has no address');
    const data = { ...additionalData(), httpRequest: request, httpResponse: response };
    const webhook = {
      httpMethod: 'POST',
      node: 'Step',
      path: '',
      webhookDescription,
      workflowId: 'workflow',
      workflowExecuteAdditionalData: data,
    } as const;
    const context = new Receiving(workflow, node, data, 'trigger', webhook, [], waiting.data);
    const result = await tested.webhook.call(context);
    results.push(result);
    if (!result.noWebhookResponse) response.json(result.webhookResponse);
  }

  /** The last person of the store, as the releaser hands them out. */
  async function handedOut(outcome: string): Promise<{ json: JsonObject; query: string }> {
    const { db } = await sharedStore(place.place);
    const row = (await rows()).at(-1);
    if (!row) throw new Error('nobody is held');
    await db.updateTable('wait').set({ claim: 'mark', outcome }).where('id', '=', row.id).execute();
    const item = JSON.parse(row.item) as JsonObject;
    const claim = { wait: row.id, token: 'mark' };
    return {
      json: { ...item, journey: { ...Object(item['journey']), claim } },
      query: new URL(runOf(item) ?? '', 'http://n8n').search,
    };
  }

  async function call(json: JsonObject, query: string): Promise<{ status: number; body: unknown }> {
    const address = server.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const response = await fetch(`http://127.0.0.1:${port}/${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
    return { status: response.status, body: await response.json() };
  }

  let people = 0;
  beforeAll(async () => {
    server = express()
      .use(express.json())
      .post('/', (request, response) => void toNode(request, response))
      .listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(async () => {
    results.length = 0;
    waiting = await run([person(`waiting-${++people}`)]);
  });
  afterAll(() => server.close());

  it.each([
    ['settled', 0],
    ['timed_out', 1],
  ])('whoever is %s leaves by output %i', async (outcome, output) => {
    const { json, query } = await handedOut(outcome);
    expect(await call(json, query)).toEqual({ status: 200, body: { message: 'The execution "1" goes on.' } });
    const [left] = results[0]?.workflowData?.[output] ?? [];
    expect(left?.json).toMatchObject({ email: `waiting-${people}@shop.example` });
    expect(left?.json['journey']).not.toHaveProperty('run');
    expect(left?.json['journey']).not.toHaveProperty('claim');
    expect(results[0]?.workflowData?.[1 - output]).toEqual([]);
  });

  it.each([
    [
      'no mark',
      ({ json, query }: { json: JsonObject; query: string }) => call({ email: json['email'] }, query),
    ],
    [
      'a guess',
      ({ json, query }) =>
        call({ ...json, journey: { ...Object(json['journey']), claim: { wait: 1, token: 'guess' } } }, query),
    ],
  ])('does not go on with %s', async (_, forge) => {
    expect(await forge(await handedOut('settled'))).toMatchObject({ status: 401 });
    expect(results).toEqual([{ noWebhookResponse: true }]);
  });

  it('does not go on by the mark of an earlier wait in the same execution, as in a loop', async () => {
    const { json, query } = await handedOut('settled');
    expect(await call(json, query.replace(/journeyWait=.*/, 'journeyWait=earlier'))).toMatchObject({
      status: 410,
      body: { message: 'The execution "1" has gone on already.' },
    });
    expect(results).toEqual([{ noWebhookResponse: true }]);
  });
});
