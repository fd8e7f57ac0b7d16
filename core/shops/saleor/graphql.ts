import { StepError } from '../../errors';
import { answerReader, type Calling, callShop, type ShopAnswer, ShopError } from '../account';
import { fields, listOf, maybe, type Shape, text, type TypeOf } from '../shape';

const shop = 'Saleor';

interface Account {
  /** Of the GraphQL API. */
  address: string;
  /** Of an app. */
  token: string;
}

/** What can be asked, and how the answer is read. */
export interface Operation<T> {
  document: string;
  /** Asked again, it changes nothing further. */
  repeatable: boolean;
  read(answer: Pick<ShopAnswer, 'json'>): T;
}

/** What only reads. `data`: the shape of the answer's data. */
export const query = <T>(document: string, data: Shape<T>): Operation<T> => operation(document, data, true);

/** What changes something. `repeatable`: done again, it changes nothing further. */
export const mutation = <T>(document: string, data: Shape<T>, { repeatable = false } = {}): Operation<T> =>
  operation(document, data, repeatable);

function operation<T>(document: string, data: Shape<T>, repeatable: boolean): Operation<T> {
  const read = answerReader(fields({ data }), shop);
  return { document, repeatable, read: (answer) => read(answer).data };
}

const complaint = fields({
  message: text,
  extensions: maybe(fields({ exception: maybe(fields({ code: maybe(text) })) })),
});

const complaintsIn = answerReader(fields({ errors: maybe(listOf(complaint)) }), shop);

/** What Saleor answers with before it has done anything. */
const notAllowed = new Set([
  'PermissionDenied',
  'InvalidTokenError',
  'InvalidSignatureError',
  'ExpiredSignatureError',
]);
const notUnderstood = new Set(['GraphQLError', 'GraphQLSyntaxError', 'QueryCostError', 'ValidationError']);

/** Saleor's GraphQL API. Source: https://docs.saleor.io/api-usage/overview */
export class SaleorGraphql {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #calling: Calling;

  /** Throws `StepError` for an address that is none. */
  constructor({ address, token }: Account, calling: Calling) {
    this.#url = urlOf(address);
    this.#headers = { authorization: `Bearer ${token.trim()}` };
    this.#calling = calling;
  }

  /** Throws `ShopError`. */
  async ask<T>({ document, repeatable, read }: Operation<T>, variables: object = {}): Promise<T> {
    const answer = await callShop(
      {
        shop,
        method: 'POST',
        url: this.#url,
        headers: this.#headers,
        json: { query: document, variables },
        repeatable,
      },
      this.#calling,
    );
    const [first] = complaintsIn({ json: answer.json ?? {} }).errors ?? [];
    if (first) throw faultOf(first, repeatable);
    if (answer.status >= 300) {
      throw new ShopError('refused', `Saleor refused (${answer.status}).`, {
        advice: 'Check that the address is that of the GraphQL API, which ends with /graphql/.',
      });
    }
    return read(answer);
  }
}

function urlOf(address: string): string {
  const url = URL.parse(address.trim());
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href;
  throw new StepError('The GraphQL address of Saleor is no web address.', {
    parameter: 'address',
    advice: 'Write it like https://shop.saleor.cloud/graphql/.',
  });
}

function faultOf({ message, extensions }: TypeOf<typeof complaint>, repeatable: boolean): ShopError {
  const code = extensions?.exception?.code ?? '';
  if (notAllowed.has(code)) {
    return new ShopError('refused', `Saleor does not let this app do that: ${message}`, {
      advice: `Check the token, and that the app may manage discounts, orders, products, users and checkouts.`,
    });
  }
  if (notUnderstood.has(code)) {
    return new ShopError('refused', `Saleor refused: ${message}`, {
      advice: 'Check that its version is 3.18 or newer.',
    });
  }
  return new ShopError(repeatable ? 'busy' : 'unknown', `Saleor failed: ${message}`, {
    advice: 'Run it again later; nothing is done twice.',
  });
}
