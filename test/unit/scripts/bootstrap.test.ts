import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const scripts = join(__dirname, '..', '..', '..', 'scripts');

let folder: string;
let checkout: string;

/** A checkout that needs one package. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journeys-bootstrap-'));
  checkout = join(folder, 'checkout');
  for (const name of ['bootstrap.mjs', 'bootstrap'])
    cpSync(join(scripts, name), join(checkout, 'scripts', name), { recursive: true });
  const own = { name: 'a-checkout', version: '1.0.0', dependencies: { 'a-package': '1.0.0' } };
  const needed = { version: '1.0.0', integrity: `sha512-${Buffer.alloc(64).toString('base64')}` };
  const lock = { ...own, lockfileVersion: 3, packages: { '': own, 'node_modules/a-package': needed } };
  writeFileSync(join(checkout, 'package.json'), JSON.stringify(own));
  writeFileSync(join(checkout, 'package-lock.json'), JSON.stringify(lock));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function bootstrap(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [join(checkout, 'scripts', 'bootstrap.mjs'), ...args], {
    cwd: checkout,
    env: {
      ...process.env,
      JOURNEYS_CACHE: join(folder, 'cache'),
      npm_config_cache: join(folder, 'npm'),
      npm_config_fetch_retries: '0',
      npm_config_noproxy: '127.0.0.1',
      ...env,
    },
  });
  const [said, code] = await Promise.all([
    text(child.stderr),
    once(child, 'exit').then(() => child.exitCode),
  ]);
  return { said, code };
}

async function withRegistry<T>(status: number, use: (address: string) => Promise<T>): Promise<T> {
  const server = createServer((_, response) => response.writeHead(status).end('{}')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    return await use(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
  } finally {
    server.close();
  }
}

test('a registry that cannot be reached is told with what to check and where all is written', async () => {
  const { said, code } = await bootstrap(['test'], { npm_config_registry: 'http://127.0.0.1:1/' });
  expect(code).toBe(1);
  expect(said).toMatch(
    /^Getting the dependencies failed\. The package registry cannot be reached\. Check the network and proxy, then run this again\.\nAll that it printed is in .*getting-the-dependencies\.log$/m,
  );
});

test('a registry without a package is told with what to check', async () => {
  const { said, code } = await withRegistry(404, (npm_config_registry) =>
    bootstrap(['start'], { npm_config_registry }),
  );
  expect(code).toBe(1);
  expect(said).toContain(
    'The package registry does not have a package that is needed. Check "npm config get registry".',
  );
});

test('a cache folder that cannot be made is told with the way out', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const { said, code } = await bootstrap(['start'], { JOURNEYS_CACHE: join(file, 'cache') });
  expect(code).toBe(1);
  expect(said).toContain('cannot be written (ENOTDIR). Choose another: JOURNEYS_CACHE=<folder> npm start');
});

test('a command that does not exist is told with those that do', async () => {
  const { said, code } = await bootstrap(['strat']);
  expect(code).toBe(1);
  expect(said).toContain('Say what to do: node scripts/bootstrap.mjs start|test|');
});
