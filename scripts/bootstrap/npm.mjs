import { closeSync, existsSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';

import { runChild } from './child.mjs';
import { Problem } from './problem.mjs';

const reasons = [
  [/ENOSPC|no space left/i, () => 'The disk is full. Free some space, then run this again.'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/i,
    () => 'The package registry cannot be reached. Check the network and proxy, then run this again.',
  ],
  [
    /EACCES|EPERM|EROFS/,
    (log) => {
      const [, path = "npm's own folders"] = /^npm error path (.+)$/m.exec(log) ?? [];
      return `npm may not write ${path}. Check its owner and permissions, then run this again.`;
    },
  ],
  [
    /ETARGET|E404/,
    () => 'The package registry does not have a package that is needed. Check "npm config get registry".',
  ],
];

/** npm, run by a given Node, with all that it prints kept in log files. */
export class Npm {
  constructor({ cli, node, logFolder }) {
    this.cli = cli;
    this.node = node;
    this.logFolder = logFolder;
  }

  /** The environment in which scripts find this Node and this npm. */
  get env() {
    return {
      ...process.env,
      PATH: [dirname(this.node), process.env.PATH].join(delimiter),
      npm_execpath: this.cli,
    };
  }

  /** Runs npm quietly; `purpose` names the log file and opens the message of a failure, `explain` ends it. */
  async run(args, { cwd, purpose, env = {}, explain = explainNpm }) {
    const logFile = join(this.logFolder, `${purpose.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.log`);
    const log = openSync(logFile, 'w');
    const code = await runChild(this.node, [this.cli, ...args], {
      cwd,
      env: { ...this.env, ...env },
      stdio: ['ignore', log, log],
    }).finally(() => closeSync(log));
    if (code !== 0)
      throw new Problem(`${purpose} failed. ${explain(readFileSync(logFile, 'utf8'))}`, { logFile });
  }
}

/** Finds npm's own script, so that any Node can run it. */
export function findNpmCli(env) {
  const beside = dirname(process.execPath);
  const candidates = [
    env.npm_execpath,
    ...(env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm')),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const found = candidates
    .filter((path) => path && existsSync(path))
    .map((path) => realpathSync(path))
    .find((path) => basename(path) === 'npm-cli.js');
  if (found) return found;
  throw new Problem('npm was not found. Install Node.js 24, which brings npm, then run this again.');
}

function explainNpm(log) {
  const known = reasons.find(([pattern]) => pattern.test(log));
  if (known) return known[1](log);
  const said = log.split('\n').find((line) => /^npm error (?!code)/.test(line));
  return said
    ? `npm said: ${said.replace('npm error ', '')}.`
    : 'Look at what npm printed, then run this again.';
}
