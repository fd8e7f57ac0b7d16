import { once } from 'node:events';
import type { Server } from 'node:http';
import express from 'express';
import { TriggerContext } from 'n8n-core';
import type { JsonObject } from '../../core/steps';
import { executionResumer } from '../../nodes/adapter/engine-resume';
import { WaitUntilPurchase } from '../../nodes/WaitUntilPurchase/WaitUntilPurchase.node';
import { additionalData, workflowOf } from './engine';

let server: Server;
/** What n8n answers, call by call; 200 when nothing is left. */
const answers: { status: number; message: string }[] = [];
const called: { url: string; body: JsonObject }[] = [];

beforeAll(async () => {
  server = express()
    .use(express.json())
    .post('/*', ({ url, body }: { url: string; body: JsonObject }, response) => {
      called.push({ url, body });
      const { status, message } = answers.shift() ?? { status: 200, message: 'The execution "7" goes on.' };
      response.status(status).json({ message });
    })
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => {
  answers.length = 0;
  called.length = 0;
});
afterAll(() => server.close());

const port = () => {
  const address = server.address();
  return typeof address === 'object' ? String(address?.port) : '';
};

/** The trigger's hand-out, in an n8n whose waiting executions go on at the server above. */
function resume(batch: readonly JsonObject[]): Promise<JsonObject[]> {
  const workflow = workflowOf(new WaitUntilPurchase(), {});
  const node = workflow.getNode('Step');
  if (!node) throw new Error('the workflow has no step');
  const data = { ...additionalData(), webhookWaitingBaseUrl: `http://127.0.0.1:${port()}/webhook-waiting` };
  const context = new TriggerContext(workflow, node, data, 'trigger', 'activate');
  // n8n-core's own types differ from n8n-workflow's in the name of the workflow alone.
  const getWorkflow = () => ({ ...TriggerContext.prototype.getWorkflow.call(context), name: 'A workflow' });
  return executionResumer(Object.assign(context, { getWorkflow }))(batch);
}

const waitingIn = (run: string): JsonObject => ({
  email: 'ann@shop.example',
  journey: { enrolment: 1, run },
});
const address = '7/wait-until-purchase?signature=s&journeyWait=w';

it('calls the execution that waits, and leaves those whom the store holds', async () => {
  const held = { email: 'bob@shop.example', journey: { enrolment: 2 } };
  expect(await resume([waitingIn(address), held])).toEqual([held]);
  expect(called).toEqual([{ url: `/webhook-waiting/${address}`, body: waitingIn(address) }]);
});

it('asks again while the execution has not been put to wait yet', async () => {
  answers.push({ status: 409, message: 'The execution "7" is running already.' });
  await resume([waitingIn(address)]);
  expect(called).toHaveLength(2);
});

it.each([
  [404, 'The execution "7" does not exist.'],
  [409, 'The execution "7" has finished already.'],
  [410, 'The execution "7" has gone on already.'],
])('lets go of a person whose execution is gone: %i', async (status, message) => {
  answers.push({ status, message });
  expect(await resume([waitingIn(address)])).toEqual([]);
  expect(called).toHaveLength(1);
});

it.each([
  [401, 'The execution "7" waits for somebody whom the store releases.'],
  [500, 'There was a problem executing the workflow'],
  [503, 'n8n is starting up. Please wait'],
  [200, 'A sign-in page of a proxy'],
  [404, 'Another program stands here'],
])('keeps the person when the answer is %i: %s', async (status, message) => {
  answers.push({ status, message });
  await expect(resume([waitingIn(address)])).rejects.toThrow(`answered ${status}`);
});

it.each([
  'http://127.0.0.1:9/',
  '//127.0.0.1:9/',
  '../rest/owner/setup',
  '%2e%2e/rest/owner/setup',
  '/rest/owner/setup',
  '\\\\127.0.0.1:9\\',
])('never calls an address that is not below n8n’s own: %s', async (elsewhere) => {
  await expect(resume([waitingIn(elsewhere)])).rejects.toThrow('not this n8n’s');
  expect(called).toEqual([]);
});
