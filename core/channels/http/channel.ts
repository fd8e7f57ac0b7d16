import { DateTime } from 'luxon';
import type { Clock } from '../../clock';
import { StepError } from '../../errors';
import { HttpError, type HttpRequest, type HttpResponse } from '../../ports';
import type { StepContext, Values } from '../../steps/define';
import type { Channel, Result } from '../channel';
import { written } from '../written';
import { gatewayAuth } from './connection';

export interface GatewayValues {
  body: string;
  addressKind: 'phone' | 'email';
  gatewayMethod: 'POST' | 'GET';
  gatewayUrl: string;
  gatewayBody: string;
  gatewayAuthentication: 'none' | 'header';
  gatewayDedupes: boolean;
}

const LONGEST_WORDS = 200;

/** The gateway sat behind another server, which lost sight of the request or of its answer. */
const UNKNOWN = new Set([408, 502, 504]);

/** Calls a provider's address with a templated request. */
export function gatewayChannel(context: StepContext): Channel<GatewayValues> {
  let connecting: Promise<Values<typeof gatewayAuth.fields>> | undefined;
  const authentication = async (values: GatewayValues) =>
    values.gatewayAuthentication === 'header' ? (connecting ??= context.connect(gatewayAuth)) : undefined;
  return {
    name: 'http',
    concurrency: 10,
    addressKind: ({ addressKind }) => addressKind,
    dedupes: ({ gatewayDedupes }) => gatewayDedupes,
    compose(values, { address, key, render }) {
      const text = written('body', render('body', values.body));
      const extra = { address, text, messageKey: key };
      const request = {
        method: values.gatewayMethod,
        url: checkedUrl(render('gatewayUrl', values.gatewayUrl, { escape: 'url', extra })),
        ...(values.gatewayMethod === 'POST' && {
          headers: { 'content-type': 'application/json' },
          body: checkedJson(render('gatewayBody', values.gatewayBody, { extra })),
        }),
        repeatable: values.gatewayDedupes,
      };
      return {
        subject: null,
        body: text,
        send: async () => {
          const header = await authentication(values);
          return outcomeOf(context, withHeader(request, header), header?.value);
        },
      };
    },
    async open(values) {
      await authentication(values);
    },
    close: () => undefined,
  };
}

function withHeader(request: HttpRequest, header: { name: string; value: string } | undefined): HttpRequest {
  return header ? { ...request, headers: { ...request.headers, [header.name]: header.value } } : request;
}

function checkedUrl(rendered: string): string {
  const url = URL.parse(rendered.trim());
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href;
  throw new StepError('“gatewayUrl” does not come out as a web address.', {
    parameter: 'gatewayUrl',
    advice: 'Begin it with https:// and write host and path as they are; only values come from {{ }}.',
  });
}

function checkedJson(rendered: string): string {
  try {
    JSON.parse(rendered);
    return rendered;
  } catch {
    throw new StepError('“gatewayBody” does not come out as JSON.', {
      parameter: 'gatewayBody',
      advice: 'Put values in with the json filter, which brings its own quotes: {"text": {{ text | json }}}.',
    });
  }
}

async function outcomeOf(
  { http, clock }: StepContext,
  request: HttpRequest,
  secret: string | undefined,
): Promise<Result> {
  try {
    return judged(await http.request(request), clock, secret);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const detail = error.message;
    return error.sent ? { state: 'unknown', detail } : { state: 'failed', reason: 'temporary', detail };
  }
}

function judged(response: HttpResponse, clock: Clock, secret: string | undefined): Result {
  const { status } = response;
  if (status >= 200 && status < 300) return { state: 'sent', providerId: null };
  const detail = `HTTP ${status} ${words(response.body, secret)}`.trim();
  if (UNKNOWN.has(status)) return { state: 'unknown', detail };
  if (status !== 429 && status < 500) return { state: 'failed', reason: 'refused', detail };
  const retryAfter = retryAfterOf(response, clock);
  return { state: 'failed', reason: 'temporary', detail, ...(retryAfter !== undefined && { retryAfter }) };
}

/** The beginning of an answer, which may echo the request, its key included. */
function words(body: string, secret: string | undefined): string {
  const [, bare = secret] = secret?.split(' ') ?? [];
  const safe = secret && bare ? body.replaceAll(secret, '…').replaceAll(bare, '…') : body;
  return safe.replace(/\s+/g, ' ').trim().slice(0, LONGEST_WORDS);
}

/** Milliseconds until the gateway wants to be asked again. */
function retryAfterOf({ headers }: HttpResponse, clock: Clock): number | undefined {
  const header = headers['retry-after'];
  if (typeof header !== 'string') return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : DateTime.fromHTTP(header).toMillis() - clock.now();
  return wait >= 0 ? wait : undefined;
}
