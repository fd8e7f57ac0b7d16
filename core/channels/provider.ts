import { DateTime } from 'luxon';
import type { Clock } from '../clock';
import { HttpError, type HttpRequest, type HttpResponse } from '../ports';
import type { StepContext } from '../steps/define';
import type { AddressLoss, Result } from './channel';

const LONGEST_WORDS = 200;

/** The provider sat behind another server, which lost sight of the request or of its answer. */
const UNKNOWN = new Set([408, 502, 504]);

export interface ProviderCall {
  request: HttpRequest;
  /** Never told, wherever the provider's words repeat them. */
  secrets: readonly string[];
  /** What the answer means where its status does not say it, or says it wrongly; undefined to go by the status. */
  judge?(answer: Answer): Judgement | undefined;
}

export interface Answer extends HttpResponse {
  /** The body as JSON; undefined where it is none. */
  json: unknown;
}

/** What a provider's answer means; its words are added where it was not sent. */
export type Judgement =
  | { state: 'sent'; providerId: string | null }
  | { state: 'failed'; reason: 'refused'; address?: AddressLoss }
  | { state: 'failed'; reason: 'temporary'; retryAfter?: number; wholeAccount?: true }
  | { state: 'unknown' };

/** Calls a provider for one message, and tells what became of it. */
export async function callProvider(
  { http, clock }: Pick<StepContext, 'http' | 'clock'>,
  call: ProviderCall,
): Promise<Result> {
  try {
    return judged(await http.request(call.request), clock, call);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const detail = withoutSecrets(error.message, call.secrets);
    return error.sent ? { state: 'unknown', detail } : { state: 'failed', reason: 'temporary', detail };
  }
}

/** Why a message was certainly not sent. */
export type Failure = Extract<Result, { state: 'failed' }>;

/** Without a token nothing was sent, whatever became of the question for it. */
export const withoutToken = (result: Exclude<Result, { state: 'sent' }>): Failure =>
  result.state === 'unknown' ? { state: 'failed', reason: 'temporary', detail: result.detail } : result;

function judged(response: HttpResponse, clock: Clock, { secrets, judge }: ProviderCall): Result {
  const { status, headers, body } = response;
  const judgement = judge?.({ status, headers, body, json: parsed(body) }) ?? byStatus(response, clock);
  if (judgement.state === 'sent') return judgement;
  return { ...judgement, detail: `HTTP ${status} ${words(body, secrets)}`.trim() };
}

function byStatus(response: HttpResponse, clock: Clock): Judgement {
  const { status } = response;
  if (status >= 200 && status < 300) return { state: 'sent', providerId: null };
  if (UNKNOWN.has(status)) return { state: 'unknown' };
  if (status !== 429 && status < 500) return { state: 'failed', reason: 'refused' };
  const retryAfter = retryAfterOf(response, clock);
  return {
    state: 'failed',
    reason: 'temporary',
    ...(retryAfter !== undefined && { retryAfter, wholeAccount: true }),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The beginning of an answer, which may echo the request, its keys included. */
const words = (body: string, secrets: readonly string[]): string =>
  withoutSecrets(body, secrets).replace(/\s+/g, ' ').trim().slice(0, LONGEST_WORDS);

/** The longest first: a shorter one may stand in it. */
const withoutSecrets = (words: string, secrets: readonly string[]): string =>
  secrets
    .filter(Boolean)
    .flatMap(waysToWrite)
    .toSorted((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, '…'), words);

/** As it is, behind an address, in a form and in JSON. */
const waysToWrite = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ '': secret }).toString().slice(1),
  JSON.stringify(secret).slice(1, -1),
];

/** Milliseconds until the provider wants to be asked again. */
function retryAfterOf({ headers }: HttpResponse, clock: Clock): number | undefined {
  const header = headers['retry-after'];
  if (typeof header !== 'string') return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : DateTime.fromHTTP(header).toMillis() - clock.now();
  return wait >= 0 ? wait : undefined;
}
