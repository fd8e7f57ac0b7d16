import { setTimeout as sleep } from 'node:timers/promises';
import type { StepContext } from '../../steps/define';
import type { Calling, ShopAccount, ShopApi } from './account';

/** What a step calls a shop with. */
export function callingOf({ http, clock, log, signal }: Omit<Calling, 'pause'>): Calling {
  const pause = async (milliseconds: number) => {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  };
  return { http, clock, log, pause, ...(signal && { signal }) };
}

/** The account that is chosen in a step's connection. Throws `StepError` when none is. */
export async function openAccount(
  api: ShopApi,
  context: Pick<StepContext, 'connect' | 'http' | 'clock' | 'log' | 'signal'>,
): Promise<ShopAccount> {
  return api.open(await context.connect(api.connection), callingOf(context));
}
