import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { openHttp } from '../../../core/http';
import type { Log } from '../../../core/ports';
import type { Calling } from '../../../core/shops/account';
import { TestClock } from '../../support/clock';
import { quiet } from '../../support/context';

/** A request that a stand-in got. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  /** The body as parsed; undefined where there is none. */
  json: unknown;
}

export interface Answered {
  status: number;
  json?: unknown;
  headers?: Record<string, string>;
}

/** `answer`: instead of doing it; `lost`: it is done, and the line breaks before the answer; `dead`: nothing is done. */
export type Fault = { answer: Answered } | 'lost' | 'dead';

/** A shop on 127.0.0.1 that does what a test says, with what goes wrong on the way. */
export class StandIn {
  readonly asked: Asked[] = [];
  readonly #faults: { isMeant: (asked: Asked) => boolean; fault: Fault }[] = [];
  readonly #server: Server;
  readonly #answer: (asked: Asked) => Answered | Promise<Answered>;

  private constructor(answer: (asked: Asked) => Answered | Promise<Answered>) {
    this.#answer = answer;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async open(answer: (asked: Asked) => Answered | Promise<Answered>): Promise<StandIn> {
    const standIn = new StandIn(answer);
    standIn.#server.listen(0, '127.0.0.1');
    await once(standIn.#server, 'listening');
    return standIn;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get address(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** The next request that is meant goes wrong. */
  failNext(fault: Fault, isMeant: (asked: Asked) => boolean = () => true): void {
    this.#faults.push({ fault, isMeant });
  }

  /** The lines `METHOD path` of what was asked. */
  get lines(): string[] {
    return this.asked.map(({ method, path }) => `${method} ${path}`);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://shop');
    const body = await textOf(request);
    const asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      json: body === '' ? undefined : (JSON.parse(body) as unknown),
    };
    this.asked.push(asked);
    const meant = this.#faults.findIndex(({ isMeant }) => isMeant(asked));
    const [{ fault } = { fault: undefined }] = meant === -1 ? [] : this.#faults.splice(meant, 1);
    if (fault === 'dead') {
      request.socket.destroy();
      return;
    }
    const { status, json, headers } = typeof fault === 'object' ? fault.answer : await this.#answer(asked);
    if (fault === 'lost') {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(json === undefined ? '' : JSON.stringify(json));
  }
}

/** What a stand-in is called with; pauses are noted and take no time. */
export function callingTo(
  standIn: StandIn,
  { clock = new TestClock(), log = quiet }: { clock?: TestClock; log?: Log } = {},
): Calling & { clock: TestClock; pauses: number[] } {
  const pauses: number[] = [];
  return {
    http: openHttp({ allow: new URL(standIn.address).host }),
    clock,
    log,
    pauses,
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
  };
}
