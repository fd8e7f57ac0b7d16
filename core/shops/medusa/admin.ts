import { StepError } from '../../errors';
import { answerReader, type Calling, callShop, type ShopAnswer, ShopError } from '../account';
import { fields, maybe, type Shape, text } from '../shape';

const shop = 'Medusa';
const complaint = answerReader(fields({ message: maybe(text) }), shop);

/** Source: https://docs.medusajs.com/api/admin#authentication */
interface Account {
  address: string;
  /** sk_…, sent as the user of Basic authentication. */
  secretKey: string;
}

/** Medusa's Admin API. Every call throws `ShopError`. Source: https://docs.medusajs.com/api/admin */
export class MedusaAdmin {
  readonly #base: string;
  readonly #headers: Record<string, string>;
  readonly #calling: Calling;

  /** Throws `StepError` for an address that is none. */
  constructor({ address, secretKey }: Account, calling: Calling) {
    this.#base = baseOf(address);
    this.#headers = { authorization: `Basic ${Buffer.from(`${secretKey.trim()}:`).toString('base64')}` };
    this.#calling = calling;
  }

  /** What lies at a path below /admin. */
  async get<T>(path: string, query: Record<string, string>, shape: Shape<T>): Promise<T> {
    return answerReader(shape, shop)(accepted(await this.#read(path, query)));
  }

  /** As `get`; undefined where nothing lies there. */
  async find<T>(path: string, query: Record<string, string>, shape: Shape<T>): Promise<T | undefined> {
    const answer = await this.#read(path, query);
    if (answer.status === 404) return undefined;
    return answerReader(shape, shop)(accepted(answer));
  }

  /** Changes what lies at a path, which done twice is the same; false where nothing lies there. */
  async change(path: string, json: object): Promise<boolean> {
    const answer = await this.#call({ method: 'POST', path, json, repeatable: true });
    if (answer.status === 404) return false;
    accepted(answer);
    return true;
  }

  /** Makes something: what it is then, or why Medusa does not make it. */
  async make<T>(path: string, json: object, shape: Shape<T>): Promise<{ made: T } | { refusal: string }> {
    const answer = await this.#call({ method: 'POST', path, json });
    if (answer.status >= 400) return { refusal: refusalOf(answer) };
    return { made: answerReader(shape, shop)(answer) };
  }

  #read(path: string, query: Record<string, string>): Promise<ShopAnswer> {
    return this.#call({ method: 'GET', path: `${path}?${new URLSearchParams(query)}` });
  }

  #call({ path, ...call }: { method: 'GET' | 'POST'; path: string; json?: object; repeatable?: boolean }) {
    return callShop(
      { shop, url: `${this.#base}/admin/${path}`, headers: this.#headers, ...call },
      this.#calling,
    );
  }
}

function baseOf(address: string): string {
  const url = URL.parse(address.trim());
  if (url?.protocol === 'https:' || url?.protocol === 'http:') {
    return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  }
  throw new StepError('The address of Medusa is no web address.', {
    parameter: 'address',
    advice: 'Write it as in a browser, like https://medusa.example.com.',
  });
}

function accepted(answer: ShopAnswer): ShopAnswer {
  if (answer.status < 300) return answer;
  throw new ShopError('refused', refusalOf(answer), {
    advice: 'Check the address of Medusa, and that its version is 2.12 or newer.',
  });
}

function refusalOf({ status, json }: ShopAnswer): string {
  const { message } = complaint({ json: json ?? {} });
  return `Medusa refused (${status})${message ? `: ${message}` : '.'}`;
}
