import { writeFiles } from '../files';
import { codexFiles } from './codex';

export { codexFiles, codexOf } from './codex';

/** Writes the codex files of n8n's nodes into a build. */
export async function writeCodex(dist: string): Promise<void> {
  await writeFiles(dist, codexFiles());
}
