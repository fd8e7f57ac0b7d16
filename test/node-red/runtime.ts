import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../core/steps';

/** What the host tells: a message at a probe, a status, a line of the log, a function node that waits at a door. */
export interface Heard {
  kind: 'ready' | 'stopped' | 'deployed' | 'message' | 'status' | 'log' | 'waiting at';
  /** Id of the node, or name of the door. */
  node: string;
  message?: JsonObject & { payload?: JsonObject };
  text?: string;
  port?: number;
}

export type Order =
  | { kind: 'deploy'; flow: JsonObject[] }
  | { kind: 'inject'; node: string; messages: JsonObject[] }
  | { kind: 'open'; door: string }
  | { kind: 'stop' };

/** A real Node-RED in a process of its own: Jest's module loader and Node-RED's do not get on. */
export class Runtime {
  readonly #child: ChildProcess;
  readonly #heard: Heard[] = [];
  readonly #listeners = new Set<() => void>();
  #address = '';

  private constructor(readonly folder: string) {
    const register = join(__dirname, '../support/register.js');
    this.#child = fork(join(__dirname, 'host.ts'), [folder], {
      execArgv: ['--require', register],
      env: { ...process.env, NODE_NO_WARNINGS: '1', GREETING: 'Good day' },
    });
    this.#child.on('disconnect', () => this.#look());
    this.#child.on('message', (heard: Heard) => {
      if (heard.kind === 'stopped') this.#heard.length = 0;
      this.#heard.push(heard);
      this.#look();
    });
  }

  #look(): void {
    for (const listener of this.#listeners) listener();
  }

  static async start(): Promise<Runtime> {
    const runtime = new Runtime(await mkdtemp(join(tmpdir(), 'journeys-node-red-')));
    const { port } = await runtime.hear({ kind: 'ready' });
    runtime.#address = `http://127.0.0.1:${port}`;
    return runtime;
  }

  /** Where the nodes of this host keep their store. */
  get store(): string {
    return join(this.folder, 'journeys.sqlite');
  }

  /** Everything heard since the last deploy that looks like `wanted`. */
  heard(wanted: Partial<Heard>): Heard[] {
    const said = ['kind', 'node', 'text'] as const;
    return this.#heard.filter((heard) =>
      said.every((what) => wanted[what] === undefined || wanted[what] === heard[what]),
    );
  }

  /** Resolves with the first that looks like `wanted`. */
  async hear(wanted: Partial<Heard>): Promise<Heard> {
    const [first] = await this.hearSome(1, wanted);
    if (!first) throw new Error('Nothing was heard');
    return first;
  }

  /** Resolves with the first `count` that look like `wanted`. */
  hearSome(count: number, wanted: Partial<Heard>): Promise<Heard[]> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!this.#child.connected) reject(new Error('Node-RED has ended'));
        const all = this.heard(wanted);
        if (all.length < count) return;
        this.#listeners.delete(look);
        resolve(all.slice(0, count));
      };
      this.#listeners.add(look);
      look();
    });
  }

  /** Replaces all flows; what was heard before is forgotten. */
  async deploy(...nodes: JsonObject[]): Promise<void> {
    this.#heard.length = 0;
    this.#child.send({
      kind: 'deploy',
      flow: [{ id: 'flow', type: 'tab', label: 'Flow' }, ...nodes],
    } satisfies Order);
    await this.hear({ kind: 'deployed' });
  }

  /** Gives messages to a node, all in one turn of its event loop. */
  inject(node: string, ...messages: JsonObject[]): void {
    this.#child.send({ kind: 'inject', node, messages } satisfies Order);
  }

  /** Lets the function node go on that waits at the door. */
  open(door: string): void {
    this.#child.send({ kind: 'open', door } satisfies Order);
  }

  post(path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.#address}${path}`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers,
    });
  }

  /** Follows no redirect. */
  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.#address}${path}`, { headers, redirect: 'manual' });
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.send({ kind: 'stop' } satisfies Order);
    await gone;
    await rm(this.folder, { recursive: true, force: true });
  }
}
