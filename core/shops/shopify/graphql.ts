import type { JsonObject } from '../../steps/define';
import { answerReader, type Calling, callShop, type ShopAnswer, ShopError } from '../account';
import { decimal, fields, listOf, maybe, type Shape, text, type TypeOf } from '../shape';
import { Budget, type Cost } from './budget';

/** The version of the Admin API that all documents are written for. */
const VERSION = '2026-10';

/** How calls get into a shop. */
export interface Access {
  /** Where the shop's API is called, without a slash at the end. */
  base: string;
  /** What calls carry. `refused`: a token that the shop did not accept. Throws `ShopError`. */
  token(refused?: string): Promise<string>;
}

/** One thing that Shopify can be asked for. */
export interface Operation<T> {
  document: string;
  read(answer: ShopAnswer): { data: T };
}

/** Asks Shopify, within its limits. Throws `ShopError`. */
export type Ask = <T>(operation: Operation<T>, variables: JsonObject) => Promise<T>;

/** Declares what a document is answered with. */
export function operation<T>(document: string, data: Shape<T>): Operation<T> {
  return { document, read: answerReader(fields({ data }), 'Shopify') };
}

/** What a mutation did not do, and why. */
export const userErrors = listOf(fields({ message: text, code: maybe(text) }));
export type UserErrors = TypeOf<typeof userErrors>;

/** Throws `ShopError` where there are errors. `what`: what was not done, as the end of “Shopify did not …”. */
export function refuse(errors: UserErrors, what: string): void {
  if (errors.length === 0) return;
  throw new ShopError(
    'refused',
    `Shopify did not ${what}: ${errors.map(({ message }) => message).join(' ')}`,
    {
      advice: 'Change what it complains about, then run it again.',
    },
  );
}

const readEnvelope = answerReader(
  fields({
    errors: maybe(listOf(fields({ message: text, extensions: maybe(fields({ code: maybe(text) })) }))),
    extensions: maybe(
      fields({
        cost: maybe(
          fields({
            requestedQueryCost: maybe(decimal),
            throttleStatus: maybe(
              fields({ maximumAvailable: decimal, currentlyAvailable: decimal, restoreRate: decimal }),
            ),
          }),
        ),
      }),
    ),
  }),
  'Shopify',
);
type Envelope = ReturnType<typeof readEnvelope>;

const MOST_TRIES = 4;
/** Milliseconds, where Shopify does not say how many points there are. */
const BLIND_PAUSE = 1_000;
/** A longer one is left to a later run. Milliseconds. */
const LONGEST_PAUSE = 30_000;

const isQuery = (document: string): boolean => document.startsWith('query');

/** The way to ask the shop of an account. */
export function openGraphql(access: Access, calling: Calling): Ask {
  const budget = new Budget();

  const post = (token: string, document: string, variables: JsonObject) =>
    callShop(
      {
        shop: 'Shopify',
        method: 'POST',
        url: `${access.base}/admin/api/${VERSION}/graphql.json`,
        headers: { 'x-shopify-access-token': token },
        json: { query: document, variables },
        repeatable: isQuery(document),
      },
      calling,
    );

  /** Once more with a new token where the old one is not accepted any more. */
  async function call(document: string, variables: JsonObject): Promise<ShopAnswer> {
    const token = await access.token();
    try {
      return await post(token, document, variables);
    } catch (error) {
      if (!(error instanceof ShopError) || error.fault !== 'refused') throw error;
      const renewed = await access.token(token);
      if (renewed === token) throw error;
      return await post(renewed, document, variables);
    }
  }

  async function makeRoom(document: string, least: number): Promise<void> {
    const pause = Math.max(least, budget.pauseBefore(document, calling.clock.now()));
    if (budget.exceeds(document)) throw tooLarge();
    if (pause > LONGEST_PAUSE) throw busy(pause);
    if (pause > 0) await calling.pause(pause);
  }

  return async ({ document, read }, variables) => {
    for (let tries = 1; ; tries += 1) {
      await makeRoom(document, 0);
      const answer = await call(document, variables);
      checkStatus(answer);
      const envelope = readEnvelope(answer);
      budget.learn(document, costOf(envelope), calling.clock.now());
      const errors = envelope.errors ?? [];
      if (errors.length === 0) return read(answer).data;
      if (!errors.some(({ extensions }) => extensions?.code === 'THROTTLED')) throw failure(errors, document);
      if (tries === MOST_TRIES) throw busy(BLIND_PAUSE);
      const known = envelope.extensions?.cost?.throttleStatus;
      await makeRoom(document, known ? 0 : BLIND_PAUSE);
    }
  };
}

const busy = (retryAfter: number) =>
  new ShopError('busy', 'Shopify asks for a pause: this app has used up its calls for now.', {
    advice: 'Run it again later; what was done until now is kept.',
    retryAfter,
  });

const tooLarge = () =>
  new ShopError('refused', 'Shopify never allows this app a call of this size.', {
    advice: 'Check the plan of the shop: its limits are Shopify’s.',
  });

function checkStatus({ status }: ShopAnswer): void {
  if (status === 200) return;
  throw new ShopError('refused', `Shopify answered ${status}.`, {
    advice:
      status === 402 || status === 423
        ? 'The shop is closed or locked at Shopify: look there.'
        : 'Check the name of the shop.',
  });
}

function costOf({ extensions }: Envelope): Cost {
  const { requestedQueryCost: requested, throttleStatus: status } = extensions?.cost ?? {};
  return {
    requested: requested == null ? undefined : Number(requested),
    status: status
      ? {
          maximum: Number(status.maximumAvailable),
          available: Number(status.currentlyAvailable),
          restored: Number(status.restoreRate),
        }
      : undefined,
  };
}

function failure(errors: NonNullable<Envelope['errors']>, document: string): ShopError {
  const codes = errors.map(({ extensions }) => extensions?.code);
  const why = errors.map(({ message }) => message).join(' ');
  if (codes.includes('ACCESS_DENIED')) {
    return new ShopError('refused', `The app may not do this in the shop: ${why}`, {
      advice:
        'Give the app the access scopes that are named in docs/webhooks.md, release that version and install it anew.',
    });
  }
  if (codes.includes('INTERNAL_SERVER_ERROR')) {
    return new ShopError(isQuery(document) ? 'busy' : 'unknown', `Shopify failed: ${why}`, {
      advice: 'Run it again later; nothing is done twice.',
    });
  }
  return new ShopError('refused', `Shopify refused: ${why}`, {
    advice: 'Check that this package is up to date.',
  });
}
