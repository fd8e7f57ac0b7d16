import { StepError } from '../../errors';
import { type Calling, answerReader, callShop, type ShopAnswer, ShopError } from '../account';
import { fields, listOf, maybe, type Shape, text, type TypeOf } from '../shape';

const SHOP = 'Vendure';

/** Who calls: an API key, or else a username and its password. */
export interface VendureAccess {
  address: string;
  apiKey: string;
  username: string;
  password: string;
  channelToken: string;
}

/** What can be asked of the Admin API, and how its answer is read. */
export interface Operation<T> {
  document: string;
  /** Asked again, it changes nothing further. */
  repeatable: boolean;
  read(answer: Pick<ShopAnswer, 'json'>): T;
}

/** What only reads. `data`: the shape of the answer's data. */
export function query<T>(document: string, data: Shape<T>): Operation<T> {
  return operation(document, data, true);
}

/** What changes something. `repeatable`: done again, it changes nothing further. */
export function mutation<T>(document: string, data: Shape<T>, { repeatable = false } = {}): Operation<T> {
  return operation(document, data, repeatable);
}

function operation<T>(document: string, data: Shape<T>, repeatable: boolean): Operation<T> {
  const read = answerReader(fields({ data }), SHOP);
  return { document, repeatable, read: (answer) => read(answer).data };
}

/** https://docs.vendure.io/reference/graphql-api/admin/object-types/#errorresult */
export const errorResult = { errorCode: maybe(text), message: maybe(text) };
const complaint = fields(errorResult);
export type Complaint = TypeOf<typeof complaint>;

const faults = answerReader(
  fields({
    errors: maybe(listOf(fields({ message: text, extensions: maybe(fields({ code: maybe(text) })) }))),
  }),
  SHOP,
);

/** What Vendure answers with before it has done anything. */
const REFUSALS = new Set([
  'BAD_USER_INPUT',
  'USER_INPUT_ERROR',
  'ILLEGAL_OPERATION',
  'ENTITY_NOT_FOUND',
  'CHANNEL_NOT_FOUND',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
]);
const isForbidden = (code: string | undefined) => code === 'FORBIDDEN' || code === 'UNAUTHORIZED';

const login = mutation(
  `mutation ($username: String!, $password: String!) {
    login(username: $username, password: $password, rememberMe: true) {
      ... on CurrentUser { id }
      ... on ErrorResult { errorCode message }
    }
  }`,
  fields({ login: complaint }),
);

const whoami = query(
  `{ promotions(options: { take: 1 }) { totalItems } activeChannel { code } }`,
  fields({ activeChannel: fields({ code: text }) }),
);

/** Tokens of those who have signed in, for as long as Vendure takes them. */
const sessions = new Map<string, string>();

/** The Admin API of a Vendure (https://docs.vendure.io/reference/graphql-api/admin/). */
export class VendureAdmin {
  readonly #access: VendureAccess;
  readonly #calling: Calling;
  readonly #url: string;
  readonly #session: string;

  /** Throws `StepError` for an address that is none. */
  constructor(access: VendureAccess, calling: Calling) {
    this.#access = access;
    this.#calling = calling;
    this.#url = addressOf(access);
    this.#session = JSON.stringify([this.#url, access.username, access.password]);
  }

  /** Resolves when the account may see promotions. Throws `ShopError`. */
  async try(): Promise<void> {
    await this.ask(whoami);
  }

  /** Asks for something, as somebody signed in. Throws `ShopError`. */
  async ask<T>(what: Operation<T>, variables: object = {}): Promise<T> {
    const answer = await this.#answered(what, variables);
    if ('code' in answer) throw refusal(answer, what);
    return what.read(answer);
  }

  /** As `ask`; undefined where what it is about is no longer there. */
  async askUnlessGone<T>(what: Operation<T>, variables: object): Promise<T | undefined> {
    const answer = await this.#answered(what, variables);
    if (!('code' in answer)) return what.read(answer);
    if (answer.code === 'ENTITY_NOT_FOUND') return undefined;
    throw refusal(answer, what);
  }

  async #answered(what: Operation<unknown>, variables: object): Promise<ShopAnswer | Fault> {
    const kept = sessions.get(this.#session);
    const answer = await this.#call(what, variables, await this.#credential());
    const fault = faultOf(answer);
    // Sessions end, and then nothing has been done.
    if (isForbidden(fault?.code) && kept !== undefined) {
      sessions.delete(this.#session);
      return this.#answered(what, variables);
    }
    return fault ?? answer;
  }

  async #credential(): Promise<Record<string, string>> {
    const { apiKey } = this.#access;
    if (apiKey !== '') return { 'vendure-api-key': apiKey };
    const token = sessions.get(this.#session) ?? (await this.#login());
    return { authorization: `Bearer ${token}` };
  }

  async #login(): Promise<string> {
    const { username, password } = this.#access;
    const answer = await this.#call(login, { username, password });
    const fault = faultOf(answer);
    if (fault) throw refusal(fault, login);
    const { errorCode, message } = login.read(answer).login;
    if (errorCode != null) {
      throw new ShopError('refused', `Vendure does not let “${username}” in: ${message ?? errorCode}`, {
        advice: 'Check the username and the password in the connection.',
      });
    }
    const token = answer.headers['vendure-auth-token'];
    if (typeof token !== 'string') {
      throw new ShopError('refused', 'Vendure gave no token for the session.', {
        advice: 'Let authOptions.tokenMethod in the shop’s configuration include “bearer”.',
      });
    }
    sessions.set(this.#session, token);
    return token;
  }

  #call(
    { document, repeatable }: Pick<Operation<unknown>, 'document' | 'repeatable'>,
    variables: object,
    credential: Record<string, string> = {},
  ): Promise<ShopAnswer> {
    const { channelToken } = this.#access;
    return callShop(
      {
        shop: SHOP,
        method: 'POST',
        url: this.#url,
        headers: { ...credential, ...(channelToken !== '' && { 'vendure-token': channelToken }) },
        json: { query: document, variables },
        repeatable,
      },
      this.#calling,
    );
  }
}

function addressOf({ address }: VendureAccess): string {
  const url = URL.parse(address.trim());
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href;
  throw new StepError('The address of Vendure is no web address.', {
    parameter: 'address',
    advice: 'Write it with its path, like https://shop.example.com/admin-api.',
  });
}

interface Fault {
  code: string | undefined;
  message: string;
}

function faultOf(answer: ShopAnswer): Fault | undefined {
  const [first] = faults(answer).errors ?? [];
  return first && { code: first.extensions?.code ?? undefined, message: first.message };
}

function refusal(
  { code, message }: Fault,
  { repeatable }: Pick<Operation<unknown>, 'repeatable'>,
): ShopError {
  if (isForbidden(code)) {
    return new ShopError('refused', 'Vendure does not let this account do that.', {
      advice:
        'Check the account in the connection, and that its role may read and write promotions and customer groups, and read customers, orders, products and settings.',
    });
  }
  if (code !== undefined && REFUSALS.has(code)) {
    return new ShopError('refused', `Vendure refused: ${message}`, {
      advice: 'Change what it complains about, and run it again.',
    });
  }
  return new ShopError(repeatable ? 'busy' : 'unknown', `Vendure failed: ${message}`, {
    advice: 'Run it again later; nothing is done twice. The shop’s log says more.',
  });
}
