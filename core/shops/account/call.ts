import { type HttpRequest, type HttpResponse, HttpError } from '../../ports';
import { parseStorable } from '../../store';
import type { Calling } from './account';
import { ShopError } from './error';

/** A call of a shop's API: JSON, or a form, goes out and JSON comes back. */
export interface ShopCall extends Pick<HttpRequest, 'method' | 'url' | 'headers' | 'timeout'> {
  /** What the shop is called in errors. */
  shop: string;
  json?: unknown;
  form?: Record<string, string>;
  /** Whether it may go out again when no answer came: by default, whatever only reads (GET). */
  repeatable?: boolean;
}

export interface ShopAnswer {
  status: number;
  headers: HttpResponse['headers'];
  /** Undefined where the body is empty. Nothing is known of its shape. */
  json: unknown;
}

const MOST_TRIES = 4;
/** Milliseconds before the second try; twice as long before each further one. */
const FIRST_PAUSE = 1_000;
/** A shop that asks for a longer pause is asked again by a later run. Milliseconds. */
const LONGEST_PAUSE = 30_000;

/**
 * Calls a shop, within its limits: a call that is answered with 429 goes out again after the pause that the shop asks
 * for, as does, where it is repeatable, one that is answered with 5xx. Other answers are the caller's to understand.
 * Throws `ShopError`.
 */
export async function callShop(call: ShopCall, calling: Calling): Promise<ShopAnswer> {
  const { shop, method, repeatable = method === 'GET' } = call;
  for (let tries = 1; ; tries += 1) {
    const answer = await request(call, calling, repeatable);
    const again = answer.status === 429 || (repeatable && answer.status >= 500);
    const pause = pauseAfter(answer, tries);
    if (again && tries < MOST_TRIES && pause <= LONGEST_PAUSE) await calling.pause(pause);
    else return understood(answer, { shop, repeatable, pause });
  }
}

async function request(call: ShopCall, { http }: Calling, repeatable: boolean): Promise<HttpResponse> {
  const { shop, method, url, headers = {}, timeout } = call;
  const { type, body } = bodyOf(call);
  try {
    return await http.request({
      method,
      url,
      headers: {
        accept: 'application/json',
        ...(type !== undefined && { 'content-type': type }),
        ...headers,
      },
      ...(body !== undefined && { body }),
      ...(timeout !== undefined && { timeout }),
      repeatable,
    });
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    throw new ShopError(error.sent ? 'unknown' : 'away', `${shop} did not answer: ${error.message}`, {
      advice: 'Check the address of the shop and whether it can be reached from here.',
    });
  }
}

function bodyOf({ json, form }: ShopCall): { type?: string; body?: string } {
  if (form) return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(form).toString() };
  return json === undefined ? {} : { type: 'application/json', body: JSON.stringify(json) };
}

function pauseAfter({ headers }: HttpResponse, tries: number): number {
  const asked = Number(headers['retry-after']);
  return asked > 0 ? asked * 1_000 : FIRST_PAUSE * 2 ** (tries - 1);
}

function understood(
  { status, headers, body }: HttpResponse,
  { shop, repeatable, pause }: { shop: string; repeatable: boolean; pause: number },
): ShopAnswer {
  if (status === 401 || status === 403) {
    throw new ShopError('refused', `${shop} did not accept the account (${status}).`, {
      advice: 'Check the account’s keys, and that it may do this in the shop.',
    });
  }
  if (status === 429) {
    throw new ShopError('busy', `${shop} asks for a pause.`, {
      advice: 'Run it again later; what was done until now is kept.',
      retryAfter: pause,
    });
  }
  if (status >= 500) {
    throw new ShopError(repeatable ? 'busy' : 'unknown', `${shop} failed (${status}).`, {
      advice: 'Run it again later; nothing is done twice.',
    });
  }
  return { status, headers, json: parsed(body, { shop, status, repeatable }) };
}

function parsed(
  body: string,
  { shop, status, repeatable }: { shop: string; status: number; repeatable: boolean },
): unknown {
  if (body.trim() === '') return undefined;
  try {
    return parseStorable(body);
  } catch {
    throw new ShopError(repeatable ? 'away' : 'unknown', `${shop} answered ${status} with what is no JSON.`, {
      advice: 'Check the address of the shop: something else may answer there.',
    });
  }
}
