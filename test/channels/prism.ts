import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const folder = process.env['JOURNEYS_TWILIO_CONTRACT'];

/** Whether there is a Prism with Twilio's contract, which npm test fetches. */
export const contractPresent = folder !== undefined;

/** The title of tests that need it, and say why they are skipped without it. */
export const titled = (title: string): string =>
  contractPresent ? title : `${title} (npm test fetches the contract of Twilio that this needs)`;

export interface Prism {
  /** Its address, without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

/** Starts a Prism that answers by Twilio's contract, on the loopback. */
export async function startPrism(): Promise<Prism> {
  if (folder === undefined) throw new Error('there is no contract of Twilio');
  const prism = join(folder, 'node_modules', '@stoplight', 'prism-cli', 'dist', 'index.js');
  const contract = join(folder, 'twilio_api_v2010.json');
  const child = spawn(process.execPath, [prism, 'mock', '--host', '127.0.0.1', '--port', '0', contract], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return {
    url: await listening(child),
    async close() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function listening({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('Prism says nothing');
  for await (const line of createInterface({ input: stdout })) {
    const [, url] = /Prism is listening on (http\S+)/.exec(line) ?? [];
    if (url === undefined) continue;
    // What it goes on to say is let go: it would wait for somebody to read it.
    stdout.resume();
    return url;
  }
  throw new Error('Prism ended before it listened');
}
