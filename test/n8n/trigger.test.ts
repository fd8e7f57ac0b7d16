import { once } from 'node:events';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import express from 'express';
import { TriggerContext, WebhookContext } from 'n8n-core';
import type {
  INodeExecutionData,
  IRun,
  ITriggerResponse,
  IWebhookResponseData,
  WorkflowExecuteMode,
} from 'n8n-workflow';
import { Webhook } from 'standardwebhooks';
import { sharedStore } from '../../core/store';
import { listHeld } from '../../core/waits';
import { ShopEventTrigger } from '../../nodes/ShopEventTrigger/ShopEventTrigger.node';
import { type StorePlace, sqlitePlace } from '../support/stores';
import { additionalData, execute, outputsOf, workflowOf } from './engine';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const accounts = { shopJourneysWebhookApi: { secret, previousSecret: '' } };
const tested = new ShopEventTrigger();
const workflow = workflowOf(tested, { accounts, typeVersion: 2 });
const node = workflow.getNode('Step');
if (!node) throw new Error('the workflow has no step');

let place: StorePlace;
let server: Server;
let mode: WorkflowExecuteMode;
const answers: IWebhookResponseData[] = [];

// n8n-core's own types differ from n8n-workflow's in the name alone.
const named = <W extends object>(metadata: W) => ({ ...metadata, name: 'A workflow' });

class Receiving extends WebhookContext {
  override getWorkflow() {
    return named(super.getWorkflow());
  }
}

class Triggering extends TriggerContext {
  override getWorkflow() {
    return named(super.getWorkflow());
  }
}

/** Hands a request to the node as n8n does. */
async function toNode(request: express.Request, response: express.Response): Promise<void> {
  request.readRawBody = async () => {
    request.rawBody = await buffer(request);
  };
  const data = { ...additionalData(accounts), httpRequest: request, httpResponse: response };
  const [webhookDescription] = tested.description.webhooks ?? [];
  if (!webhookDescription || !node) throw new Error('the node has no address');
  const webhook = {
    httpMethod: 'POST',
    node: 'Step',
    path: 'shop',
    webhookDescription,
    workflowId: 'workflow',
    workflowExecuteAdditionalData: data,
  } as const;
  answers.push(await tested.webhook.call(new Receiving(workflow, node, data, mode, webhook, [], null)));
}

beforeAll(async () => {
  place = sqlitePlace();
  process.env['JOURNEYS_STORE'] = place.place;
  server = express()
    .post('/', (request, response) => void toNode(request, response))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => {
  mode = 'webhook';
  answers.length = 0;
});
afterAll(async () => {
  server.close();
  await place.remove();
});

let count = 0;

async function send(email: string, key = secret): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = JSON.stringify({
    type: 'customer_registered',
    timestamp: new Date().toISOString(),
    data: { customer: { email } },
  });
  const id = `message-${++count}`;
  const at = new Date();
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(key).sign(id, at, body),
  };
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const response = await fetch(`http://127.0.0.1:${String(port)}/`, { method: 'POST', body, headers });
  const answer: Record<string, unknown> = JSON.parse(await response.text());
  return { status: response.status, body: answer };
}

type Emission = (items: INodeExecutionData[]) => Promise<IRun>;

/** Publishes the workflow: `run` is what n8n does with the items that the node emits. */
function publish(run: Emission, as: WorkflowExecuteMode = 'trigger'): Promise<ITriggerResponse> {
  if (!node) throw new Error('the workflow has no step');
  const context = new Triggering(
    workflow,
    node,
    additionalData(accounts),
    as,
    'activate',
    (data, _, done) => {
      run(data[0] ?? []).then(
        (result) => done?.resolve(result),
        (error: unknown) => done?.reject(new Error(String(error))),
      );
    },
  );
  return tested.trigger.call(context);
}

