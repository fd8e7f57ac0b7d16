import { Shop, shopEvent } from '../../scripts/demo/shop.ts';
import type { FlowNode } from '../../scripts/hosts/node-red.ts';
import { type NodeRedStage, openNodeRed } from './support/node-red';

let stage: NodeRedStage;
let close = () => Promise.resolve();
beforeAll(async () => {
  stage = await openNodeRed();
  close = stage.close;
});
afterAll(async () => close());

/** Resolves with the first status of a node, as the editor is told it, that begins with `beginning`. */
async function statusOf(node: string, beginning: string): Promise<string> {
  for await (const { topic, data } of stage.client.notices('status/#', 60_000)) {
    if (topic === `status/${node}` && data.text?.startsWith(beginning)) return data.text;
  }
  throw new Error(`The node's status never began with ${beginning}.`);
}

async function nodeNamed(name: string): Promise<FlowNode> {
  const node = (await stage.client.flows()).find((one) => one['name'] === name);
  if (!node) throw new Error(`There is no node ${name}.`);
  return node;
}

test('the editor shows how many people a node holds', async () => {
  const shop = new Shop(stage.address, stage.secret);
  const { id } = await nodeNamed('Until Day 1');
  for (const name of ['Kim', 'Lou']) {
    const customer = { id: name, firstName: name, email: `${name}@shop.example` };
    expect(await shop.deliver(shopEvent('customer_registered', { customer }))).toMatchObject({ status: 200 });
  }

  expect(await statusOf(id, '2 ')).toBe('2 waiting');
});

/** A flow that sends whoever is posted to it a message, and answers with where the message went. */
const mailing: readonly FlowNode[] = [
  { id: 'mailing', type: 'tab', label: 'Mailing' },
  {
    id: 'mailing-in',
    type: 'http in',
    z: 'mailing',
    url: '/mailing',
    method: 'post',
    wires: [['mailing-send']],
  },
  {
    id: 'mailing-send',
    type: 'send-via-channel',
    z: 'mailing',
    name: 'Send',
    channel: 'outbox',
    wires: [['mailing-sent'], ['mailing-refused']],
    subject: 'payload.greeting',
    subjectType: 'msg',
    body: 'payload.text',
    bodyType: 'msg',
  },
  change('mailing-sent', 'sent', 'str'),
  change('mailing-refused', 'payload.message.reason', 'msg'),
  {
    id: 'mailing-catch',
    type: 'catch',
    z: 'mailing',
    scope: null,
    uncaught: false,
    wires: [['mailing-error']],
  },
  change('mailing-error', 'error.message', 'msg'),
  { id: 'mailing-out', type: 'http response', z: 'mailing', statusCode: '200', wires: [] },
];

function change(id: string, to: string, tot: string): FlowNode {
  return {
    id,
    type: 'change',
    z: 'mailing',
    rules: [{ t: 'set', p: 'payload', pt: 'msg', to, tot }],
    wires: [['mailing-out']],
  };
}

async function mail(person: object): Promise<string> {
  const response = await fetch(`${stage.url}/mailing`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(person),
  });
  return response.text();
}

test('a message’s own values are used, and Catch hears who cannot be written to, and what to do', async () => {
  await stage.client.deploy([...(await stage.client.flows()), ...mailing]);
  const gina = { email: 'gina@shop.example', greeting: 'Dear Gina', text: 'Good day {{ contact.email }}' };

  expect(await mail(gina)).toBe('sent');
  expect(await mail({ customerId: 'c-77', greeting: 'Dear Ina', text: 'Good day' })).toBe('no_address');
  expect(
    await mail({ ...gina, email: 'hugo@shop.example', text: 'Good day {{ contact.nickname }}' }),
  ).toMatch(/there is no contact\.nickname\. Check the name/);
  expect(await mail({ greeting: 'Dear nobody', text: 'Good day' })).toMatch(/names nobody/);

  const outbox = await stage.store.db
    .selectFrom('outbox')
    .innerJoin('message', 'message.id', 'outbox.message_id')
    .where('step', 'like', '%mailing%')
    .select(['outbox.address', 'subject', 'body'])
    .execute();
  expect(outbox).toEqual([{ address: gina.email, subject: 'Dear Gina', body: 'Good day gina@shop.example' }]);
});
