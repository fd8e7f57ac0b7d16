import { HookContext } from 'n8n-core';
import type { INodeType, WorkflowExecuteMode } from 'n8n-workflow';
import { RegisteringShop } from '../shops/support/registering-shop';
import { type StorePlace, sqlitePlace } from '../support/stores';
import { additionalData, workflowOf } from './engine';

const shop = new RegisteringShop();
let place: StorePlace;
let tested: INodeType;
let accounts: Record<string, Record<string, string>>;

beforeAll(async () => {
  place = sqlitePlace();
  process.env['JOURNEYS_STORE'] = place.place;
  process.env['JOURNEYS_ALLOW_HOSTS'] = '127.0.0.1';
  const url = await shop.listen();
  accounts = {
    shopJourneysWooCommerceWebhookApi: { secret: 'of the shop', previousSecret: '' },
    wooCommerceApi: { url, consumerKey: 'ck', consumerSecret: 'cs' },
  };
  // What may be called is read when the module is loaded.
  const { ShopEventTrigger } = await import('../../nodes/ShopEventTrigger/ShopEventTrigger.node');
  tested = new ShopEventTrigger();
});
beforeEach(() => {
  shop.webhooks = [];
  shop.refused = '';
  process.env['JOURNEYS_ALLOW_HOSTS'] = '127.0.0.1';
});
afterAll(async () => {
  shop.close();
  await place.remove();
});

// n8n-core's own types differ from n8n-workflow's in the name alone.
class Hooking extends HookContext {
  override getWorkflow() {
    return { ...super.getWorkflow(), name: 'A workflow' };
  }
}

/** What n8n calls as it publishes a workflow and takes it back. */
function hooks(parameters: Record<string, string | boolean> = {}, mode: WorkflowExecuteMode = 'trigger') {
  const workflow = workflowOf(tested, {
    accounts,
    typeVersion: 2,
    parameters: { shop: 'woocommerce', register: true, ...parameters },
  });
  const node = workflow.getNode('Step');
  const [webhookDescription] = tested.description.webhooks ?? [];
  if (!node || !webhookDescription) throw new Error('the node has no address');
  const data = additionalData(accounts);
  const webhook = {
    httpMethod: 'POST',
    node: 'Step',
    path: 'shop',
    webhookDescription,
    workflowId: 'workflow',
    workflowExecuteAdditionalData: data,
  } as const;
  const context = new Hooking(workflow, node, data, mode, 'activate', webhook);
  const method = (name: 'checkExists' | 'create' | 'delete') => () => {
    const call = tested.webhookMethods?.['default']?.[name];
    if (!call) throw new Error(`the node has no ${name}`);
    return call.call(context);
  };
  return { exists: method('checkExists'), create: method('create'), remove: method('delete') };
}

const topics = () => shop.webhooks.map(({ topic }) => topic);

it('registers its webhooks as the workflow is published, and removes them as it is taken back', async () => {
  const others = {
    id: 900,
    topic: 'order.created',
    delivery_url: 'https://others.example.com/',
    status: 'active',
  };
  shop.webhooks = [others];
  const { exists, create, remove } = hooks();

  expect(await exists()).toBe(false);
  await create();

  const own = shop.webhooks.filter(({ id }) => id !== others.id);
  expect(own.map(({ topic }) => topic)).toEqual(
    expect.arrayContaining(['customer.created', 'order.updated']),
  );
  expect(new Set(own.map(({ secret }) => secret))).toEqual(new Set(['of the shop']));
  expect(new Set(own.map(({ delivery_url }) => delivery_url)).size).toBe(1);
  expect(own[0]?.delivery_url).toMatch(/^http:\/\/127\.0\.0\.1:9\/.*shop$/);
  expect(await exists()).toBe(true);
  await remove();
  expect(shop.webhooks).toEqual([others]);
});

it('repairs what the shop switched off or lost', async () => {
  const { exists, create, remove } = hooks();
  await create();
  const all = topics().toSorted();
  const [first] = shop.webhooks.splice(0, 2);
  if (first) shop.webhooks.push({ ...first, status: 'disabled' });

  expect(await exists()).toBe(false);
  await create();

  expect(topics().toSorted()).toEqual(all);
  expect(shop.webhooks.every(({ status }) => status === 'active')).toBe(true);
  await remove();
});

it('says which topic the shop refused, and goes on when it is published again', async () => {
  const { create, remove } = hooks();
  shop.refused = 'order.updated';

  await expect(create()).rejects.toMatchObject({
    message: expect.stringContaining('“order.updated” could not be registered'),
    description: expect.stringContaining('Publish again'),
  });
  shop.refused = '';
  await create();

  expect(topics()).toContain('order.updated');
  expect(new Set(topics()).size).toBe(topics().length);
  await remove();
});

it('refuses an address that no shop reaches', async () => {
  process.env['JOURNEYS_ALLOW_HOSTS'] = 'elsewhere.example.com';

  await expect(hooks().create()).rejects.toMatchObject({
    message: expect.stringContaining('The shop cannot reach http://127.0.0.1:9/'),
    description: expect.stringContaining('WEBHOOK_URL'),
  });
  expect(shop.webhooks).toEqual([]);
});

it('asks nothing of the shop when it is not to register, or only tested from the editor', async () => {
  const before = shop.asked;
  for (const { exists, remove } of [hooks({ register: false }), hooks({}, 'manual')]) {
    expect(await exists()).toBe(true);
    await remove();
  }
  expect(shop.asked).toBe(before);
});