it('hands people who start to the node, which lets them pass once', async () => {
  const runs: IRun[] = [];
  const passed = Promise.withResolvers<INodeExecutionData[]>();
  const published = await publish(async (items) => {
    const run = await execute(workflow, 'Step', { items, accounts, mode: 'trigger' });
    runs.push(run);
    passed.resolve(items);
    return run;
  });
  expect(await send('ann@example.com')).toMatchObject({ status: 200, body: { taken: 1, started: 1 } });
  const items = await passed.promise;
  await published.closeFunction?.();
  expect(answers).toEqual([{ noWebhookResponse: true }]);
  expect(runs.map(({ status }) => status)).toEqual(['success']);
  const [started] = runs.flatMap(outputsOf);
  expect(started).toMatchObject([
    { json: { contact: { email: 'ann@example.com' } }, pairedItem: { item: 0 } },
  ]);
  expect(started?.[0]?.json).not.toHaveProperty('journey.claim');
  const forged = items.map(({ json }) => ({
    json: { ...json, journey: { ...Object(json['journey']), claim: { wait: 1, token: 'x' } } },
  }));
  const again = await execute(workflow, 'Step', { items: forged, accounts, mode: 'trigger' });
  expect(again.data.resultData.error?.message).toContain('not released');
});

it('gives people back with the reason when the run with them failed', async () => {
  const published = await publish((items) =>
    execute(workflow, 'Step', { items: items.map(() => ({ json: {} })), accounts, mode: 'trigger' }),
  );
  await send('flo@example.com');
  const store = await sharedStore(place.place);
  const faults = async () => (await listHeld(store)).map(({ waiting, fault }) => ({ waiting, fault }));
  while (!(await faults()).some(({ fault }) => fault)) await nextTurn();
  await published.closeFunction?.();
  expect(await faults()).toEqual([{ waiting: 1, fault: expect.stringContaining('not released') }]);
});

it('starts no execution for a request that it refuses', async () => {
  expect(await send('bob@example.com', `whsec_${Buffer.alloc(32, 8).toString('base64')}`)).toMatchObject({
    status: 401,
  });
  expect(answers).toEqual([{ noWebhookResponse: true }]);
});

it('shows what came in when somebody listens for a test event', async () => {
  mode = 'manual';
  expect(await send('cy@example.com')).toMatchObject({ status: 200 });
  expect(answers).toMatchObject([
    { noWebhookResponse: true, workflowData: [[{ json: { contact: { email: 'cy@example.com' } } }]] },
  ]);
  const items = answers[0]?.workflowData?.[0] ?? [];
  const run = await execute(workflow, 'Step', { items, accounts, mode: 'manual' });
  expect(outputsOf(run)[0]).toMatchObject([{ json: { event: { name: 'customer_registered' } } }]);
});

it('goes on listening after a test request that it refused', async () => {
  mode = 'manual';
  await send('cy@example.com', `whsec_${Buffer.alloc(32, 8).toString('base64')}`);
  expect(answers).toEqual([{ noWebhookResponse: true }]);
});

it('hands out nobody in a run by hand', async () => {
  const emitted = jest.fn();
  const response = await publish(emitted, 'manual');
  await response.manualTriggerFunction?.();
  expect(response.closeFunction).toBeUndefined();
  expect(emitted).not.toHaveBeenCalled();
});

it('says why it cannot be published where its step key is taken', async () => {
  const keep = () => new Promise<IRun>(() => undefined);
  const first = await publish(keep);
  await expect(publish(keep)).rejects.toMatchObject({
    message: expect.stringContaining('step key'),
    description: expect.any(String),
  });
  await first.closeFunction?.();
});

it('answers 500 without a word about what is secret when its secret cannot sign', async () => {
  accounts.shopJourneysWebhookApi.secret = '';
  const { status, body } = await send('di@example.com').finally(
    () => (accounts.shopJourneysWebhookApi.secret = secret),
  );
  expect(status).toBe(500);
  expect(body).toEqual({ error: 'the receiving node is not set up' });
});

it('asks the shop to deliver again while the store is away, and then takes the event in', async () => {
  process.env['JOURNEYS_STORE'] = join(place.place, 'below a file');
  const away = await send('eve@example.com').finally(() => (process.env['JOURNEYS_STORE'] = place.place));
  expect(away).toEqual({
    status: 503,
    body: { error: 'the store is not available now; deliver again later' },
  });
  expect(answers).toEqual([{ noWebhookResponse: true }]);
  expect(await send('eve@example.com')).toMatchObject({ status: 200, body: { taken: 1 } });
});
