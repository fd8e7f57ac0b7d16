import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { transformFile } from '@swc/core';

/** Compiles a plugin into a folder, as a shop's own build does, and answers the path of what came of it. */
export async function compilePlugin(source: string, folder: string): Promise<string> {
  const { code } = await transformFile(source, {
    configFile: false,
    swcrc: false,
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
  });
  const path = join(folder, `${basename(source, '.ts')}.js`);
  await writeFile(path, code);
  return path;
}
