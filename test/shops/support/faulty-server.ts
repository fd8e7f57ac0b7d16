import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openHttp } from '../../../core/http';
import type { Calling } from '../../../core/shops/account';
import { TestClock } from '../../support/clock';
import { quiet } from '../../support/context';

export interface Asked {
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingMessage['headers'];
  /** The parsed body; undefined where there is none. */
  json: unknown;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** JSON; a text goes out as it is. */
  body: unknown;
}

/** What becomes of a request instead of its answer: it is not done, or done and its answer gets lost. */
type Mishap = Reply | 'lost';

/** A server in place of a shop's API. Pauses are noted and cost no time. */
export class FaultyServer {
  readonly asked: Asked[] = [];
  readonly pauses: number[] = [];
  readonly warnings: string[] = [];
  /** Taken in turn by the next requests; undefined for one that fares well. */
  mishaps: (Mishap | undefined)[] = [];
  readonly #server: Server;
  readonly #answer: (asked: Asked) => Reply | Promise<Reply>;

  private constructor(answer: (asked: Asked) => Reply | Promise<Reply>) {
    this.#answer = answer;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async open(answer: (asked: Asked) => Reply | Promise<Reply>): Promise<FaultyServer> {
    const server = new FaultyServer(answer);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get address(): string {
    return `http://${this.#host}`;
  }

  get calling(): Calling {
    return {
      http: openHttp({ allow: this.#host }),
      clock: new TestClock(),
      log: { ...quiet, warn: (message) => this.warnings.push(message) },
      pause: async (milliseconds) => {
        this.pauses.push(milliseconds);
      },
    };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get #host(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `127.0.0.1:${port}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = Buffer.concat(await request.toArray()).toString('utf8');
    const { method = '', url: path = '', headers } = request;
    const asked = { method, path, headers, json: text === '' ? undefined : (JSON.parse(text) as unknown) };
    this.asked.push(asked);
    const mishap = this.mishaps.shift();
    const reply = typeof mishap === 'object' ? mishap : await this.#answer(asked);
    if (mishap === 'lost') response.destroy();
    else {
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
    }
  }
}
