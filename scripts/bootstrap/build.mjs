import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sources = [
  'core',
  'nodes',
  'credentials',
  'node-red',
  'journeys',
  'generate',
  'cli',
  'gulpfile.js',
  'package.json',
  'tsconfig.json',
];

/** Builds dist/ when a source has changed since the last build. */
export async function build({ root, npm, progress }) {
  const stamp = join(root, 'dist', '.built');
  const newest = Math.max(...sources.map((source) => newestChange(join(root, source))));
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= newest) return;
  const began = new Date();
  await progress.step('Building', () =>
    npm.run(['run', 'build'], { cwd: root, purpose: 'The build', explain: quoteErrors }),
  );
  writeFileSync(stamp, '');
  // A source that changed during the build is newer than its beginning.
  utimesSync(stamp, began, began);
}

function quoteErrors(log) {
  const errors = log.split('\n').filter((line) => /error/i.test(line));
  return `Correct this, then run it again:\n${errors.slice(0, 10).join('\n')}`;
}

// Folders count too: removing a file changes its folder only.
function newestChange(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(info.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}
