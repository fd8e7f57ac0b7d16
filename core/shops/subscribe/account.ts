import type { StepContext } from '../../steps/define';
import { openAccount, type ShopApi, type ShopWebhooks } from '../account';
import { shopApis } from '../accounts';

/** The ways in by which webhooks are registered. */
export const registeringApis: readonly ShopApi[] = shopApis.filter(({ tells }) => tells === 'by-webhooks');

/** The ways into a kind of shop by which webhooks are registered. */
export const registeringApisOf = (shop: string): ShopApi[] =>
  registeringApis.filter((api) => api.shop === shop);

/** The way into a kind of shop: the chosen one, or its first where a way into another shop stands there. */
export function chosenApi(shop: string, account: string): ShopApi | undefined {
  const own = registeringApisOf(shop);
  return own.find(({ name }) => name === account) ?? own[0];
}

/** The webhooks of the shop whose account is chosen. Throws `StepError` when none is. */
export async function webhooksOf(
  api: ShopApi,
  context: Parameters<typeof openAccount>[1] & Pick<StepContext, 'connect'>,
): Promise<ShopWebhooks> {
  const { webhooks } = await openAccount(api, context);
  if (webhooks) return webhooks;
  throw new Error(`${api.name} registers no webhooks`);
}
