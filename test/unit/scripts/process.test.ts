import { createServer, type Server } from 'node:http';
import { once } from 'node:events';

import {
  answers,
  assertPortFree,
  freePort,
  startChild,
  startHost,
  type HostOptions,
} from '../../../scripts/hosts/process.ts';

const serverScript = (port: number) => `
  console.log('listening soon');
  require('http').createServer((_, answer) => answer.end('ok')).listen(${port}, '127.0.0.1');
`;

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function takePort(): Promise<number> {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return port;
}

function host(port: number, script: string, options: Partial<HostOptions> = {}): HostOptions {
  return { name: 'Shop', args: ['-e', script], port, ready: ({ url }) => answers(url), ...options };
}

describe('ports', () => {
  test('a free port can be listened on', async () => {
    await expect(assertPortFree(await freePort())).resolves.toBeUndefined();
  });

  test('a taken port is reported with the way out', async () => {
    const port = await takePort();
    await expect(assertPortFree(port)).rejects.toThrow(
      `Port ${port} is taken by another program. Stop it, or choose another: npm start -- --port ${port + 1}`,
    );
  });
});

describe('a host', () => {
  test('is returned once it answers, and stops when asked to', async () => {
    const port = await freePort();
    const running = await startHost(host(port, serverScript(port)));
    expect(running.log()).toContain('listening soon');
    expect(await answers(running.url)).toBe(true);
    await running.stop();
    expect(running.hasExited()).toBe(true);
    expect(await answers(running.url)).toBe(false);
  });

  test('is not started on a taken port', async () => {
    const port = await takePort();
    await expect(startHost(host(port, serverScript(port)))).rejects.toThrow('is taken');
  });

  test('that ends while starting is reported with its last output', async () => {
    const crash = `console.error('no such database'); process.exit(3);`;
    await expect(startHost(host(await freePort(), crash))).rejects.toThrow(
      /Shop stopped while it was starting \(exit code 3\)[^]*no such database/,
    );
  });

  test('that never answers is ended after the deadline', async () => {
    const idle = `setInterval(() => undefined, 1000);`;
    const start = startHost(host(await freePort(), idle, { deadlineMs: 300 }));
    await expect(start).rejects.toThrow('Shop was not ready within 0.3 seconds');
  });
});

test('a child that ignores the request to stop is ended by force', async () => {
  const stubborn = startChild({
    name: 'stubborn',
    args: [
      '-e',
      `process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); console.log('up');`,
    ],
  });
  while (!stubborn.log().includes('up')) await new Promise((resolve) => setTimeout(resolve, 20));
  await stubborn.stop(100);
  expect(await stubborn.exited).toBeNull();
});

test('a program that does not exist is reported', () => {
  expect(() => startChild({ name: 'n8n', command: '/nowhere/node', args: [] })).toThrow('n8n did not start');
});
