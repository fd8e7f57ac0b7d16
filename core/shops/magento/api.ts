import { StepError } from '../../errors';
import { answerReader, type Calling, callShop, type ShopAnswer, ShopError } from '../account';
import { fields, type Shape, text } from '../shape';

/** An integration’s way into Magento’s REST API. */
export interface MagentoToken {
  host: string;
  accessToken: string;
}

/** A page of many rows takes a busy shop long. Milliseconds. */
const TIMEOUT = 60_000;

const NAME = 'Magento';
const readFault = answerReader(fields({ message: text }), NAME);

/** What reads answers of Magento. It throws `ShopError`. */
export const magentoReader = <T>(shape: Shape<T>) => answerReader(shape, NAME);

/** Magento said no to what it was asked for. */
export const magentoRefusal = (message: string, advice: string): ShopError =>
  new ShopError('refused', message, { advice });

/**
 * The REST API of one Magento or Adobe Commerce, for all of its store views. Calls throw `ShopError`.
 * Source: https://developer.adobe.com/commerce/webapi/rest
 */
export class MagentoApi {
  readonly #root: string;
  readonly #authorization: string;
  readonly #calling: Calling;

  /** Throws `StepError` for what is no web address. */
  constructor({ host, accessToken }: MagentoToken, calling: Calling) {
    this.#root = rootOf(host);
    this.#authorization = `Bearer ${accessToken}`;
    this.#calling = calling;
  }

  get(path: string, query?: URLSearchParams): Promise<ShopAnswer> {
    return this.#call('GET', query ? `${path}?${query}` : path);
  }

  post(path: string, json: unknown): Promise<ShopAnswer> {
    return this.#call('POST', path, json);
  }

  put(path: string, json: unknown): Promise<ShopAnswer> {
    return this.#call('PUT', path, json);
  }

  /** What is gone already is no fault. */
  async delete(path: string): Promise<void> {
    const answer = await this.#call('DELETE', path);
    if (answer.status !== 404) accepted(answer);
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
    throw new StepError('The address of Magento is no web address.', {
      parameter: 'host',
      advice: 'Write it as in a browser, like https://shop.example.',
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/rest/all/V1`;
}

/** The answer, unless it is an error. Throws `ShopError` with what Magento says. */
export function accepted(answer: ShopAnswer): ShopAnswer {
  if (answer.status < 400) return answer;
  throw magentoRefusal(
    `Magento refused: ${readFault(answer).message} (${answer.status}).`,
    'Mend what it names, or check the address of the shop.',
  );
}
