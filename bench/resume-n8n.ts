import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';

import { openStore, type Store } from '../dist/core/store/index.js';
import { countWaiting } from '../dist/core/waits/index.js';
import { parkInBatches } from './bulk.ts';
import { judged, type Measurement, progress } from './measurement.ts';
import {
  type Bench,
  bombard,
  inN8n,
  noOperation,
  own,
  post,
  publishChain,
  stock,
  stockWebhook,
} from './n8n.ts';
import { parkingOf, people, seedPeople } from './people.ts';

const WAITING = 100_000;
const STEP_KEY = 'bench/wait';
const FAR_AWAY = Date.parse('2100-01-01T00:00:00Z');
/** From the update that sets the time to the time: n8n is idle when people become due. */
const LEAD = 5_000;
const PATIENCE = 300_000;

const STOCK_PARKING = 60_000;
const STOCK_RELEASE = 60_000;
/** n8n holds shorter waits in memory, and looks for stored ones once a minute. */
const STOCK_LEAD = 75_000;

/** Contacts a second released through Wait Until Purchase and the next node, against n8n's own Wait. */
export async function* resumeN8n(): AsyncGenerator<Measurement> {
  const { released, stockReleased } = await inN8n({
    seed,
    use: async (bench) => ({ released: await ownRelease(bench), stockReleased: await stockRelease(bench) }),
  });
  yield judged({
    name: 'resume-n8n',
    store: 'sqlite',
    value: released,
    unit: 'contacts/s',
    versus: { name: 'Webhook → Wait', value: stockReleased },
    least: { value: 10_000, ratio: 200 },
    limitedBy: "n8n's one thread, most of it in saving the data of an execution for each thousand people",
  });
}

async function seed(address: string): Promise<void> {
  progress(`resume-n8n: seeding ${WAITING} waiting people`);
  const store = await openStore(address);
  const all = people(WAITING);
  await seedPeople(store, all);
  await parkInBatches(
    store,
    all.map((one) => ({ ...parkingOf(one), wakeAt: FAR_AWAY })),
    STEP_KEY,
  );
  await store.close();
}

async function ownRelease({ client, store: address }: Bench): Promise<number> {
  await publishChain(
    client,
    'Own wait',
    [
      stockWebhook('own-wait', 'onReceived'),
      {
        name: 'Wait Until Purchase',
        type: own('waitUntilPurchase'),
        typeVersion: 1,
        parameters: { options: { stepKey: STEP_KEY } },
      },
      noOperation,
    ],
    2,
  );
  const store = await openStore(address);
  try {
    progress(`resume-n8n: ${WAITING} people become due at once`);
    const due = Date.now() + LEAD;
    await store.write((work) => work.updateTable('wait').set({ ready_at: due }).execute());
    await sleep(due - Date.now());
    await allAcknowledged(store);
    return (WAITING / (Date.now() - due)) * 1000;
  } finally {
    await store.close();
  }
}

async function allAcknowledged(store: Store): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while ((await countWaiting(store, STEP_KEY)) > 0) {
    if (Date.now() > deadline) throw new Error(`After ${PATIENCE / 1000} seconds people were still waiting.`);
    await sleep(50);
  }
}

async function stockRelease({ client, url, database }: Bench): Promise<number> {
  const due = Date.now() + STOCK_PARKING + STOCK_LEAD;
  const workflow = await publishChain(client, 'Stock wait', [
    stockWebhook('stock-wait', 'onReceived'),
    {
      name: 'Wait',
      type: stock('wait'),
      typeVersion: 1.1,
      parameters: { resume: 'specificTime', dateTime: new Date(due).toISOString() },
    },
    noOperation,
  ]);
  progress(`resume-n8n: n8n's own Wait, as many people as come in within ${STOCK_PARKING / 1000} seconds`);
  const { count } = await bombard(STOCK_PARKING, 20, (index) =>
    post(`${url}/webhook/stock-wait`, {}, JSON.stringify({ email: `person${index}@example.com` })),
  );
  await sleep(due - Date.now());
  progress(`resume-n8n: ${count} of them become due at once`);
  return await stockFinished(database, workflow, { due, count });
}

/** Executions a second that n8n finished after they became due, until all are or a minute is over. */
async function stockFinished(
  database: string,
  workflow: string,
  { due, count }: { due: number; count: number },
): Promise<number> {
  const executions = new DatabaseSync(database, { readOnly: true, timeout: 5_000 });
  const finished = executions.prepare(
    `select count(*) as count from execution_entity where workflowId = ? and status = 'success'`,
  );
  let done = 0;
  while (done < count && Date.now() - due < STOCK_RELEASE) {
    await sleep(250);
    done = Number(finished.get(workflow)?.['count']);
  }
  executions.close();
  progress(`resume-n8n: n8n finished ${done} of ${count}`);
  return (done / (Date.now() - due)) * 1000;
}
