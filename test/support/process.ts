import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A Node process of its own that runs a script of the tests. */
export interface Script {
  child: ChildProcess;
  /** Resolves with the next line that it prints. */
  line(): Promise<string>;
  /** Resolves once it has ended, with its exit code; null when it was killed. */
  ended: Promise<number | null>;
}

/** What starts a program that files' permissions hold for: root keeps its name and loses the right to pass them by. */
const HELD_BY_PERMISSIONS =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

/** `script`: a path below test/. `heldByPermissions`: read-only files are read-only to it, whoever runs the tests. */
export function startScript(
  script: string,
  args: readonly string[],
  { heldByPermissions = false }: { heldByPermissions?: boolean } = {},
): Script {
  const [program = process.execPath, ...rest] = [
    ...(heldByPermissions ? HELD_BY_PERMISSIONS : []),
    process.execPath,
    '--require',
    join(__dirname, 'register.js'),
    join(__dirname, '..', script),
    ...args,
  ];
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit').then(() => child.exitCode);
  return {
    child,
    ended,
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${script} ended (${child.exitCode}) and said nothing more`);
      return value;
    },
  };
}
