import { Worker } from 'node:worker_threads';
import { StepError } from '../../errors';

const TEMPLATES_KEPT = 100;

type Compiled = { html: string } | { flaws: readonly { line: number; message: string }[] };

const kept = new Map<string, Promise<string>>();

/**
 * The HTML of a mail written in MJML (https://documentation.mjml.io), with its Liquid untouched. `parameter`: where it
 * was written. Throws `StepError` with the line for what MJML does not know, and for Liquid that MJML would drop.
 */
export function htmlOfMjml(parameter: string, mjml: string): Promise<string> {
  const found = kept.get(mjml);
  if (found) return found;
  if (kept.size >= TEMPLATES_KEPT) kept.clear();
  const made = compile(parameter, mjml);
  kept.set(mjml, made);
  // A worker that could not start says nothing of the text.
  made.catch((error: unknown) => {
    if (!(error instanceof StepError)) kept.delete(mjml);
  });
  return made;
}

async function compile(parameter: string, mjml: string): Promise<string> {
  const { covered, tags } = cover(mjml);
  const compiled = await compileApart(covered);
  if ('flaws' in compiled) {
    const words = compiled.flaws
      .slice(0, 3)
      .map(({ line, message }) => `line ${line}: ${uncover(message, tags)}`);
    throw new StepError(`“${parameter}”, ${words.join('; ')}.`, {
      parameter,
      advice: 'Correct the MJML; its elements are listed at documentation.mjml.io.',
    });
  }
  const dropped = tags.find((_, index) => !compiled.html.includes(stand(index)));
  if (dropped) {
    throw new StepError(`“${parameter}”, line ${dropped.line}: MJML drops ${dropped.text} where it stands.`, {
      parameter,
      advice: 'Between blocks, put it into a block of its own: <mj-raw>{% for … %}</mj-raw>.',
    });
  }
  return uncover(compiled.html, tags);
}

/** Far above what any mail takes on a busy machine; ms. */
const LIMIT = 30_000;
const TOO_LONG: Compiled = { flaws: [{ line: 1, message: 'it takes too long to compile; make it shorter' }] };

interface Tag {
  text: string;
  line: number;
}

/** What stands for a tag of Liquid: its quotes and angle brackets are none of MJML's. */
const stand = (index: number): string => `liquid${index}tag`;

function cover(mjml: string): { covered: string; tags: Tag[] } {
  const tags: Tag[] = [];
  const covered = mjml.replace(/\{\{[^]*?\}\}|\{%[^]*?%\}/g, (text, offset: number) => {
    tags.push({ text, line: mjml.slice(0, offset).split('\n').length });
    return stand(tags.length - 1);
  });
  return { covered, tags };
}

const uncover = (covered: string, tags: readonly Tag[]): string =>
  covered.replace(/liquid(\d+)tag/g, (all, index: string) => tags[Number(index)]?.text ?? all);

async function compileApart(mjml: string): Promise<Compiled> {
  const included = mjml.indexOf('<mj-include');
  // MJML would pass over it in silence.
  if (included >= 0) {
    const line = mjml.slice(0, included).split('\n').length;
    return { flaws: [{ line, message: 'mj-include reads files, and there are none' }] };
  }
  const worker = new Worker(require.resolve('./worker'), { workerData: mjml });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Compiled>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The worker that compiles MJML ended early.')));
      timer = setTimeout(resolve, LIMIT, TOO_LONG);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
