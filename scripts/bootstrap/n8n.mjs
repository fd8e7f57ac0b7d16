import { execFileSync } from 'node:child_process';
import { existsSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { getPinned } from './pinned.mjs';
import { Problem } from './problem.mjs';

const neededGigabytes = 4;

/** Gets the pinned n8n into the cache unless it is there, and returns its folder. */
export async function getN8n({ root, cache, npm, progress }) {
  return await getPinned(
    { root, cache, npm, progress },
    {
      name: 'n8n',
      purpose: 'Getting n8n',
      effort: '3 GB, some minutes, once',
      check: () => checkSpace(cache),
      finish: (folder) =>
        progress.step("Preparing n8n's SQLite driver (up to two minutes, once)", () =>
          prepareSqlite(folder, npm),
        ),
    },
  );
}

function checkSpace(cache) {
  const { bavail, bsize } = statfsSync(cache);
  const free = (bavail * bsize) / 1e9;
  if (free >= neededGigabytes) return;
  throw new Problem(
    `n8n needs ${neededGigabytes} GB in ${cache}, and ${free.toFixed(1)} GB are free. ` +
      'Free some space, or choose another folder: JOURNEYS_CACHE=<folder> npm start',
  );
}

async function prepareSqlite(folder, npm) {
  const advice =
    'It is built on this machine when no ready-made one can be fetched: install a C++ compiler, make and Python 3 ' +
    '(on Debian: apt-get install build-essential python3), then run this again.';
  const purpose = "Preparing n8n's SQLite driver";
  await npm.run(['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'], {
    cwd: folder,
    purpose,
    explain: () => advice,
    env: headersOf(npm.node),
  });
  try {
    execFileSync(npm.node, ['-e', 'require("sqlite3")'], { cwd: folder, stdio: 'ignore' });
  } catch {
    throw new Problem(`${purpose} failed: it cannot be loaded. ${advice}`);
  }
}

// A Node that brings its headers spares the build a download.
function headersOf(node) {
  const prefix = dirname(dirname(node));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? { npm_config_nodedir: prefix } : {};
}
