import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NodeAPI } from '@node-red/registry';
import { StepError } from '../../core/errors';
import { LARGEST_BODY } from '../../core/shops/intake';
import { contentOf } from '../../core/http';
import type { Answer, Visit } from '../../core/steps';

const MOST_IGNORED = 16 * LARGEST_BODY;

/** What takes the requests to an address; where people look at it, GET too. */
interface Receiver {
  isPage: boolean;
  receive(visit: Visit): Promise<Answer>;
}

const ROUTE = '/shop-journeys/:address';
const addresses = new WeakMap<NodeAPI['httpNode'], Map<string, Receiver>>();

/**
 * Takes requests to /shop-journeys/<address>, below Node-RED's root for flows. Returns what ends that.
 * Throws `StepError` when another node has the address.
 */
export function listen(RED: NodeAPI, address: string, receiver: Receiver): () => void {
  const receivers = addresses.get(RED.httpNode) ?? mount(RED);
  if (receivers.has(address)) {
    throw new StepError(`Another node has the address /shop-journeys/${address} already.`, {
      advice: 'Give this node an address of its own.',
    });
  }
  receivers.set(address, receiver);
  return () => receivers.delete(address);
}

/** One route serves all nodes: Express has no way to take a route away again. */
function mount(RED: NodeAPI): Map<string, Receiver> {
  const receivers = new Map<string, Receiver>();
  addresses.set(RED.httpNode, receivers);
  leaveBodiesAlone(RED);
  const respond = (address: string, request: IncomingMessage, response: ServerResponse) => {
    const receiver = receivers.get(address);
    const takes = receiver && (request.method === 'POST' || receiver.isPage);
    void (takes ? take(request, receiver) : Promise.resolve(nobody)).then((given) => answer(response, given));
  };
  RED.httpNode.post(ROUTE, (request, response) => respond(request.params.address, request, response));
  RED.httpNode.get(ROUTE, (request, response) => respond(request.params.address, request, response));
  return receivers;
}

/**
 * At the default roots every request passes Node-RED's admin API first, and that parses JSON: the bytes that were
 * signed would be gone. It leaves a body alone that is not called JSON.
 */
function leaveBodiesAlone(RED: NodeAPI): void {
  RED.server.prependListener('request', (request: IncomingMessage) => {
    const [path = ''] = (request.url ?? '').split('?');
    if (path.includes('/shop-journeys/') && request.method === 'POST')
      request.headers['content-type'] = 'application/octet-stream';
  });
}

const nobody: Answer = { status: 404, body: { error: 'No node listens at this address.' } };
const tooLarge: Answer = { status: 413, body: { error: 'The request is larger than 1 MB.' } };
const failed: Answer = {
  status: 503,
  body: { error: 'The event could not be taken in. Send it again later.' },
};

async function take(request: IncomingMessage, { receive }: Receiver): Promise<Answer> {
  try {
    const rawBody = await readBody(request);
    if (!rawBody) return tooLarge;
    return await receive({ ...lineOf(request), headers: singleHeaders(request), rawBody });
  } catch {
    return failed;
  }
}

function lineOf({ method, url = '' }: IncomingMessage): Pick<Visit, 'method' | 'query' | 'search'> {
  const { searchParams, search } = new URL(url, 'http://node-red');
  const query: Record<string, string> = {};
  for (const [name, value] of searchParams) query[name] ??= value;
  return { method: method === 'GET' ? 'GET' : 'POST', query, search: search.slice(1) };
}

function singleHeaders(request: IncomingMessage): Visit['headers'] {
  const entries = Object.entries(request.headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

/** The bytes as they came, for the signature is over them; undefined when there are too many. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) chunks.push(chunk);
      else resolve(undefined);
      // The sender reads the answer once it has sent all; without end, it is cut off.
      if (size > MOST_IGNORED) request.destroy();
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function answer(response: ServerResponse, given: Answer): void {
  response.statusCode = given.status;
  const { headers, content } = contentOf(given);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (given.status === 413) response.setHeader('Connection', 'close');
  response.end(content);
}
