import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { npm } from './npm.ts';

const run = promisify(execFile);

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/**
 * Installs a packed package into an n8n user folder the way n8n installs a community package.
 * With a cache folder (by default `JOURNEYS_CACHE`) the dependencies are downloaded once.
 */
export async function installIntoN8n(
  tgz: string,
  userFolder: string,
  cacheFolder: string | undefined = process.env['JOURNEYS_CACHE'],
): Promise<string> {
  const nodesFolder = join(userFolder, '.n8n', 'nodes');
  const manifest = await readManifest(tgz);
  const packageFolder = join(nodesFolder, 'node_modules', manifest.name);
  await rm(packageFolder, { recursive: true, force: true });
  await mkdir(packageFolder, { recursive: true });
  await run('tar', ['-xzf', tgz, '-C', packageFolder, '--strip-components=1']);
  await writeJson(join(packageFolder, 'package.json'), manifest);
  await addDependencies(manifest, packageFolder, cacheFolder);
  await writeJson(join(nodesFolder, 'package.json'), {
    name: 'installed-nodes',
    private: true,
    dependencies: { [manifest.name]: manifest.version },
  });
  return packageFolder;
}

async function readManifest(tgz: string): Promise<Manifest> {
  const { stdout } = await run('tar', ['-xzOf', tgz, 'package/package.json']);
  const packed = JSON.parse(stdout) as Manifest;
  const left = ['devDependencies', 'peerDependencies', 'optionalDependencies'];
  return Object.fromEntries(Object.entries(packed).filter(([key]) => !left.includes(key))) as Manifest;
}

async function addDependencies(
  manifest: Manifest,
  packageFolder: string,
  cacheFolder: string | undefined,
): Promise<void> {
  if (cacheFolder === undefined) {
    await installDependencies(packageFolder);
    return;
  }
  const cached = join(cacheFolder, `dependencies-${hash(manifest)}`);
  if (!existsSync(cached)) await fillCache(manifest, cacheFolder, cached);
  await cp(join(cached, 'node_modules'), join(packageFolder, 'node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
  });
}

// Filled beside its place and renamed, so that a download cut short is never taken for a whole one.
async function fillCache(manifest: Manifest, cacheFolder: string, cached: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const filling = await mkdtemp(`${cached}-`);
  try {
    await writeJson(join(filling, 'package.json'), manifest);
    await installDependencies(filling);
    await mkdir(join(filling, 'node_modules'), { recursive: true });
    await rename(filling, cached);
  } catch (error) {
    await rm(filling, { recursive: true, force: true });
    if (!existsSync(cached)) throw error;
  }
}

async function installDependencies(folder: string): Promise<void> {
  await npm(
    [
      'install',
      '--audit=false',
      '--fund=false',
      '--bin-links=false',
      '--install-strategy=shallow',
      '--ignore-scripts=true',
      '--package-lock=false',
    ],
    folder,
  );
}

function hash({ dependencies, overrides }: Manifest): string {
  const wanted = JSON.stringify({ dependencies, overrides, node: process.versions.modules });
  return createHash('sha256').update(wanted).digest('hex').slice(0, 16);
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
