import { fields, listOf, readerOf, type Shape, text } from '../../../core/shops/shape';
import { HostError } from '../../../scripts/hosts/process.ts';

interface Answer {
  status: number;
  rawBody: Buffer;
}

const made = fields({ id: text });

/** Whatever is told with its id. */
export const listed = listOf(made);

/** Whoever calls Medusa's API: somebody, once they have logged in. */
export class Caller {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  #token = '';

  constructor(url: string, headers: Record<string, string> = {}) {
    this.#url = url;
    this.#headers = headers;
  }

  /** Gets what lies at a path, or posts `json` there. Throws `HostError` for what Medusa refuses. */
  async ask<T>(path: string, shape: Shape<T>, json?: object): Promise<T> {
    const { status, rawBody } = await this.send(json ? 'POST' : 'GET', path, json);
    if (status >= 400) throw new HostError(`Medusa refused ${path} (${status}): ${rawBody.toString()}`);
    return readerOf(shape)({ rawBody });
  }

  /** Makes what the answer calls `kind`, and answers its id. */
  async make(kind: string, path: string, json: object): Promise<string> {
    const { [kind]: one } = await this.ask(path, fields({ [kind]: made }), json);
    if (!one) throw new HostError(`Medusa answered ${path} without “${kind}”.`);
    return one.id;
  }

  async send(method: 'GET' | 'POST' | 'DELETE', path: string, json?: object): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...this.#headers,
        ...(this.#token !== '' && { authorization: `Bearer ${this.#token}` }),
      },
      ...(json && { body: JSON.stringify(json) }),
    });
    return { status: response.status, rawBody: Buffer.from(await response.arrayBuffer()) };
  }

  /** Logs in as a `user` or a `customer`, or registers where `way` says so. */
  async login(way: string, email: string, password: string): Promise<void> {
    const { token } = await this.ask(`/auth/${way}`, fields({ token: text }), { email, password });
    this.#token = token;
  }
}
