import { randomUUID } from 'node:crypto';
import { shopEvent as shopEventStep, waitUntilPurchase } from '../../core/steps';
import { runOf } from '../../core/waits';
import { toN8nParameters } from '../../nodes/adapter';
import { Shop, shopEvent } from '../../scripts/demo/shop.ts';
import { type Json, type N8nExecution, outputItems } from '../../scripts/hosts/n8n.ts';
import { type N8nStage, openN8n } from './support/n8n';
import { eventually } from './support/reading';

let stage: N8nStage;
let workflow: string;
let shop: Shop;

const wire = (...targets: string[]) => ({ main: targets.map((node) => [{ node, type: 'main', index: 0 }]) });
const node = (name: string, type: string, typeVersion: number, rest: Json) => ({
  id: randomUUID(),
  name,
  type,
  typeVersion,
  position: [0, 0],
  ...rest,
});
const set = (name: string, value: string) =>
  node(name, 'n8n-nodes-base.set', 3.4, {
    parameters: {
      includeOtherFields: true,
      assignments: { assignments: [{ id: randomUUID(), name: 'note', value, type: 'string' }] },
    },
  });

/** A journey that holds Dora for ten days, which rehearsing takes twenty seconds, and then says what an earlier node said. */
async function publishJourney(): Promise<void> {
  const { client, secret, url } = stage;
  const type = 'shopJourneysWebhookApi';
  const credential = await client.createCredential({
    name: 'Signing secret',
    type,
    data: { secret, previousSecret: '' },
  });
  const webhookId = randomUUID();
  const amount = "={{ $json.contact.email.startsWith('dora') ? 10 : 10000 }}";
  const wait = { holdIn: 'run', deadline: 'from_now', amount, unit: 'days', stepKey: 'kept/until' };
  const created = await client.createWorkflow({
    name: 'Kept',
    nodes: [
      node('Registers', '@shop-journeys/n8n-nodes-journeys.shopEventTrigger', 2, {
        webhookId,
        parameters: toN8nParameters(shopEventStep, { rehearsalPeople: '*@rehearsal.example' }),
        credentials: { [type]: credential },
      }),
      set('Earlier', '=seen {{ $json.contact.email }}'),
      node('Until', '@shop-journeys/n8n-nodes-journeys.waitUntilPurchase', 1, {
        parameters: toN8nParameters(waitUntilPurchase, wait),
      }),
      set('Bought', "=bought, {{ $('Earlier').item.json.note }}"),
      set('Did Not Buy', "=did not buy, {{ $('Earlier').item.json.note }}"),
    ],
    connections: { Registers: wire('Earlier'), Earlier: wire('Until'), Until: wire('Bought', 'Did Not Buy') },
  });
  await client.publish(created.id);
  workflow = created.id;
  shop = new Shop(`${url}/webhook/${webhookId}/shop`, secret);
}

beforeAll(async () => {
  stage = await openN8n();
  await publishJourney();
});
afterAll(async () => stage.close());

const customer = (name: string) => ({ id: `kept-${name}`, email: `${name}@rehearsal.example` });

/** Someone registers; answers with the execution that waits with them. */
async function arrives(name: string): Promise<string> {
  const before = await stage.client.executions({ workflowId: workflow });
  const known = new Set(before.map(({ id }) => id));
  const { status } = await shop.deliver(shopEvent('customer_registered', { customer: customer(name) }));
  expect(status).toBe(200);
  return eventually(async () => {
    const waiting = await stage.client.executions({ workflowId: workflow, status: ['waiting'] });
    return waiting.find(({ id }) => !known.has(id))?.id;
  });
}

const buys = (name: string) => {
  const order = { id: `kept-order-${name}`, amount: '20.00', currency: 'EUR' };
  return shop.deliver(shopEvent('order_paid', { customer: customer(name), order }));
};

async function ended(id: string): Promise<N8nExecution> {
  await eventually(async () => {
    const all = await stage.client.executions({
      workflowId: workflow,
      status: ['success', 'error', 'crashed', 'canceled'],
    });
    return all.find((execution) => execution.id === id);
  });
  return stage.client.execution(id);
}

const stillWaits = async (id: string): Promise<boolean> =>
  (await stage.client.executions({ workflowId: workflow, status: ['waiting'] })).some(
    (execution) => execution.id === id,
  );

/** What the journey said of somebody, by the output that they left by. */
async function expectExit(execution: string, name: string, output: 0 | 1): Promise<void> {
  const run = await ended(execution);
  expect(run.status).toBe('success');
  const said = ['Bought', 'Did Not Buy'].map((branch) => outputItems(run, branch));
  const note = `${output === 0 ? 'bought' : 'did not buy'}, seen ${name}@rehearsal.example`;
  expect(said[output]).toMatchObject([{ json: { note, contact: { email: `${name}@rehearsal.example` } } }]);
  expect(said[1 - output]).toEqual([]);
  for (const output of [0, 1]) {
    for (const { json } of outputItems(run, 'Until', output)) {
      expect(json['journey']).not.toHaveProperty('run');
      expect(json['journey']).not.toHaveProperty('claim');
    }
  }
}

/** The people whom the store still holds, or keeps aside. */
const held = () =>
  stage.store.db
    .selectFrom('wait')
    .innerJoin('step', 'step.id', 'wait.step_id')
    .where('step.key', '=', 'kept/until')
    .where((eb) => eb.or([eb('ready_at', 'is not', null), eb('fault', 'is not', null)]))
    .select(['wait.id', 'item', 'fault'])
    .execute();

test('a purchase lets the execution go on by Purchased, with what earlier nodes put out', async () => {
  const execution = await arrives('ann');
  expect((await buys('ann')).status).toBe(200);
  await expectExit(execution, 'ann', 0);
  expect(await held()).toEqual([]);
});

test('a forged call changes nothing: the execution waits on, and the person can still buy', async () => {
  const execution = await arrives('bob');
  const [row] = await held();
  if (!row) throw new Error('Bob is not held.');
  const item: Json = JSON.parse(row.item);
  const address = `${stage.url}/webhook-waiting/${runOf(item)}`;
  const call = async (url: string, body: Json) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  };
  const claim = { wait: row.id, token: 'a guess' };
  const journey = item['journey'] as Json;

  expect(await call(address, {})).toBe(401);
  expect(await call(address, { ...item, journey: { ...journey, claim } })).toBe(401);
  expect(
    await call(address.replace(/signature=[^&]*/, 'signature=guess'), {
      ...item,
      journey: { ...journey, claim },
    }),
  ).toBe(401);
  expect(await stillWaits(execution)).toBe(true);

  await buys('bob');
  await expectExit(execution, 'bob', 0);
});

test('through a crash: who buys afterwards leaves by Purchased, who does not by Timed Out', async () => {
  const [carla, dora] = [await arrives('carla'), await arrives('dora')];
  await stage.kill();
  await stage.restart();
  expect(await stillWaits(carla)).toBe(true);
  await buys('carla');
  await expectExit(carla, 'carla', 0);
  await expectExit(dora, 'dora', 1);
  expect(await held()).toEqual([]);
});

test('a deleted execution: the person is let go with a line in the log, and asked for no more', async () => {
  const execution = await arrives('emil');
  await stage.client.deleteExecution(execution);
  await buys('emil');
  await eventually(async () => ((await held()).length === 0 ? true : undefined));
  expect(stage.log()).toContain(`Execution ${execution} was to go on`);
});
