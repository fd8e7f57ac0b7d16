import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from './bootstrap/build.mjs';
import { openCache } from './bootstrap/cache.mjs';
import { interruptionCode, runChild } from './bootstrap/child.mjs';
import { installDependencies } from './bootstrap/dependencies.mjs';
import { withLock } from './bootstrap/lock.mjs';
import { getMedusa } from './bootstrap/medusa.mjs';
import { getN8n } from './bootstrap/n8n.mjs';
import { getNode, isNewEnough } from './bootstrap/node.mjs';
import { findNpmCli, Npm } from './bootstrap/npm.mjs';
import { Problem } from './bootstrap/problem.mjs';
import { Progress } from './bootstrap/progress.mjs';
import { getShopifySchema } from './bootstrap/shopify-schema.mjs';
import { getTwilioContract } from './bootstrap/twilio-contract.mjs';
import { getVendure } from './bootstrap/vendure.mjs';

// Scripts are TypeScript modules, and the package itself is CommonJS.
const quiet = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--disable-warning=ExperimentalWarning'];

/** What is fetched where a command needs it, and the variable that names its place. */
const fetched = {
  n8n: { get: getN8n, variable: 'JOURNEYS_N8N_HOST' },
  vendure: { get: getVendure, variable: 'JOURNEYS_VENDURE_HOST' },
  medusa: { get: getMedusa, variable: 'JOURNEYS_MEDUSA_HOST' },
  shopifySchema: { get: getShopifySchema, variable: 'JOURNEYS_SHOPIFY_SCHEMA' },
  twilioContract: { get: getTwilioContract, variable: 'JOURNEYS_TWILIO_CONTRACT' },
};

/** What each command needs before it runs, and what it runs then. */
const commands = {
  start: {
    needsBuild: (args) => !asksForHelp(args),
    needs: (args) => (asksForHelp(args) || choosesNodeRed(args) ? [] : ['n8n']),
    run: (args) => [...quiet, 'scripts/start.ts', ...args],
  },
  test: {
    needsBuild: () => true,
    needs: () => ['shopifySchema', 'twilioContract'],
    run: (args) => jest(args, 'unit'),
  },
  'test:hosts': {
    needsBuild: () => true,
    needs: () => ['n8n', 'vendure'],
    run: (args) => jest(['--runInBand', ...args], 'hosts'),
  },
  'test:medusa': {
    needs: () => ['medusa'],
    run: (args) => jest(['--runInBand', ...args], 'medusa'),
  },
  bench: {
    needsBuild: () => true,
    needs: () => ['n8n'],
    run: (args) => [...quiet, 'bench/run.ts', ...args],
  },
  run: { run: (args, { npm }) => [npm.cli, 'run', ...args] },
};

// Jest takes every word after --selectProjects for a project, so that option comes last.
function jest(args, project) {
  const program = ['--experimental-vm-modules', ...quiet, 'node_modules/jest/bin/jest.js'];
  return [...program, ...args, '--selectProjects', project];
}

function asksForHelp(args) {
  return args.includes('--help') || args.includes('-h');
}

function choosesNodeRed(args) {
  return args.some(
    (arg, at) => arg === '--host=node-red' || (arg === '--host' && args[at + 1] === 'node-red'),
  );
}

async function main([name, ...args]) {
  const command = commands[name];
  if (!command) {
    throw new Problem(
      `Say what to do: node scripts/bootstrap.mjs ${Object.keys(commands).join('|')} [options]`,
    );
  }
  const root = fileURLToPath(new URL('..', import.meta.url));
  const cache = openCache(process.env);
  const progress = new Progress(args.includes('--json') ? process.stderr : process.stdout);
  const { npm, places } = await withLock(join(cache, 'lock'), progress, () =>
    prepare({ root, cache, progress, command, args }),
  );
  return await runChild(npm.node, command.run(args, { npm }), {
    cwd: root,
    env: { ...npm.env, JOURNEYS_CACHE: cache, ...places },
    stdio: 'inherit',
  });
}

async function prepare({ root, cache, progress, command, args }) {
  const npm = new Npm({
    cli: findNpmCli(process.env),
    node: process.execPath,
    logFolder: join(cache, 'logs'),
  });
  if (!isNewEnough()) npm.node = await getNode({ cache, npm, progress });
  await installDependencies({ root, npm, progress });
  if (command.needsBuild?.(args)) await build({ root, npm, progress });
  const places = {};
  for (const { get, variable } of (command.needs?.(args) ?? []).map((name) => fetched[name])) {
    const place = await get({ root, cache, npm, progress });
    if (place !== undefined) places[variable] = place;
  }
  return { npm, places };
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = interruptionCode() ?? 1;
  if (interruptionCode() === undefined) console.error(error.message);
}
