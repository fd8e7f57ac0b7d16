import { StepError, messageOf } from '../../errors';
import type { Place, StepContext } from '../../steps/define';
import { shopApiNamed } from '../accounts';
import { shopNamed } from '../registry';
import { chosenApi, webhooksOf } from './account';
import { checkReach } from './address';
import { leaveAddresses, type OwnAddress, shopsOf } from './addresses';
import { isRegistered, reconcile, removeLeft } from './reconcile';

export interface RegisterValues {
  shop: string;
  source: string;
  register: boolean;
  /** The way into the shop. */
  account: string;
}

const receiverAt = ({ host, workflow, node }: Place): string => `${host}/${workflow}/${node}`;

/** Shop Event Trigger: whether the shop calls its address as the settings want it. Throws `ShopError`. */
export async function isSubscribed(
  values: RegisterValues,
  context: StepContext,
  address: string,
): Promise<boolean> {
  const { store, place } = context;
  const api = apiOf(values);
  if (!api) return (await shopsOf(store, receiverAt(place))).length === 0;
  const own = { receiver: receiverAt(place), source: values.source, api: api.name, address };
  return isRegistered(await webhooksOf(api, context), store, own);
}

/**
 * Shop Event Trigger: has the shop call its address; where webhooks are not to be registered, those that were are
 * removed. Can be done again. Throws `StepError` for an address that no shop reaches, and `ShopError`.
 */
export async function subscribe(
  values: RegisterValues,
  context: StepContext,
  address: string,
): Promise<void> {
  const { store, place, connect } = context;
  const api = apiOf(values);
  if (!api) return unsubscribe(context);
  checkReach(address);
  const own: OwnAddress = { receiver: receiverAt(place), source: values.source, api: api.name, address };
  const { secret } = await connect(shopNamed(values.shop).connection);
  await reconcile(await webhooksOf(api, context), store, own, typeof secret === 'string' ? secret : '');
}

/**
 * Shop Event Trigger: the shop calls it no more. What cannot be removed now is removed when webhooks are next
 * registered in that shop. Throws `StoreError`.
 */
export async function unsubscribe(context: StepContext): Promise<void> {
  const { store, place, log } = context;
  const receiver = receiverAt(place);
  await leaveAddresses(store, receiver);
  for (const shop of await shopsOf(store, receiver)) {
    try {
      await removeLeft(await webhooksOf(shopApiNamed(shop.api), context), store, shop);
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      log.warn(`${place.title}: webhooks are left in the shop “${shop.source}”. ${messageOf(error)}`);
    }
  }
}

const apiOf = ({ shop, register, account }: RegisterValues) =>
  register ? chosenApi(shop, account) : undefined;
