import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { delimiter, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const KEPT_LINES = 2000;
const REPORTED_LINES = 30;
const POLL_MS = 100;

/** A failure that a person can act on: print its message, without a stack. */
export class HostError extends Error {
  override readonly name = 'HostError';
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** What it has printed so far, its last 2,000 lines. */
  readonly log: () => string;
  readonly hasExited: () => boolean;
  /** Resolves with its exit code, or null where a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Asks it to end, and ends it by force after the grace period. */
  readonly stop: (graceMs?: number) => Promise<void>;
  /** Ends it at once, as a power cut would. */
  readonly kill: () => Promise<void>;
}

export interface ChildOptions {
  /** What error messages call it. */
  readonly name: string;
  /** The program; by default the Node that runs this script. */
  readonly command?: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A running n8n or Node-RED. */
export interface Host extends Child {
  readonly url: string;
}

export interface HostOptions extends ChildOptions {
  readonly port: number;
  /** Whether it takes requests yet. */
  readonly ready: (host: Host) => Promise<boolean>;
  readonly deadlineMs?: number;
}

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Starts a program in the background and keeps what it prints. */
export function startChild({ name, command, args, cwd, env }: ChildOptions): Child {
  const child = spawn(command ?? process.execPath, [...args], {
    cwd,
    env: { ...childEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) {
    child.on('error', () => undefined);
    throw new HostError(
      `${name} did not start: ${command ?? process.execPath} cannot be run. Check that it exists.`,
    );
  }
  running.add(child);
  const lines = keepLines(child);
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      running.delete(child);
      resolve(code);
    });
  });

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (running.has(child)) child.kill(signal);
    await exited;
  }

  return {
    name,
    pid,
    exited,
    log: () => lines.join('\n'),
    hasExited: () => !running.has(child),
    kill: () => end('SIGKILL'),
    async stop(graceMs = 15_000) {
      const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await end('SIGTERM').finally(() => clearTimeout(force));
    },
  };
}

/** Starts a host on a port of 127.0.0.1 and waits until it is ready; a host that never is, is ended. */
export async function startHost({ port, ready, deadlineMs, ...options }: HostOptions): Promise<Host> {
  await assertPortFree(port);
  const child = startChild(options);
  const host = { ...child, url: `http://127.0.0.1:${port}` };
  try {
    await waitUntil(child, () => ready(host), deadlineMs);
  } catch (error) {
    await child.kill();
    throw error;
  }
  return host;
}

/** Waits until `ready` says so; fails when the child ends before, or after the deadline. */
export async function waitUntil(
  child: Child,
  ready: () => Promise<boolean>,
  deadlineMs = 180_000,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await ready())) {
    if (child.hasExited()) {
      throw new HostError(
        `${child.name} stopped while it was starting (exit code ${await child.exited}). ${lastOutput(child)}`,
      );
    }
    if (Date.now() > deadline) {
      throw new HostError(
        `${child.name} was not ready within ${deadlineMs / 1000} seconds. ${lastOutput(child)}`,
      );
    }
    await sleep(POLL_MS);
  }
}

/** True once a GET of the address succeeds. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Finds a port on 127.0.0.1 that nothing listens on. */
export async function freePort(): Promise<number> {
  return await listenOnce(0);
}

/** Fails with advice when the port cannot be listened on. */
export async function assertPortFree(port: number): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new HostError(
        `Port ${port} is taken by another program. Stop it, or choose another: npm start -- --port ${port + 1}`,
      );
    }
    if (code === 'EACCES') {
      throw new HostError(`You may not use port ${port}. Choose one above 1023: npm start -- --port 5678`);
    }
    throw error;
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}

function childEnv(): Record<string, string | undefined> {
  return {
    ...process.env,
    // Jest sets it to "test", in which n8n leaves out parts of itself.
    NODE_ENV: 'production',
    // The hosts run npm by name; it must run on the same Node as they do.
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
  };
}

function keepLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split(/\r?\n/);
      rest = parts.pop() ?? '';
      lines.push(...parts);
      lines.splice(0, lines.length - KEPT_LINES);
    });
    stream?.once('end', () => rest && lines.push(rest));
  }
  return lines;
}

function lastOutput(child: Child): string {
  const lines = child.log().split('\n').slice(-REPORTED_LINES);
  return `Its last output:\n${lines.join('\n')}`;
}
