import { StepError } from '../errors';
import { openHttp } from '../http';
import { HttpError } from '../ports';
import type { Result } from './channel';

/** A cheap call that a provider answers with 2xx to whoever may send, and with 401 or 403 to others. */
export interface Trial {
  /** What the provider is called in errors. */
  provider: string;
  url: string;
  headers: Record<string, string>;
}

/** Tries an account, outside of any step. Throws `StepError` with what to mend. */
export async function tryAccount({ provider, url, headers }: Trial): Promise<void> {
  const status = await statusOf(url, headers, provider);
  if (status >= 200 && status < 300) return;
  if (status === 401 || status === 403) {
    throw new StepError(`${provider} did not accept the account (${status}).`, {
      advice: 'Check its keys, and that they may send messages.',
    });
  }
  throw new StepError(`${provider} answered ${status}.`, {
    advice: 'Check the account, or try again later.',
  });
}

/** Throws `StepError` with the advice unless a call that tries an account went well. */
export function accepted(provider: string, result: Result, advice: string): void {
  if (result.state === 'sent') return;
  throw new StepError(`${provider} did not accept the account: ${result.detail}`, { advice });
}

async function statusOf(url: string, headers: Record<string, string>, provider: string): Promise<number> {
  try {
    return (await openHttp().request({ method: 'GET', url, headers })).status;
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    throw new StepError(`${provider} did not answer: ${error.message}`, {
      advice: 'Check whether it can be reached from here.',
    });
  }
}

/** A user and a password as HTTP takes them: without the scheme. */
export const basicCredentials = (user: string, password: string): string =>
  Buffer.from(`${user}:${password}`).toString('base64');
