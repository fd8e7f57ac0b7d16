import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { freePort } from '../../../scripts/hosts/process.ts';

/** A request that came by. */
export interface Passed {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the receiver answered; null where that got lost on the way back. */
  readonly answer: string | null;
}

/** The way from one server to another, on which requests are seen, answers get lost and requests come twice. */
export interface Relay {
  readonly address: string;
  readonly passed: readonly Passed[];
  /** Leads to this address from now on; until then, whoever comes is to come again later. */
  leadTo(address: string): void;
  /** Loses the answer to the next request that says this. */
  loseAnswerTo(word: string): void;
  /** Passes a request on once more, and answers as its receiver does. */
  repeat(request: Passed): Promise<string>;
  close(): Promise<void>;
}

/** Headers of one connection, and those that say how a body was packed, which is unpacked here. */
const ownHeaders = [
  'host',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'content-encoding',
];

function passing(headers: Iterable<readonly [string, unknown]>): Record<string, string> {
  const kept = [...headers].filter(([name]) => !ownHeaders.includes(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

export async function openRelay(): Promise<Relay> {
  const passed: Passed[] = [];
  const lost: string[] = [];
  let target: string | undefined;

  const pass = ({ headers, body }: Pick<Passed, 'headers' | 'body'>, to: string) =>
    fetch(to, { method: 'POST', headers, body });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray()).toString();
    if (target === undefined) {
      response.writeHead(503).end();
      return;
    }
    const headers = passing(Object.entries(request.headers));
    const answered = await pass({ headers, body }, target);
    const answer = await answered.text();
    const at = lost.findIndex((word) => body.includes(word));
    passed.push({ headers, body, answer: at < 0 ? answer : null });
    if (at < 0) {
      response.writeHead(answered.status, passing(answered.headers)).end(answer);
    } else {
      lost.splice(at, 1);
      request.socket.destroy();
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.writeHead(502).end());
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${port}/`,
    passed,
    leadTo(address) {
      target = address;
    },
    loseAnswerTo(word) {
      lost.push(word);
    },
    async repeat(request) {
      if (target === undefined) throw new Error('The relay leads nowhere.');
      return (await pass(request, target)).text();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
