import { type Calling, ShopError } from '../account';
import { HttpError } from '../../ports';
import { decimal, fields, key, maybe, text } from '../shape';
import { type Ask, operation, refuse, userErrors } from './graphql';
import { type Line, linesOf } from './lines';

const bulk = fields({
  status: text,
  errorCode: maybe(text),
  rootObjectCount: decimal,
  url: maybe(text),
});

const run = operation(
  `mutation RunBulk($query: String!) {
    result: bulkOperationRunQuery(query: $query, groupObjects: true) {
      bulkOperation { id }
      userErrors { message code }
    }
  }`,
  fields({ result: fields({ bulkOperation: maybe(fields({ id: key })), userErrors }) }),
);

const look = operation(
  'query Bulk($id: ID!) { bulkOperation(id: $id) { status errorCode rootObjectCount url } }',
  fields({ bulkOperation: maybe(bulk) }),
);

/** How far a bulk operation has got: still on its way, done, or never to be done. */
export type BulkState =
  | { state: 'running' }
  /** `url`: undefined where there is nothing. */
  | { state: 'done'; url: string | undefined; roots: number }
  | { state: 'lost'; reason: string };

/** Starts an operation and answers its id; undefined while as many run already as Shopify allows. */
export async function startBulk(ask: Ask, query: string): Promise<string | undefined> {
  const { bulkOperation, userErrors: errors } = (await ask(run, { query })).result;
  if (errors.some(({ code }) => code === 'OPERATION_IN_PROGRESS' || code === 'LIMIT_REACHED'))
    return undefined;
  refuse(errors, 'read the shop in bulk');
  if (bulkOperation) return bulkOperation.id;
  throw new ShopError('unknown', 'Shopify does not say whether it reads the shop in bulk.');
}

/** Throws `ShopError` where it may not be done at all. */
export async function bulkState(ask: Ask, id: string): Promise<BulkState> {
  const { bulkOperation } = await ask(look, { id });
  if (!bulkOperation) return { state: 'lost', reason: 'it is not there any more' };
  const { status, errorCode, url, rootObjectCount } = bulkOperation;
  const roots = Number(rootObjectCount);
  if (errorCode === 'ACCESS_DENIED') {
    throw new ShopError('refused', 'The app may not read all of this in the shop.', {
      advice: 'Give the app the access scopes that are named in docs/webhooks.md, and install it anew.',
    });
  }
  if (['CREATED', 'RUNNING', 'CANCELING'].includes(status)) return { state: 'running' };
  if (status !== 'COMPLETED')
    return { state: 'lost', reason: `${status.toLowerCase()}${errorCode ? ` (${errorCode})` : ''}` };
  // Shopify keeps what it has read for seven days.
  if (url == null && roots > 0) return { state: 'lost', reason: 'what it read has expired' };
  return { state: 'done', url: url ?? undefined, roots };
}

/** The lines of what an operation has read, from a byte on that begins a line. Throws `ShopError`. */
export async function* bulkLines(url: string, from: number, { http }: Calling): AsyncGenerator<Line> {
  try {
    const { status, body } = await http.download({
      url,
      headers: { range: `bytes=${from}-`, 'accept-encoding': 'identity' },
    });
    if (status !== 200 && status !== 206) throw away(`it answered ${status}`);
    // A server that knows no ranges sends all of it.
    yield* linesOf(body, status === 206 ? { at: from, skip: 0 } : { at: 0, skip: from });
  } catch (error) {
    throw error instanceof HttpError ? away(error.message) : error;
  }
}

const away = (why: string) =>
  new ShopError('away', `What Shopify has read in bulk cannot be fetched: ${why}.`, {
    advice: 'Run it again: it goes on where it was broken off.',
  });
