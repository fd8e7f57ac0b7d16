import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { installIntoN8n } from '../scripts/hosts/install.ts';
import { type Json, N8nClient, startN8n } from '../scripts/hosts/n8n.ts';
import { packPackage } from '../scripts/hosts/pack.ts';
import { freePort, HostError } from '../scripts/hosts/process.ts';
import { progress } from './measurement.ts';
import { inFolder } from './places.ts';

/** n8n's type of one of the package's own nodes. */
export const own = (name: string) => `@shop-journeys/n8n-nodes-journeys.${name}`;
/** n8n's type of one of the nodes that it ships. */
export const stock = (name: string) => `n8n-nodes-base.${name}`;

/** An n8n that runs with the package installed. */
export interface Bench {
  readonly client: N8nClient;
  readonly url: string;
  /** Its journeys' store. */
  readonly store: string;
  /** The file in which it keeps its executions. */
  readonly database: string;
}

/** Runs n8n with the package installed as a user installs it; `seed` fills its store before it starts. */
export function inN8n<T>({
  seed,
  use,
}: {
  seed?: (store: string) => Promise<void>;
  use: (bench: Bench) => Promise<T>;
}): Promise<T> {
  const hostFolder = process.env['JOURNEYS_N8N_HOST'];
  if (!hostFolder) throw new HostError('n8n is not prepared. Run it as: npm run bench');
  return inFolder(async (folder) => {
    const userFolder = join(folder, 'n8n');
    const store = join(folder, 'journeys.sqlite');
    progress('n8n: packing the nodes, installing them, starting it (up to a minute)');
    await installIntoN8n(await packPackage(process.cwd(), folder), userFolder);
    await seed?.(store);
    const host = await startN8n({
      hostFolder,
      userFolder,
      port: await freePort(),
      env: { JOURNEYS_STORE: store, N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
    });
    try {
      const client = new N8nClient(host.url);
      await client.createOwner({
        email: 'owner@shop.example',
        password: `Bench-${randomBytes(9).toString('base64url')}7`,
      });
      return await use({
        client,
        url: host.url,
        store,
        database: join(userFolder, '.n8n', 'database.sqlite'),
      });
    } finally {
      await host.stop();
    }
  });
}

interface Node extends Json {
  readonly name: string;
  readonly type: string;
  readonly typeVersion: number;
  readonly parameters: Json;
}

/** Publishes a workflow: each node behind the one before, on its every output. Returns the workflow's id. */
export async function publishChain(
  client: N8nClient,
  name: string,
  nodes: readonly Node[],
  outputs = 1,
): Promise<string> {
  const placed = nodes.map((node, index) => ({ id: randomUUID(), position: [index * 240, 0], ...node }));
  const connections = Object.fromEntries(
    nodes.slice(1).map((next, index) => {
      const wire = [{ node: next.name, type: 'main', index: 0 }];
      return [nodes[index]?.name ?? '', { main: Array.from({ length: outputs }, () => wire) }];
    }),
  );
  const { id } = await client.createWorkflow({
    name,
    nodes: placed,
    connections,
    settings: { executionOrder: 'v1' },
  });
  await client.publish(id);
  return id;
}

/** n8n's own webhook, open to anybody, at `/webhook/<path>`. */
export const stockWebhook = (path: string, responseMode: 'onReceived' | 'lastNode'): Node => ({
  name: 'Webhook',
  type: stock('webhook'),
  typeVersion: 2,
  webhookId: randomUUID(),
  parameters: { httpMethod: 'POST', path, responseMode, options: {} },
});

export const noOperation: Node = { name: 'Next', type: stock('noOp'), typeVersion: 1, parameters: {} };

/** Sends requests from one process, `atOnce` under way at any time, for so many milliseconds; how many succeeded, and a second. */
export async function bombard(
  ms: number,
  atOnce: number,
  send: (index: number) => Promise<boolean>,
): Promise<{ count: number; rate: number }> {
  const began = performance.now();
  let [sent, count] = [0, 0];
  const lane = async () => {
    while (performance.now() - began < ms) if (await send(sent++)) count += 1;
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { count, rate: (count / (performance.now() - began)) * 1000 };
}

/** Sends a POST and reads the answer to its end; true when it was accepted. */
export async function post(url: string, headers: Record<string, string>, body: string): Promise<boolean> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  await response.arrayBuffer();
  return response.ok;
}
