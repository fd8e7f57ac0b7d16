import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

import { Problem } from './problem.mjs';

/** The folder for what is downloaded once and used by every checkout. */
export function openCache(env) {
  const folder = env.JOURNEYS_CACHE
    ? resolve(env.JOURNEYS_CACHE)
    : join(env.XDG_CACHE_HOME || env.LOCALAPPDATA || join(homedir(), '.cache'), 'shop-journeys');
  try {
    mkdirSync(join(folder, 'logs'), { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch (error) {
    throw new Problem(
      `The cache folder ${folder} cannot be written (${error.code}). Choose another: JOURNEYS_CACHE=<folder> npm start`,
    );
  }
}

/** Fills a folder beside its place and moves it there when it is whole, so that no part is taken for it. */
export async function fillFolder(folder, fill) {
  const prefix = `${folder}.partial-`;
  removeLeftovers(prefix);
  const partial = mkdtempSync(prefix);
  try {
    await fill(partial);
    renameSync(partial, folder);
  } catch (error) {
    removeFolder(partial);
    throw error;
  }
}

function removeLeftovers(prefix) {
  const parent = dirname(prefix);
  const names = readdirSync(parent).filter((name) => name.startsWith(basename(prefix)));
  names.forEach((name) => removeFolder(join(parent, name)));
}

// An npm that outlived its bootstrap may still be writing there; what it leaves is removed next time.
function removeFolder(folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (error.code !== 'ENOTEMPTY') throw error;
  }
}
