import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { fillFolder } from './cache.mjs';
import { installLocked } from './dependencies.mjs';

/**
 * Gets what hosts/<name>/ pins into the cache unless it is there, and returns its folder. `purpose` names the step,
 * `effort` says what it takes, `check` runs before and `finish` in the folder afterwards.
 */
export async function getPinned(
  { root, cache, npm, progress },
  { name, purpose, effort, check = () => {}, finish = async () => {} },
) {
  const pins = join(root, 'hosts', name);
  const lock = readFileSync(join(pins, 'package-lock.json'));
  const folder = join(cache, `${name}-${createHash('sha256').update(lock).digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  check();
  await fillFolder(folder, async (partial) => {
    for (const file of ['package.json', 'package-lock.json'])
      copyFileSync(join(pins, file), join(partial, file));
    await progress.step(`${purpose} (${effort})`, () => npm.run(installLocked, { cwd: partial, purpose }));
    await finish(partial);
  });
  return folder;
}
