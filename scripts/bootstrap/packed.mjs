import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { Problem } from './problem.mjs';

/** Puts one file of a package into a folder, without what the package depends on. `file`: its path in the package. */
export async function unpackFile(npm, folder, { packed, file, purpose }) {
  await npm.run(['pack', packed, '--pack-destination', folder, '--ignore-scripts'], { cwd: folder, purpose });
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  try {
    const strip = `--strip-components=${file.split('/').length}`;
    execFileSync('tar', ['-xzf', archive, strip, `package/${file}`], { cwd: folder, stdio: 'ignore' });
  } catch {
    throw new Problem(
      `${purpose} failed: ${packed} could not be unpacked. Install tar, then run this again.`,
    );
  }
  rmSync(join(folder, archive));
}
