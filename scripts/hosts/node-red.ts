import { on, once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { answers, HostError, startHost, type Host } from './process.ts';
import { request } from './request.ts';

const START_DEADLINE_MS = 60_000;

export interface NodeRedOptions {
  /** The folder whose node_modules holds node-red. */
  readonly root: string;
  readonly userDir: string;
  readonly port: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts Node-RED on 127.0.0.1 and waits until its flows run and its editor answers. */
export async function startNodeRed({ root, userDir, port, env = {} }: NodeRedOptions): Promise<Host> {
  const settings = await writeSettings(userDir, port);
  return await startHost({
    name: 'Node-RED',
    args: [join(root, 'node_modules', 'node-red', 'red.js'), '-u', userDir, '-s', settings],
    cwd: userDir,
    env,
    port,
    ready: async ({ url, log }) => hasStartedFlows(log()) && (await answers(`${url}/flows`)),
    deadlineMs: 60_000,
  });
}

function hasStartedFlows(log: string): boolean {
  return /Started flows|Waiting for missing types|Flows stopped/.test(log);
}

async function writeSettings(userDir: string, port: number): Promise<string> {
  await mkdir(userDir, { recursive: true });
  const path = join(userDir, 'settings.js');
  const settings = {
    uiHost: '127.0.0.1',
    uiPort: port,
    flowFile: 'flows.json',
    externalModules: { palette: { allowInstall: true, allowUpdate: true, allowUpload: true } },
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { projects: { enabled: false }, tours: false },
  };
  await writeFile(path, `module.exports = ${JSON.stringify(settings, null, 2)};\n`);
  return path;
}

/** A node of a flow file. `credentials` are taken out, encrypted and stored apart by Node-RED. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly credentials?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

export interface InstalledModule {
  readonly name: string;
  readonly version: string;
  readonly nodes: readonly {
    readonly id: string;
    readonly types: readonly string[];
    readonly err?: string;
  }[];
}

/** Something that Node-RED tells its editor. */
export interface Notice {
  readonly topic: string;
  readonly data: { readonly text?: string; readonly revision?: string };
}

export type DeployType = 'flows' | 'full' | 'nodes' | 'reload';

/** The part of Node-RED's admin API that scripts and tests need. */
export class NodeRedClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Installs a packed package as an upload in the palette manager does. */
  async installPackage(tgz: string): Promise<InstalledModule> {
    const form = new FormData();
    form.set('tarball', await openAsBlob(tgz), basename(tgz));
    const response = await this.#request('POST', '/nodes', { body: form });
    return (await response.json()) as InstalledModule;
  }

  /** Replaces the flows and resolves once they have started. Credentials travel in the nodes. */
  async deploy(
    flows: readonly FlowNode[],
    { type = 'full' }: { readonly type?: DeployType } = {},
  ): Promise<void> {
    const response = await this.#request('POST', '/flows', {
      headers: {
        'content-type': 'application/json',
        'node-red-api-version': 'v2',
        'node-red-deployment-type': type,
      },
      body: JSON.stringify({ flows }),
    });
    // Node-RED answers before it has started the flows, and tells the editor when it has.
    const { rev } = (await response.json()) as { rev: string };
    for await (const { topic, data } of this.notices('notification/#', START_DEADLINE_MS)) {
      if (topic === 'notification/runtime-deploy' && data.revision === rev) return;
    }
    throw new HostError(`Node-RED did not start the flows within ${START_DEADLINE_MS / 1000} seconds.`);
  }

  /** What the editor is told for so many milliseconds: what still holds below `topics` (`status/#`), then all that is new. */
  async *notices(topics: string, duration: number): AsyncGenerator<Notice> {
    const socket = new WebSocket(`${this.#url.replace('http', 'ws')}/comms`);
    const over = AbortSignal.timeout(duration);
    try {
      const messages = on(socket, 'message', { signal: over });
      await once(socket, 'open', { signal: over });
      socket.send(JSON.stringify({ subscribe: topics }));
      for await (const [{ data }] of messages as AsyncIterable<[{ data: string }]>)
        yield* JSON.parse(data) as Notice[];
    } catch (error) {
      if (!over.aborted) throw error;
    } finally {
      socket.close();
    }
  }

  async flows(): Promise<readonly FlowNode[]> {
    const response = await this.#request('GET', '/flows');
    return (await response.json()) as FlowNode[];
  }

  /** Presses the button of an Inject node. */
  async inject(nodeId: string): Promise<void> {
    await this.#request('POST', `/inject/${nodeId}`);
  }

  async #request(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    return await request('Node-RED', `${this.#url}${path}`, { ...init, method });
  }
}
