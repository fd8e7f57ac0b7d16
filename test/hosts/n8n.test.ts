import { randomUUID } from 'node:crypto';
import { Shop, shopEvent } from '../../scripts/demo/shop.ts';
import { type Json, type N8nExecution, outputItems } from '../../scripts/hosts/n8n.ts';
import { type Gateway, startGateway } from '../channels/gateway';
import { type N8nStage, openN8n } from './support/n8n';
import { eventually } from './support/reading';

let stage: N8nStage;
let gateway: Gateway;
let close = () => Promise.resolve();
beforeAll(async () => {
  gateway = await startGateway((_, response) => {
    response.writeHead(gateway.requests.length === 1 ? 429 : 200, { 'retry-after': '2' }).end();
  });
  stage = await openN8n({ JOURNEYS_ALLOW_HOSTS: gateway.host });
  close = stage.close;
});
afterAll(async () => {
  await close();
  await gateway.close();
});

/** The workflow's one execution, once it has ended. */
async function soleExecution(workflowId: string): Promise<N8nExecution> {
  const { client } = stage;
  const { id } = await eventually(async () => {
    const all = await client.executions({ workflowId });
    return all.find(({ stoppedAt }) => stoppedAt !== null);
  });
  expect(await client.executions({ workflowId })).toHaveLength(1);
  return client.execution(id);
}

/** Sends people through n8n's own webhook into a Send via Channel with these settings, as one batch. */
async function sendTo(
  people: readonly Json[],
  parameters: Json,
  settings: Json,
): Promise<{ workflow: string; execution: N8nExecution }> {
  const { client, url } = stage;
  const path = randomUUID();
  const wire = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
  const node = (name: string, type: string, typeVersion: number, rest: Json) => ({
    id: randomUUID(),
    name,
    type,
    typeVersion,
    position: [0, 0],
    ...rest,
  });
  const { id } = await client.createWorkflow({
    name: path,
    nodes: [
      node('Webhook', 'n8n-nodes-base.webhook', 2, {
        webhookId: path,
        parameters: { httpMethod: 'POST', path },
      }),
      node('People', 'n8n-nodes-base.splitOut', 1, { parameters: { fieldToSplitOut: 'body.people' } }),
      node('Send', '@shop-journeys/n8n-nodes-journeys.sendViaChannel', 1, {
        parameters: { channel: 'outbox', ...parameters },
        ...settings,
      }),
    ],
    connections: { Webhook: wire('People'), People: wire('Send') },
  });
  await client.publish(id);
  const response = await fetch(`${url}/webhook/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ people }),
  });
  expect(response.status).toBe(200);
  return { workflow: id, execution: await soleExecution(id) };
}

/** What lies in the outbox for a workflow's people. */
async function outboxOf(workflow: string): Promise<object[]> {
  return stage.store.db
    .selectFrom('outbox')
    .innerJoin('message', 'message.id', 'outbox.message_id')
    .innerJoin('enrolment', 'enrolment.id', 'message.enrolment_id')
    .where('journey', '=', workflow)
    .select(['outbox.address', 'subject', 'body'])
    .orderBy('outbox.address')
    .execute();
}

const gina = { email: 'gina@shop.example', greeting: 'Dear Gina', text: 'Good day' };
const hugo = { email: 'hugo@shop.example', greeting: 'Dear Hugo', text: 'Good day {{ contact.nickname }}' };
const ina = { customerId: 'c-77', greeting: 'Dear Ina', text: 'Good day' };
const jon = { email: 'jon@shop.example', greeting: 'Dear Jon', text: 'Good evening' };
const noNickname = {
  error: expect.stringContaining('there is no contact.nickname'),
  details: expect.stringContaining('Check the name'),
};

test('a person’s own expressions are used, and who cannot be written to leaves by the error output after another try', async () => {
  const { workflow, execution } = await sendTo(
    [hugo, gina, ina, jon],
    { subject: '={{ $json.greeting }}', body: '={{ $json.text }}' },
    { onError: 'continueErrorOutput', retryOnFail: true, maxTries: 2, waitBetweenTries: 0 },
  );

  expect(execution.status).toBe('success');
  const [sent, notSent, failed] = [0, 1, 2].map((output) => outputItems(execution, 'Send', output));
  expect(sent).toMatchObject([
    { json: gina, pairedItem: { item: 1 } },
    { json: jon, pairedItem: { item: 3 } },
  ]);
  expect(notSent).toMatchObject([
    { json: { ...ina, message: { state: 'not_sent', reason: 'no_address' } }, pairedItem: { item: 2 } },
  ]);
  expect(failed).toMatchObject([{ json: { ...hugo, ...noNickname }, pairedItem: { item: 0 } }]);
  expect(await outboxOf(workflow)).toEqual([
    { address: gina.email, subject: gina.greeting, body: gina.text },
    { address: jon.email, subject: jon.greeting, body: jon.text },
  ]);
});

test('a message that the provider cannot take is held, and its person goes on once it has gone out', async () => {
  const lea = { phone: '+4930123456', order: 7 };
  const { workflow, execution } = await sendTo(
    [lea, { ...gina, phone: '' }],
    {
      channel: 'http',
      gatewayUrl: `http://${gateway.host}/send`,
      gatewayAuthentication: 'none',
      addressKind: 'phone',
      body: 'Hi',
    },
    {},
  );

  expect(outputItems(execution, 'Send')).toEqual([]);
  expect(outputItems(execution, 'Send', 1)).toMatchObject([{ json: { message: { reason: 'no_address' } } }]);
  const { id } = await eventually(async () => {
    const all = await stage.client.executions({ workflowId: workflow });
    return all.find((one) => one.mode === 'trigger' && one.stoppedAt !== null);
  });
  const later = await stage.client.execution(id);
  expect(Object.keys(later.data.resultData.runData)).toEqual(['Send']);
  expect(outputItems(later, 'Send')).toMatchObject([{ json: { ...lea, message: { state: 'sent' } } }]);
  expect(gateway.requests).toHaveLength(2);
});

