import type { StepContext } from '../../steps/define';
import type { Result } from '../channel';
import { callProvider, type ProviderCall } from '../provider';
import { codeOf } from './told';
import { isToken, tokenOf, type TokenRequest } from './token';

/** No valid token, none that is known, or one whose time is over. */
const TOKEN_REFUSED = new Set([40001, 40014, 42001]);

/** A message, and with what the answer to it is judged. */
export interface TokenCall {
  token: TokenRequest;
  /** Where it goes, without the token. */
  url: string;
  body: object;
  judge: NonNullable<ProviderCall['judge']>;
}

type Calling = Pick<StepContext, 'http' | 'clock'>;

/** Sends a message with the account's token; with a new one, where the one that was kept is not accepted. */
export async function callWithToken(calling: Calling, call: TokenCall): Promise<Result> {
  const token = await tokenOf(call.token, calling);
  if (!isToken(token)) return token;
  const first = await sentWith(token.text, calling, call);
  if (!first.tokenRefused) return first.result;
  const renewed = await tokenOf(call.token, calling, token.text);
  if (!isToken(renewed)) return renewed;
  return (await sentWith(renewed.text, calling, call)).result;
}

async function sentWith(
  token: string,
  calling: Calling,
  { token: { secrets }, url, body, judge }: TokenCall,
): Promise<{ result: Result; tokenRefused: boolean }> {
  let tokenRefused = false;
  const result = await callProvider(calling, {
    request: {
      method: 'POST',
      url: `${url}?${new URLSearchParams({ access_token: token })}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
    secrets: [token, ...secrets],
    judge(answer) {
      tokenRefused = TOKEN_REFUSED.has(codeOf(answer.json) ?? 0);
      return tokenRefused ? { state: 'failed', reason: 'temporary' } : judge(answer);
    },
  });
  return { result, tokenRefused };
}
