import { execFile, type ExecFileException } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';

import { HostError } from './process.ts';

const run = promisify(execFile);

/** Runs npm on the Node that runs this script, and returns what it printed. */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  const [command, first] = npmCommand();
  try {
    const { stdout } = await run(command, [...first, ...args], { cwd, maxBuffer: 64 << 20 });
    return stdout.trim();
  } catch (error) {
    const { stderr, message } = error as ExecFileException & { stderr?: string };
    throw new HostError(`"npm ${args.join(' ')}" failed in ${cwd}. npm said:\n${(stderr ?? message).trim()}`);
  }
}

// Package managers other than npm set npm_execpath too, to themselves.
function npmCommand(): [string, readonly string[]] {
  const cli = process.env['npm_execpath'];
  return cli && basename(cli) === 'npm-cli.js' ? [process.execPath, [cli]] : ['npm', []];
}