test('a node that is tried again writes to nobody twice', async () => {
  // The first try falls before this instant, a later one after it.
  const soundFrom = Date.now() + 1_500;
  const { workflow, execution } = await sendTo(
    [{ ...hugo, soundFrom }, gina],
    {
      subject: '={{ $json.greeting }}',
      body: '={{ $now.toMillis() < $json.soundFrom ? $json.text : "Good day at last" }}',
    },
    { retryOnFail: true, maxTries: 4, waitBetweenTries: 1_000 },
  );

  expect(execution.status).toBe('success');
  expect(outputItems(execution, 'Send')).toHaveLength(2);
  expect(await outboxOf(workflow)).toMatchObject([
    { address: gina.email },
    { address: hugo.email, body: 'Good day at last' },
  ]);
});

test('a node that fails at every try ends the execution with what to do about it', async () => {
  const { workflow, execution } = await sendTo(
    [gina, hugo],
    { subject: '={{ $json.greeting }}', body: '={{ $json.text }}' },
    { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 },
  );

  expect(execution.status).toBe('error');
  expect(execution.data.resultData.error).toMatchObject({
    message: noNickname.error,
    description: noNickname.details,
  });
  expect(await outboxOf(workflow)).toMatchObject([{ address: gina.email }]);
});

test('an event that starts nobody leaves no execution, and a start is one that has ended well', async () => {
  const shop = new Shop(stage.address, stage.secret);
  const customer = { id: 'c-1', email: 'kim@shop.example', firstName: 'Kim' };
  for (const event of ['product_viewed', 'customer_registered', 'product_favourited']) {
    expect(await shop.deliver(shopEvent(event, { customer }))).toMatchObject({ status: 200 });
  }

  const execution = await soleExecution(stage.workflow);
  expect(execution).toMatchObject({ status: 'success', mode: 'trigger', waitTill: null });
  expect(Object.keys(execution.data.resultData.runData)).toEqual([
    'Customer Registers',
    'No Order Yet?',
    'Welcome Coupon',
    'Announce the Coupon',
    'Until Day 1',
  ]);
});

test('a person follows a link of a message to where it led, and goes on behind Message Events', async () => {
  const { client, store } = stage;
  const noa = { email: 'noa@shop.example' };
  const { id } = await client.createWorkflow({
    name: 'Message Events',
    nodes: [
      {
        id: randomUUID(),
        name: 'Events',
        type: '@shop-journeys/n8n-nodes-journeys.messageEventsTrigger',
        typeVersion: 2,
        position: [0, 0],
        webhookId: randomUUID(),
        parameters: { events: ['message_clicked'] },
      },
    ],
    connections: {},
  });
  await client.publish(id);
  await sendTo([noa], { body: '{{ "https://shop.example/sale" | short_link }}' }, {});
  const kept = await store.db.selectFrom('outbox').where('address', '=', noa.email).select('body').execute();
  // As if it had gone out a while ago: who follows at once is a machine.
  await store.db.updateTable('message').set({ at: 0 }).where('address', '=', noa.email).execute();
  const link = kept[0]?.body ?? '';
  const agent = { 'user-agent': 'Mozilla/5.0 (X11; Linux x64; rv:140.0) Gecko/20100101 Firefox/140.0' };
  const answer = await fetch(link, { redirect: 'manual', headers: agent });
  expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://shop.example/sale']);
  const broken = await fetch(`${link}x`);
  expect([broken.status, await broken.text()]).toEqual([404, expect.stringContaining('does not work')]);
  const picture = await fetch(link.replace('?l=', '?o='));
  expect(picture.status).toBe(404);

  expect(outputItems(await soleExecution(id), 'Events', 0)).toMatchObject([
    { json: { contact: noa, event: { name: 'message_clicked' } } },
  ]);
});

test('a person unsubscribes on the page that the message leads to, and the next message stays', async () => {
  const { client, store } = stage;
  const mia = { email: 'mia@shop.example' };
  const { id } = await client.createWorkflow({
    name: 'Unsubscribe',
    nodes: [
      {
        id: randomUUID(),
        name: 'Page',
        type: '@shop-journeys/n8n-nodes-journeys.unsubscribePageTrigger',
        typeVersion: 2,
        position: [0, 0],
        webhookId: randomUUID(),
        parameters: {},
      },
    ],
    connections: {},
  });
  await client.publish(id);
  const written = await sendTo([mia], { body: '{{ unsubscribeUrl }}' }, {});
  const [message] = await store.db
    .selectFrom('outbox')
    .where('address', '=', mia.email)
    .select('body')
    .execute();
  const link = message?.body ?? '';
  expect(written.execution.status).toBe('success');

  const page = await fetch(link);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('<form method="post">');
  const done = await fetch(link, {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  });
  expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('You are unsubscribed')]);
  expect((await fetch(`${link}x`, { method: 'POST' })).status).toBe(404);

  const { execution } = await sendTo([mia], { body: 'Hello again' }, {});
  expect(outputItems(execution, 'Send', 1)).toMatchObject([
    { json: { ...mia, message: { state: 'not_sent', reason: 'unsubscribed' } } },
  ]);
  expect(outputItems(await soleExecution(id), 'Page', 0)).toMatchObject([
    { json: { contact: mia, event: { name: 'unsubscribed' } } },
  ]);
});
