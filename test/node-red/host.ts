// A Node-RED in a process of its own, driven by runtime.ts. argv: the folder that becomes its user folder.
import { EventEmitter, once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import express from 'express';
import RED from 'node-red';
import { writeFiles } from '../../generate/files';
import { stepFiles, writeNodeRed } from '../../generate/node-red';
import packageJson from '../../package.json';
import { greet } from './greet';
import type { Heard, Order } from './runtime';

const [, , folder = ''] = process.argv;

const tell = (heard: Heard) => process.send?.(heard);

/** The package as Node-RED finds it, its sources in place of what is compiled, with the nodes of the tests. */
async function install(): Promise<void> {
  const root = join(folder, 'node_modules', 'journeys-under-test');
  const own = Object.keys(packageJson['node-red'].nodes).map((type) => [
    type,
    resolve('node-red', type, `${type}.ts`),
  ]);
  const ofTests = ['greet', 'probe'].map((type) => [type, join(__dirname, `${type}-node.ts`)]);
  const nodes: Record<string, string> = {};
  for (const [type = '', source] of [...own, ...ofTests]) {
    nodes[type] = `node-red/${type}/${type}.js`;
    await mkdir(join(root, 'node-red', type), { recursive: true });
    await writeFile(join(root, nodes[type]), `module.exports = require(${JSON.stringify(source)});`);
  }
  await writeNodeRed(root);
  await writeFiles(join(root, 'node-red'), stepFiles(greet));
  await writeFile(
    join(root, 'package.json'),
    JSON.stringify({ name: 'journeys-under-test', version: '1.0.0', 'node-red': { nodes } }),
  );
  const dependencies = { 'journeys-under-test': '1.0.0' };
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'user-folder', version: '1.0.0', dependencies }),
  );
}

/** Doors that a function node waits at until the test opens them. */
const doors = new Map<string, PromiseWithResolvers<undefined>>();
function door(name: string): PromiseWithResolvers<undefined> {
  const made = doors.get(name) ?? Promise.withResolvers<undefined>();
  doors.set(name, made);
  return made;
}

/** Lets whoever has the token do everything, and nobody else anything. Node-RED's types leave tokens out. */
const tokenAuth = {
  type: 'credentials' as const,
  users: [],
  tokens: (token: string) =>
    Promise.resolve(token === 'of-the-tests' ? { username: 'tester', permissions: '*' } : null),
};

async function start(): Promise<void> {
  await install();
  const app = express();
  const server = createServer(app);
  RED.init(server, {
    uiPort: 0,
    uiHost: '127.0.0.1',
    userDir: folder,
    httpAdminRoot: '/admin',
    httpNodeRoot: '/',
    disableEditor: true,
    adminAuth: tokenAuth,
    credentialSecret: 'of the tests',
    functionGlobalContext: {
      stopAt(name: string) {
        tell({ kind: 'waiting at', node: name });
        return door(name).promise;
      },
    },
    logging: { console: { level: 'off', metrics: false, audit: false } },
  });
  app.use('/admin', RED.httpAdmin);
  app.use('/', RED.httpNode);
  const log = new EventEmitter();
  log.on('log', ({ level, id, msg }: { level: number; id?: string; msg: unknown }) => {
    if (level <= RED.log.WARN)
      tell({ kind: 'log', node: id ?? '', text: msg instanceof Error ? msg.message : String(msg) });
  });
  RED.log.addHandler(log);
  RED.events.on('node-status', ({ id, status }: { id: string; status?: { text?: string } }) => {
    tell({ kind: 'status', node: id, text: status?.text ?? '' });
  });
  RED.events.on('flows:stopped', () => tell({ kind: 'stopped', node: '' }));
  const started = once(RED.events, 'flows:started');
  await RED.start();
  await started;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  tell({ kind: 'ready', node: '', port: typeof address === 'object' && address ? address.port : 0 });
}

async function obey(order: Order): Promise<void> {
  switch (order.kind) {
    case 'deploy': {
      const started = once(RED.events, 'flows:started');
      await RED.runtime.flows.setFlows({ flows: { flows: order.flow, credentials: {} } });
      await started;
      tell({ kind: 'deployed', node: '' });
      return;
    }
    case 'open':
      door(order.door).resolve(undefined);
      return;
    case 'stop':
      await RED.stop();
      process.exit();
  }
}

process.on('message', (order: Order) => void obey(order));
void start();
