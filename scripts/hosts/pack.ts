import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { npm } from './npm.ts';

/** Packs the package at `root` as npm would publish it, and returns the path of the .tgz. */
export async function packPackage(root: string, into: string): Promise<string> {
  await mkdir(into, { recursive: true });
  const output = await npm(['pack', '--quiet', '--pack-destination', into], root);
  const file = output.split('\n').at(-1) ?? '';
  return join(into, file);
}
