import { randomUUID } from 'node:crypto';

import { newSecret, Shop, shopEvent } from '../scripts/demo/shop.ts';
import { judged, type Measurement, progress } from './measurement.ts';
import { type Bench, bombard, inN8n, own, post, publishChain, stock, stockWebhook } from './n8n.ts';
import { inDatabase, query } from './places.ts';

const WARM_UP = 5_000;
const MEASURED = 20_000;
const AT_ONCE = 20;

/** Signed webhooks a second taken in without an execution, against n8n's own webhook and database nodes. */
export async function* intakeN8n(): AsyncGenerator<Measurement> {
  const { taken, inserted } = await inN8n({
    use: async (bench) => ({ taken: await ownIntake(bench), inserted: await stockIntake(bench) }),
  });
  yield judged({
    name: 'intake-n8n',
    store: 'sqlite',
    value: taken,
    unit: 'webhooks/s',
    versus: { name: 'Webhook → Postgres insert', value: inserted },
    least: { ratio: 5 },
    limitedBy: "n8n's own handling of each request on its one thread",
  });
}

async function measured(what: string, send: () => Promise<boolean>): Promise<number> {
  progress(`intake-n8n: ${what}, ${AT_ONCE} requests at once for ${MEASURED / 1000} seconds`);
  await bombard(WARM_UP, AT_ONCE, send);
  const { rate } = await bombard(MEASURED, AT_ONCE, send);
  return rate;
}

async function ownIntake({ client, url }: Bench): Promise<number> {
  const secret = newSecret();
  const shopJourneysWebhookApi = await client.createCredential({
    name: 'Shop webhooks',
    type: 'shopJourneysWebhookApi',
    data: { secret, previousSecret: '' },
  });
  const webhookId = randomUUID();
  await publishChain(client, 'Own intake', [
    {
      name: 'Shop Event Trigger',
      type: own('shopEventTrigger'),
      typeVersion: 2,
      webhookId,
      credentials: { shopJourneysWebhookApi },
      parameters: { events: ['customer_registered'] },
    },
  ]);
  const shop = new Shop(`${url}/webhook/${webhookId}/shop`, secret);
  let count = 0;
  return await measured('signed carts of different people', async () => {
    const id = ++count;
    const { status } = await shop.deliver(
      shopEvent('cart.updated', {
        customer: { id: `c${id}`, email: `person${id}@example.com`, firstName: 'Ann' },
        cart: { items: 2 },
      }),
    );
    return status === 200;
  });
}

function stockIntake({ client, url }: Bench): Promise<number> {
  return inDatabase(async (address) => {
    await query(
      address,
      'create table received (id bigserial primary key, headers jsonb, params jsonb, query jsonb, body jsonb, "webhookUrl" text, "executionMode" text)',
    );
    const { hostname: host, port, username: user, password, pathname } = new URL(address);
    const postgres = await client.createCredential({
      name: 'Database',
      type: 'postgres',
      data: { host, port: Number(port), user, password, database: pathname.slice(1), ssl: 'disable' },
    });
    await publishChain(client, 'Stock intake', [
      stockWebhook('stock-intake', 'lastNode'),
      {
        name: 'Insert',
        type: stock('postgres'),
        typeVersion: 2.6,
        credentials: { postgres },
        parameters: {
          operation: 'insert',
          schema: { __rl: true, mode: 'list', value: 'public' },
          table: { __rl: true, mode: 'list', value: 'received' },
          columns: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
          options: {},
        },
      },
    ]);
    let count = 0;
    const send = () => {
      const { body } = shopEvent('cart.updated', {
        customer: { id: `c${++count}`, email: `person${count}@example.com` },
        cart: { items: 2 },
      });
      return post(`${url}/webhook/stock-intake`, {}, body);
    };
    return await measured('the same unsigned, with an insert', send);
  });
}
