import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { fillFolder } from './cache.mjs';
import { Problem } from './problem.mjs';

const version = '24.21.0';

/** Whether the Node that runs this script can run everything else. */
export function isNewEnough() {
  return Number.parseInt(process.versions.node, 10) >= 24;
}

/** Gets Node 24 into the cache unless it is there, and returns the path of its program. */
export async function getNode({ cache, npm, progress }) {
  const folder = join(cache, `node-${version}`);
  if (!existsSync(folder)) {
    const title = `Getting Node ${version} (this is Node ${process.versions.node})`;
    await progress.step(title, () => fillFolder(folder, (partial) => download(npm, partial)));
  }
  return programIn(folder);
}

function programIn(folder) {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(folder, 'node_modules', packageName(), 'bin', name);
}

// The package "node" only installs this one from an install script, which npm may not run.
function packageName() {
  const { platform, arch } = process;
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

async function download(npm, folder) {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await npm.run(['install', '--ignore-scripts', '--no-audit', '--no-fund', `${packageName()}@${version}`], {
    cwd: folder,
    purpose: `Getting Node ${version}`,
  });
  try {
    execFileSync(programIn(folder), ['--version'], { stdio: 'ignore' });
  } catch {
    throw new Problem(
      `The Node ${version} from the package registry does not run on this machine. ` +
        'Install Node.js 24 from https://nodejs.org, then run this again.',
    );
  }
}
