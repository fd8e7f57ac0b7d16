import { parseArgs } from 'node:util';

import { HostError } from '../hosts/process.ts';

export interface DemoOptions {
  readonly host: 'n8n' | 'node-red';
  readonly port: number;
  readonly once: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

export const usage = `npm start -- [options]

  --host n8n|node-red   the host to show the journey in (n8n)
  --port <number>       its port on 127.0.0.1 (5678 for n8n, 1880 for Node-RED)
  --once                end after the table instead of staying up
  --json                print the table as JSON, and progress to the error output
  --help                show this`;

/** Reads the options of `npm start`. Throws `HostError` saying what is wrong with them. */
export function demoOptions(args: string[]): DemoOptions {
  const { host, port, once, json, help } = parsed(args);
  if (host !== 'n8n' && host !== 'node-red')
    throw new HostError(`There is no host “${host}”. Choose n8n or node-red.`);
  const chosen = port === undefined ? { n8n: 5678, 'node-red': 1880 }[host] : Number(port);
  if (!Number.isInteger(chosen) || chosen < 1 || chosen > 65535) {
    throw new HostError(`“${port}” is not a port. Give a number from 1 to 65535.`);
  }
  return { host, port: chosen, once, json, help };
}

function parsed(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        host: { type: 'string', default: 'n8n' },
        port: { type: 'string' },
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new HostError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}
