import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { wallClock } from '../dist/core/clock.js';
import { reportJourney } from '../dist/core/report/index.js';
import { openStore } from '../dist/core/store/index.js';
import { rehearsalCustomers } from './demo/customers.ts';
import { Narrator } from './demo/narrator.ts';
import { demoOptions, type DemoOptions, usage } from './demo/options.ts';
import { rehearse } from './demo/rehearsal.ts';
import { newSecret, Shop } from './demo/shop.ts';
import { tableRows, tableText } from './demo/table.ts';
import { installIntoN8n } from './hosts/install.ts';
import { openInN8n, openInNodeRed } from './hosts/journey.ts';
import { N8nClient, startN8n } from './hosts/n8n.ts';
import { NodeRedClient, startNodeRed } from './hosts/node-red.ts';
import { packPackage } from './hosts/pack.ts';
import { assertPortFree, type Host, HostError } from './hosts/process.ts';

const JOURNEY = 'first-order';

/** A host that runs the journey. */
interface Stage {
  readonly host: Host;
  /** Where the shop's webhooks go. */
  readonly address: string;
  /** Lines for the person: addresses to open, how to log in. */
  readonly hints: readonly string[];
}

interface Setting {
  readonly root: string;
  readonly folder: string;
  readonly store: string;
  readonly secret: string;
  readonly options: DemoOptions;
  say(line: string): void;
}

async function main(): Promise<void> {
  const options = demoOptions(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return;
  }
  const say = options.json ? (line: string) => console.error(line) : (line: string) => console.log(line);
  await assertPortFree(options.port);
  const folder = await mkdtemp(join(tmpdir(), 'shop-journeys-'));
  const setting: Setting = {
    root: process.cwd(),
    folder,
    store: join(folder, 'journeys.sqlite'),
    secret: newSecret(),
    options,
    say,
  };
  let stage: Stage | undefined;
  const ending = ended();
  try {
    stage = await (options.host === 'n8n' ? setUpN8n(setting) : setUpNodeRed(setting));
    await Promise.race([perform(setting, stage), ending]);
    if (!options.once && !ending.done) {
      say('\nThe host stays up: open it and look around. Ctrl-C ends it.');
      await ending;
    }
  } finally {
    await stage?.host.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function perform(
  { store: place, secret, options, say }: Setting,
  { address, hints }: Stage,
): Promise<void> {
  for (const hint of hints) say(hint);
  const customers = rehearsalCustomers();
  const store = await openStore(place);
  const narrator = new Narrator(say);
  say('\nA shop sends its webhooks. For these customers a day takes two seconds:\n');
  try {
    const passages = await rehearse({
      shop: new Shop(address, secret),
      customers,
      report: () => reportJourney(store, wallClock, JOURNEY),
      onReport: (report) => narrator.tell(report),
    });
    const rows = tableRows(customers, passages);
    if (options.json) console.log(JSON.stringify(rows, null, 2));
    else say(`\n${tableText(rows)}\n`);
    for (const hint of hints) say(hint);
  } finally {
    await store.close();
  }
}

async function setUpN8n({ root, folder, store, secret, options: { port }, say }: Setting): Promise<Stage> {
  const hostFolder = process.env['JOURNEYS_N8N_HOST'];
  if (!hostFolder) throw new HostError('n8n is not prepared. Run it as: npm start');
  say('Packing the nodes and installing them into n8n …');
  const userFolder = join(folder, 'n8n');
  await installIntoN8n(await packPackage(root, folder), userFolder);
  say('Starting n8n (its first start takes up to a minute) …');
  const host = await startN8n({
    hostFolder,
    userFolder,
    port,
    env: { JOURNEYS_STORE: store, N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
  });
  try {
    const client = new N8nClient(host.url);
    const owner = { email: 'owner@shop.example', password: `Demo-${randomBytes(9).toString('base64url')}7` };
    await client.createOwner(owner);
    say('Importing and publishing the first-order journey …');
    const { workflow, address } = await openInN8n(client, host.url, root, JOURNEY, secret);
    const hints = [
      `n8n: ${host.url}/workflow/${workflow.id}`,
      `  log in as ${owner.email} with the password ${owner.password}`,
    ];
    return { host, address, hints };
  } catch (error) {
    await host.stop();
    throw error;
  }
}

async function setUpNodeRed({
  root,
  folder,
  store,
  secret,
  options: { port },
  say,
}: Setting): Promise<Stage> {
  say('Starting Node-RED …');
  const host = await startNodeRed({
    root,
    userDir: join(folder, 'node-red'),
    port,
    env: { JOURNEYS_STORE: store },
  });
  try {
    const client = new NodeRedClient(host.url);
    say('Packing the nodes and installing them through the palette …');
    await client.installPackage(await packPackage(root, folder));
    say('Importing and deploying the first-order journey …');
    const { address, tab } = await openInNodeRed(client, host.url, root, JOURNEY, secret);
    return { host, address, hints: [`Node-RED: ${host.url}/#flow/${tab}`] };
  } catch (error) {
    await host.stop();
    throw error;
  }
}

/** Resolves when the person ends the program; a terminal or npm may say so twice. */
function ended(): Promise<undefined> & { done: boolean } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const ending = Object.assign(promise, { done: false });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      ending.done = true;
      resolve(undefined);
    });
  }
  return ending;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof HostError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
