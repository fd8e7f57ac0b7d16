import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Json, N8nClient, N8nWorkflow } from './n8n.ts';
import type { FlowNode, NodeRedClient } from './node-red.ts';

const CREDENTIAL = 'shopJourneysWebhookApi';

interface WorkflowFile extends Json {
  readonly nodes: readonly (Json & {
    readonly name: string;
    readonly type: string;
    readonly webhookId?: string;
  })[];
}

export interface OpenedJourney {
  readonly workflow: N8nWorkflow;
  /** Where the shop's webhooks go. */
  readonly address: string;
}

/** The importable workflow of a journey, as it lies in workflows/. */
export async function workflowFile(root: string, journey: string): Promise<WorkflowFile> {
  return JSON.parse(await readFile(join(root, 'workflows', `${journey}.json`), 'utf8')) as WorkflowFile;
}

/** Imports a journey into n8n as its user would, with a signing secret, and publishes it. */
export async function openInN8n(
  client: N8nClient,
  url: string,
  root: string,
  journey: string,
  secret: string,
): Promise<OpenedJourney> {
  const credential = await client.createCredential({
    name: 'Shop webhooks',
    type: CREDENTIAL,
    data: { secret, previousSecret: '' },
  });
  const file = await workflowFile(root, journey);
  const nodes = file.nodes.map((node) =>
    node.webhookId ? { ...node, credentials: { [CREDENTIAL]: credential } } : node,
  );
  const workflow = await client.createWorkflow({ ...file, nodes });
  await client.publish(workflow.id);
  const webhookId = file.nodes.find((node) => node.webhookId)?.webhookId ?? '';
  return { workflow, address: `${url}/webhook/${webhookId}/shop` };
}

const SECRET_NODE = 'journeys-webhook-secret';

export interface OpenedFlow {
  readonly flows: readonly FlowNode[];
  readonly tab: string;
  readonly address: string;
}

/** The importable flow of a journey, as it lies in examples/. */
export async function flowFile(root: string, journey: string): Promise<readonly FlowNode[]> {
  return JSON.parse(await readFile(join(root, 'examples', `${journey}.json`), 'utf8')) as FlowNode[];
}

/** Imports a journey into Node-RED as its user would, with a signing secret, and deploys it. */
export async function openInNodeRed(
  client: NodeRedClient,
  url: string,
  root: string,
  journey: string,
  secret: string,
): Promise<OpenedFlow> {
  const secretNode: FlowNode = {
    id: SECRET_NODE,
    type: 'shop-journeys-webhook',
    name: 'Shop webhooks',
    credentials: { secret, previousSecret: '' },
  };
  const file = await flowFile(root, journey);
  const flows = [secretNode, ...file.filter(({ type }) => type !== secretNode.type)].map((node): FlowNode =>
    node.type === 'shop-event' ? { ...node, webhook: SECRET_NODE } : node,
  );
  await client.deploy(flows);
  const trigger = flows.find(({ type }) => type === 'shop-event');
  const tab = flows.find(({ type }) => type === 'tab')?.id ?? '';
  const path = trigger?.['path'];
  const address = typeof path === 'string' && path !== '' ? path : (trigger?.id ?? '');
  return { flows, tab, address: `${url}/shop-journeys/${address}` };
}
