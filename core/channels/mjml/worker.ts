// Runs in a worker thread of its own: loading MJML alone takes longer than a host's event loop may wait.
// Node loads this file as it is in tests, so it imports nothing of ours.
import { parentPort, workerData } from 'node:worker_threads';
import mjml2html from 'mjml-browser';

interface Flaw {
  line: number;
  message: string;
}

async function compile(): Promise<{ html: string } | { flaws: Flaw[] }> {
  try {
    const { html } = await mjml2html(String(workerData), { validationLevel: 'strict' });
    return { html };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ('errors' in error && Array.isArray(error.errors)) return { flaws: error.errors.map(flawOf) };
    return { flaws: [{ line: 1, message: error.message }] };
  }
}

const flawOf = ({ line, message }: Flaw): Flaw => ({ line, message });

void compile().then((compiled) => parentPort?.postMessage(compiled));
