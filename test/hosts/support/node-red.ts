import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { newSecret } from '../../../scripts/demo/shop.ts';
import { openInNodeRed } from '../../../scripts/hosts/journey.ts';
import { type FlowNode, NodeRedClient, startNodeRed } from '../../../scripts/hosts/node-red.ts';
import { freePort } from '../../../scripts/hosts/process.ts';
import { JOURNEY, openGround, root, type Stage } from './stage';

export interface NodeRedStage extends Stage {
  readonly client: NodeRedClient;
}

/**
 * Node-RED with the package installed through its palette, and the journey imported and deployed.
 * `env`: what whoever runs it sets beyond the store.
 */
export function openNodeRed(env: Readonly<Record<string, string>> = {}): Promise<NodeRedStage> {
  return openGround({
    async install({ folder, storePlace }) {
      const port = await freePort();
      const userDir = join(folder, 'node-red');
      return () => startNodeRed({ root, userDir, port, env: { ...env, JOURNEYS_STORE: storePlace } });
    },
    async furnish(url, { tgz }) {
      const client = new NodeRedClient(url);
      await client.installPackage(tgz);
      const secret = newSecret();
      const { address } = await openInNodeRed(client, url, root, JOURNEY, secret);
      return {
        client,
        secret,
        address,
        edit: async (subject: string) => client.deploy(edited(await client.flows(), subject)),
        reimport: async () => client.deploy(copied(await client.flows())),
      };
    },
  });
}

function edited(flows: readonly FlowNode[], subject: string): FlowNode[] {
  const named = (name: string) => flows.find((node) => node['name'] === name);
  const [wait, last] = [named('Until Day 15'), named('Last Call on Day 30')];
  if (!wait || !last) throw new Error('The flow has other nodes than this test knows.');
  const look: FlowNode = { ...debug, id: newId(), z: wait['z'], x: 2600, y: 500 };
  const until30 = named('Until Day 30');
  return [
    ...flows.map((node) => {
      if (node === wait) return { ...node, name: 'Two Quiet Weeks' };
      if (node === last) return { ...node, subject };
      if (node === until30) return { ...node, wires: [[], [look.id, last.id]] };
      return node;
    }),
    look,
  ];
}

const debug = {
  type: 'debug',
  name: 'Look',
  active: true,
  tosidebar: true,
  console: false,
  tostatus: false,
  complete: 'payload',
  targetType: 'msg',
  wires: [],
};

const newId = () => randomBytes(8).toString('hex');

/** As an import gives them new ids; the config node with the secret stays. */
function copied(flows: readonly FlowNode[]): FlowNode[] {
  const ids = flows.filter(({ type }) => type !== 'shop-journeys-webhook').map(({ id }) => id);
  const text = ids.reduce(
    (all, id) => all.replaceAll(JSON.stringify(id), JSON.stringify(newId())),
    JSON.stringify(flows),
  );
  const copies: FlowNode[] = JSON.parse(text);
  return copies;
}
