import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { messageOf, StepError } from '../errors';

/** A file of history, wherever its bytes lie. */
export interface Source {
  name: string;
  /** Bytes. */
  size: number;
  /** When it was written: what it says was true then. Wall, ms UTC. */
  writtenAt: number;
  /** Its bytes from one of them on, in blocks. */
  read(from: number): AsyncIterable<Buffer>;
}

/** Few rows at a time, so that reading them keeps nobody waiting. */
const BLOCK = 65_536;

/** A file on this machine. Throws `StepError` when it cannot be read. */
export async function fileSource(path: string): Promise<Source> {
  try {
    const { size, mtimeMs } = await stat(path);
    return {
      name: basename(path),
      size,
      writtenAt: Math.round(mtimeMs),
      read: (start) => createReadStream(path, { start, highWaterMark: BLOCK }),
    };
  } catch (error) {
    throw new StepError(`The file ${path} cannot be read: ${messageOf(error)}`, {
      advice: 'Check its path, and that you may read it.',
    });
  }
}

/** Text that came by other ways. `writtenAt`: wall, ms UTC. */
export function textSource(name: string, text: string, writtenAt: number): Source {
  const bytes = Buffer.from(text, 'utf8');
  async function* read(from: number) {
    for (let at = from; at < bytes.length; at += BLOCK) yield bytes.subarray(at, at + BLOCK);
  }
  return { name, size: bytes.length, writtenAt, read };
}

/** Tells sources apart by what is in them. */
export async function digestOf({ read }: Source): Promise<string> {
  const digest = createHash('sha256');
  for await (const block of read(0)) digest.update(block);
  return digest.digest('hex');
}
