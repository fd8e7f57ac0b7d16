import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import type { RequestError, Response } from 'got';
import { messageOf } from '../errors';
import {
  type Http,
  type HttpDownload,
  type HttpDownloadRequest,
  HttpError,
  type HttpRequest,
  type HttpResponse,
} from '../ports';
import { allowList, isPublic } from './addresses';
import { BlockedAddress, publicLookup } from './lookup';

const TIMEOUT = 15_000;
const LARGEST_ANSWER = 1024 * 1024;
const MOST_REDIRECTS = 3;
/** An idle connection is let go before a server is likely to close it under a request. */
const IDLE_TIMEOUT = 2_000;

export interface HttpOptions {
  /**
   * Hosts (`host` or `host:port`, comma separated) that may be called although they are not on the
   * public internet; `JOURNEYS_ALLOW_HOSTS` by default. Never taken from a workflow.
   */
  allow?: string;
}

/** Agents of our own: the global ones may obey proxy variables, behind which no address can be checked. */
const agent = {
  http: new HttpAgent({ keepAlive: true, timeout: IDLE_TIMEOUT }),
  https: new HttpsAgent({ keepAlive: true, timeout: IDLE_TIMEOUT }),
};

async function load() {
  const { default: got, RequestError } = await import('got');
  const client = got.extend({
    agent,
    throwHttpErrors: false,
    maxRedirects: MOST_REDIRECTS,
    headers: { 'user-agent': 'shop-journeys' },
  });
  return { client, RequestError };
}

let loading: ReturnType<typeof load> | undefined;

/** Opens the way to other people's servers: only public addresses, unless the instance allows more. */
export function openHttp({ allow = process.env['JOURNEYS_ALLOW_HOSTS'] ?? '' }: HttpOptions = {}): Http {
  const isAllowed = allowList(allow);
  const target = (address: string): Target => {
    const url = checkedUrl(address);
    const allowed = isAllowed(url);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // A socket asks no lookup about an address that is written out.
    if (!allowed && isIP(host) !== 0 && !isPublic(host))
      throw new HttpError(new BlockedAddress(host).message, false);
    return { url, lookup: allowed ? {} : { dnsLookup: publicLookup } };
  };
  return {
    request: async (request) => call(request, target(request.url)),
    download: async (request) => fetchStream(request, target(request.url)),
  };
}

interface Target {
  url: URL;
  /** What the socket looks names up with, where it is not as usual. */
  lookup: { dnsLookup?: typeof publicLookup };
}

function checkedUrl(address: string): URL {
  const url = URL.parse(address);
  if (!url) throw new HttpError('The address to call is not a URL. Begin it with https://', false);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new HttpError(`“${url.protocol}” cannot be called. Begin the address with https://`, false);
  }
  return url;
}

async function call(request: HttpRequest, { url, lookup }: Target): Promise<HttpResponse> {
  const { client, RequestError } = await (loading ??= load());
  const { method, headers = {}, body, timeout = TIMEOUT, repeatable = method === 'GET' } = request;
  const tooLarge = new AbortController();
  let sent = false;
  const noteAttempt = (error: unknown) => {
    sent ||= error instanceof RequestError && mayHaveArrived(error);
  };
  try {
    const calling = client(url, {
      method,
      headers,
      ...(body !== undefined && { body }),
      timeout: { request: timeout },
      retry: { limit: repeatable ? 2 : 0, methods: [method], statusCodes: [], backoffLimit: 250 },
      followRedirect: (response) => method === 'GET' && staysAt(url, response),
      ...lookup,
      signal: tooLarge.signal,
      hooks: { beforeRetry: [noteAttempt] },
    });
    void calling.on('downloadProgress', ({ transferred }) => {
      if (transferred > LARGEST_ANSWER) tooLarge.abort();
    });
    const response = await calling;
    return { status: response.statusCode, headers: response.headers, body: response.body };
  } catch (error) {
    noteAttempt(error);
    throw httpError(url, error, {
      sent,
      why: tooLarge.signal.aborted ? 'its answer is larger than 1 MB' : messageOf(error),
    });
  }
}

/** The error itself is not passed on: it carries the request with its secrets. */
function httpError(
  url: URL,
  error: unknown,
  { sent, why = messageOf(error) }: { sent: boolean; why?: string },
): HttpError {
  const blocked = error instanceof Error && error.cause instanceof BlockedAddress;
  return new HttpError(blocked ? why : `${url.host} gave no usable answer: ${why}`, sent);
}

async function fetchStream(
  { headers = {}, timeout = TIMEOUT }: HttpDownloadRequest,
  { url, lookup }: Target,
): Promise<HttpDownload> {
  const { client, RequestError } = await (loading ??= load());
  const stream = client.stream(url, {
    headers,
    timeout: { response: timeout, socket: timeout },
    retry: { limit: 0 },
    followRedirect: (response) => staysAt(url, response),
    ...lookup,
  });
  const failure = (error: unknown) =>
    httpError(url, error, { sent: error instanceof RequestError && mayHaveArrived(error) });
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  stream.once('response', resolve).once('error', reject);
  const response = await promise.catch((error: unknown) => {
    throw failure(error);
  });
  return { status: response.statusCode, headers: response.headers, body: chunksOf(stream, failure) };
}

async function* chunksOf(
  stream: AsyncIterable<Buffer>,
  failure: (error: unknown) => HttpError,
): AsyncGenerator<Buffer> {
  try {
    yield* stream;
  } catch (error) {
    throw failure(error);
  }
}

function staysAt(url: URL, { headers }: Pick<Response, 'headers'>): boolean {
  return URL.parse(headers.location ?? '', url.href)?.origin === url.origin;
}

/** Whether the connection stood, so that the server may have got the request. */
function mayHaveArrived({ timings, request, options }: RequestError): boolean {
  if (timings?.connect === undefined) return false;
  const secure = options.url instanceof URL && options.url.protocol === 'https:';
  return !secure || timings.secureConnect !== undefined || request?.reusedSocket === true;
}
