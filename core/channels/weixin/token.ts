import Ajv from 'ajv';
import { createHash } from 'node:crypto';
import type { HttpRequest } from '../../ports';
import type { StepContext } from '../../steps/define';
import { type Answer, callProvider, type Failure, type Judgement, withoutToken } from '../provider';
import { codeOf } from './told';

/** How the token of an account is asked for. Two that ask for the same are the same account. */
export interface TokenRequest {
  request: HttpRequest;
  secrets: readonly string[];
}

type Calling = Pick<StepContext, 'http' | 'clock'>;

interface Token {
  text: string;
  /** Until when it is used, ms UTC. */
  until: number;
}

/** Milliseconds before its end from which a token is not used any more. */
const MARGIN = 300_000;

const kept = new Map<string, Promise<Token | Failure>>();

/**
 * The token of an account, or why there is none: the one that is kept while it lasts, for all who send by the account.
 * `refused`: one that was not accepted.
 */
export async function tokenOf(
  asked: TokenRequest,
  calling: Calling,
  refused?: string,
): Promise<Token | Failure> {
  const { url, body } = asked.request;
  const place = createHash('sha256')
    .update(JSON.stringify([url, body]))
    .digest('hex');
  const present = kept.get(place);
  const token = await present;
  if (token && isToken(token) && token.text !== refused && calling.clock.now() < token.until) return token;
  // Of all that come at once, the first asks.
  const other = kept.get(place);
  const next = other === undefined || other === present ? askedFor(asked, calling) : other;
  kept.set(place, next);
  try {
    return await next;
  } catch (error) {
    if (kept.get(place) === next) kept.delete(place);
    throw error;
  }
}

export const isToken = (given: Token | Failure): given is Token => 'text' in given;

const isGrant = new Ajv().compile<{ access_token: string; expires_in: number }>({
  type: 'object',
  properties: {
    access_token: { type: 'string', minLength: 1 },
    expires_in: { type: 'number', minimum: 0 },
  },
  required: ['access_token', 'expires_in'],
});

async function askedFor({ request, secrets }: TokenRequest, calling: Calling): Promise<Token | Failure> {
  const now = calling.clock.now();
  let seconds = 0;
  const result = await callProvider(calling, {
    request: { ...request, repeatable: true },
    secrets,
    judge(answer) {
      if (!isGrant(answer.json)) return judgeRefusal(answer);
      seconds = answer.json.expires_in;
      return { state: 'sent', providerId: answer.json.access_token };
    },
  });
  if (result.state !== 'sent') return withoutToken(result);
  return { text: result.providerId ?? '', until: now + seconds * 1000 - MARGIN };
}

/** Busy, and limits of how often a token is asked for. */
const PASSING = new Set([-1, 45009, 45011]);

function judgeRefusal({ status, json }: Answer): Judgement | undefined {
  const code = codeOf(json);
  if (code === undefined) return status >= 200 && status < 300 ? { state: 'unknown' } : undefined;
  return { state: 'failed', reason: PASSING.has(code) ? 'temporary' : 'refused' };
}
