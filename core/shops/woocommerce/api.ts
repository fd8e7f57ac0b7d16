import { StepError } from '../../errors';
import { answerReader, type Calling, callShop, type ShopAnswer, ShopError, understood } from '../account';
import { fields, maybe, type Shape, text } from '../shape';

/** A key of WooCommerce’s REST API. */
export interface WooCommerceKey {
  url: string;
  consumerKey: string;
  consumerSecret: string;
}

type Query = Readonly<Record<string, string | number>>;

/** A page of many rows takes a busy shop long. Milliseconds. */
const TIMEOUT = 60_000;

const NAME = 'WooCommerce';
const readFault = answerReader(fields({ code: text, message: maybe(text) }), NAME);

/** What reads answers of WooCommerce. It throws `ShopError`. */
export const wooReader = <T>(shape: Shape<T>) => answerReader(shape, NAME);

const readCurrency = wooReader(fields({ code: text }));

/** What `read` makes of an answer. Throws `ShopError` where that throws `MalformedError`. */
export const wooUnderstood = <T>(read: () => T): T => understood(NAME, read);

/** WooCommerce said no to what it was asked for. */
export const wooRefusal = (message: string, advice: string): ShopError =>
  new ShopError('refused', message, { advice });

/**
 * The REST API of one WooCommerce. The key goes into a header: into no address, where logs would keep it. Calls throw
 * `ShopError`. Source: https://woocommerce.github.io/woocommerce-rest-api-docs
 */
export class WooCommerceApi {
  readonly #root: string;
  readonly #authorization: string;
  readonly #calling: Calling;
  #currency: string | undefined;

  /** Throws `StepError` for what is no web address. */
  constructor({ url, consumerKey, consumerSecret }: WooCommerceKey, calling: Calling) {
    this.#root = rootOf(url);
    this.#authorization = `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`;
    this.#calling = calling;
  }

  get(path: string, query: Query = {}): Promise<ShopAnswer> {
    const params = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return this.#call('GET', params.size > 0 ? `${path}?${params}` : path);
  }

  post(path: string, json: unknown): Promise<ShopAnswer> {
    return this.#call('POST', path, json);
  }

  put(path: string, json: unknown): Promise<ShopAnswer> {
    return this.#call('PUT', path, json);
  }

  /** Deletes for good, and is no fault for what is gone already. */
  async delete(path: string): Promise<void> {
    const answer = await this.#call('DELETE', `${path}?force=true`);
    if (answer.status !== 404) accepted(answer);
  }

  /** The ISO 4217 code of the currency that the shop sells in. */
  async currency(): Promise<string> {
    this.#currency ??= readCurrency(accepted(await this.get('data/currencies/current'))).code;
    return this.#currency;
  }

  #call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, json?: unknown): Promise<ShopAnswer> {
    return callShop(
      {
        shop: NAME,
        method,
        url: `${this.#root}/${path}`,
        headers: { authorization: this.#authorization },
        timeout: TIMEOUT,
        ...(json !== undefined && { json }),
      },
      this.#calling,
    );
  }
}

function rootOf(address: string): string {
  const url = URL.parse(address.trim());
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new StepError('The address of WooCommerce is no web address.', {
      parameter: 'url',
      advice: 'Write it as in a browser, like https://shop.example.',
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/wp-json/wc/v3`;
}

/** The code of WooCommerce’s error; undefined where it did as it was told. */
export const faultOf = (answer: ShopAnswer): string | undefined =>
  answer.status < 400 ? undefined : readFault(answer).code;

/** The answer, unless it is an error. Throws `ShopError` with what WooCommerce says. */
export function accepted(answer: ShopAnswer): ShopAnswer {
  if (answer.status < 400) return answer;
  const { code, message } = readFault(answer);
  throw wooRefusal(
    `WooCommerce refused: ${message ?? code} (${answer.status}).`,
    'Mend what it names, or check the address of the shop.',
  );
}
