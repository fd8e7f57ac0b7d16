import { setImmediate as nextTurn } from 'node:timers/promises';
import { topics } from '../../core/shops/woocommerce/topics';
import { type JsonObject, shopEvent } from '../../core/steps';
import { toNodeRedProperties } from '../../node-red/adapter';
import { RegisteringShop } from '../shops/support/registering-shop';
import { Runtime } from './runtime';

const shop = new RegisteringShop();
let runtime: Runtime;
let url: string;
beforeAll(async () => {
  url = await shop.listen();
  process.env['JOURNEYS_ALLOW_HOSTS'] = '127.0.0.1';
  runtime = await Runtime.start();
});
afterAll(async () => {
  await runtime.stop();
  shop.close();
});

const accounts = (): JsonObject[] => [
  {
    id: 'secret',
    type: 'shop-journeys-woocommerce-webhook',
    name: '',
    credentials: { secret: 'of the shop', previousSecret: '' },
  },
  {
    id: 'account',
    type: 'shop-journeys-woocommerce-account',
    name: '',
    url,
    credentials: { consumerKey: 'ck', consumerSecret: 'cs' },
  },
];

const trigger = (values: JsonObject = {}): JsonObject => ({
  id: 'trigger',
  type: shopEvent.name,
  z: 'flow',
  x: 0,
  y: 0,
  wires: [[]],
  ...toNodeRedProperties(shopEvent, {}),
  shop: 'woocommerce',
  register: true,
  publicAddress: 'https://flows.example.com',
  path: 'first-order',
  woocommerceWebhook: 'secret',
  woocommerceAccount: 'account',
  ...values,
});

/** Node-RED has deployed before the shop has been told. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await nextTurn();
}

const registeredAt = (path: string) =>
  shop.webhooks.filter(
    ({ delivery_url }) => delivery_url === `https://flows.example.com/shop-journeys/${path}`,
  ).length;

test('webhooks are registered as the flow is deployed, follow the address, and go with the node', async () => {
  await runtime.deploy(...accounts(), trigger());
  await until(() => registeredAt('first-order') === topics.length);

  await runtime.deploy(...accounts(), trigger({ path: 'second-order' }));
  await until(() => registeredAt('second-order') === topics.length);
  expect(registeredAt('first-order')).toBe(0);

  await runtime.deploy(...accounts());
  await until(() => shop.webhooks.length === 0);
});

test('an address that no shop reaches is refused in words', async () => {
  await runtime.deploy(...accounts(), trigger({ publicAddress: '' }));

  const { text } = await runtime.hear({ kind: 'log', node: 'trigger' });
  expect(text).toContain('The shop cannot reach');
  expect(text).toContain('“Public Address”');
  expect(shop.webhooks).toEqual([]);
});

test('the dialog hears what is registered', async () => {
  await runtime.deploy(...accounts(), trigger());
  await until(() => registeredAt('first-order') === topics.length);
  const ask = async () => {
    const request = {
      values: { shop: 'woocommerce', source: 'shop', account: '' },
      connections: { woocommerceAccount: 'account' },
    };
    const answer = await runtime.post(
      '/admin/shop-journeys-editor/shop-event/registered',
      JSON.stringify(request),
      { 'content-type': 'application/json', authorization: 'Bearer of-the-tests' },
    );
    return (await answer.json()) as JsonObject;
  };

  const all = topics.length;
  expect(await ask()).toMatchObject({ answer: { en: `${all} of ${all} webhooks are registered` } });
  shop.webhooks = shop.webhooks.filter(({ topic }) => topic !== 'order.updated');
  expect(await ask()).toMatchObject({
    answer: {
      en: `${all - 1} of ${all} webhooks are registered; missing: order.updated: publish again`,
    },
  });
});
