import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { newSecret } from '../../../scripts/demo/shop.ts';
import { installIntoN8n } from '../../../scripts/hosts/install.ts';
import { openInN8n } from '../../../scripts/hosts/journey.ts';
import { type Json, N8nClient, type N8nOwner, startN8n } from '../../../scripts/hosts/n8n.ts';
import { freePort, HostError } from '../../../scripts/hosts/process.ts';
import { JOURNEY, openGround, root, type Stage } from './stage';

interface Wire {
  readonly node: string;
  readonly type: string;
  readonly index: number;
}

interface Drawing extends Json {
  readonly nodes: readonly (Json & { readonly name: string; readonly parameters: Json })[];
  readonly connections: Readonly<Record<string, { readonly main: readonly (readonly Wire[])[] }>>;
}

export interface N8nStage extends Stage {
  readonly client: N8nClient;
  readonly owner: N8nOwner;
  /** The id of the journey's workflow. */
  readonly workflow: string;
}

/**
 * n8n with the package installed as a user installs it, and the journey imported and published.
 * `env`: what whoever runs it sets beyond the store.
 */
export function openN8n(env: Readonly<Record<string, string>> = {}): Promise<N8nStage> {
  return openGround({
    async install({ folder, tgz, storePlace }) {
      const hostFolder = process.env['JOURNEYS_N8N_HOST'];
      if (!hostFolder) throw new HostError('n8n is not prepared. Run these tests as: npm run test:hosts');
      const userFolder = join(folder, 'n8n');
      await installIntoN8n(tgz, userFolder);
      const port = await freePort();
      return () => startN8n({ hostFolder, userFolder, port, env: { ...env, JOURNEYS_STORE: storePlace } });
    },
    async furnish(url) {
      const client = new N8nClient(url);
      const owner = {
        email: 'owner@shop.example',
        password: `Test-${randomBytes(9).toString('base64url')}7`,
      };
      await client.createOwner(owner);
      const secret = newSecret();
      const { workflow, address } = await openInN8n(client, url, root, JOURNEY, secret);
      return { client, owner, secret, address, workflow: workflow.id, ...changes(client, workflow.id) };
    },
  });
}

function changes(client: N8nClient, first: string): Pick<Stage, 'edit' | 'reimport'> {
  let id = first;
  return {
    async edit(subject) {
      const { nodes, connections } = edited(drawingOf(await client.workflow(id)), subject);
      await client.updateWorkflow(id, { nodes, connections });
      await client.publish(id);
    },
    async reimport() {
      const { name, nodes, connections, settings } = drawingOf(await client.workflow(id));
      await client.unpublish(id);
      const copies = nodes.map((node) => ({ ...node, id: randomUUID() }));
      ({ id } = await client.createWorkflow({ name, nodes: copies, connections, settings }));
      await client.publish(id);
    },
  };
}

function isDrawing(workflow: Json): workflow is Drawing {
  return Array.isArray(workflow['nodes']) && typeof workflow['connections'] === 'object';
}

function drawingOf(workflow: Json): Drawing {
  if (!isDrawing(workflow)) throw new HostError('n8n answered with a workflow without nodes.');
  return workflow;
}

/** n8n names nodes in connections too, so a new name goes everywhere. */
function renamed(drawing: Drawing, from: string, to: string): Drawing {
  const copy: Json = JSON.parse(JSON.stringify(drawing).replaceAll(JSON.stringify(from), JSON.stringify(to)));
  return drawingOf(copy);
}

function edited(drawing: Drawing, subject: string): Drawing {
  const { nodes, connections, ...rest } = renamed(drawing, 'Until Day 15', 'Two Quiet Weeks');
  const look = {
    id: randomUUID(),
    name: 'Look',
    type: 'n8n-nodes-base.noOp',
    typeVersion: 1,
    position: [2688, 512],
    parameters: {},
  };
  const wire = (node: string) => [{ node, type: 'main', index: 0 }];
  return {
    ...rest,
    nodes: [
      ...nodes.map((node) =>
        node.name === 'Last Call on Day 30' ? { ...node, parameters: { ...node.parameters, subject } } : node,
      ),
      look,
    ],
    connections: {
      ...connections,
      'Until Day 30': { main: [[], wire('Look')] },
      Look: { main: [wire('Last Call on Day 30')] },
    },
  };
}
