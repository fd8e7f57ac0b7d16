import type { Store } from '../../store';
import { type RegisteredWebhook, ShopError, type ShopWebhooks } from '../account';
import { addressesIn, forgetAddresses, type OwnAddress, wantAddress } from './addresses';

/** What a shop lacks and has too much of, so that each topic is told to an address once. */
export interface Difference {
  missing: string[];
  surplus: RegisteredWebhook[];
}

const sameAddress = (a: string, b: string): boolean =>
  (URL.parse(a)?.href ?? a) === (URL.parse(b)?.href ?? b);

/**
 * What has to be done in a shop. `leaving`: addresses of ours that no trigger wants any more. Webhooks of others, at
 * other addresses, are never among it.
 */
export function differenceAt(
  address: string,
  topics: readonly string[],
  registered: readonly RegisteredWebhook[],
  leaving: readonly string[] = [],
): Difference {
  const own = registered.filter((one) => sameAddress(one.address, address));
  const kept = new Map(
    own
      .filter(({ active, topic }) => active && topics.includes(topic))
      .map((webhook) => [webhook.topic, webhook] as const)
      .reverse(),
  );
  const keptIds = new Set([...kept.values()].map(({ id }) => id));
  return {
    missing: topics.filter((topic) => !kept.has(topic)),
    surplus: registered.filter(
      (one) =>
        !keptIds.has(one.id) && (own.includes(one) || leaving.some((gone) => sameAddress(gone, one.address))),
    ),
  };
}

/** Whether a shop tells each topic to the address, and nothing to addresses that were left. Throws `ShopError`. */
export async function isRegistered(webhooks: ShopWebhooks, store: Store, own: OwnAddress): Promise<boolean> {
  const { missing, surplus } = await difference(webhooks, store, own);
  return missing.length + surplus.length === 0;
}

const difference = async (webhooks: ShopWebhooks, store: Store, own: OwnAddress): Promise<Difference> =>
  differenceAt(own.address, webhooks.topics, await webhooks.list(), await addressesIn(store, own, false));

/**
 * Has a shop tell each topic to the address once: what is missing is registered, what the shop switched off is
 * registered anew, and what was left behind is removed. Broken off, it goes on when it is called again. Throws
 * `ShopError` that names the topic.
 */
export async function reconcile(
  webhooks: ShopWebhooks,
  store: Store,
  own: OwnAddress,
  secret: string,
): Promise<void> {
  // Before the shop is told: whatever happens now, the address is known to be ours.
  await wantAddress(store, own);
  const leaving = await addressesIn(store, own, false);
  const { missing, surplus } = await difference(webhooks, store, own);
  for (const { topic, id } of surplus) await named(topic, 'removed', webhooks.remove(id));
  for (const topic of missing)
    await named(topic, 'registered', webhooks.register({ topic, address: own.address, secret }));
  await forgetAddresses(store, leaving);
}

/** Removes what a shop tells to addresses that were left. Throws `ShopError` that names the topic. */
export async function removeLeft(
  webhooks: ShopWebhooks,
  store: Store,
  shop: Pick<OwnAddress, 'source' | 'api'>,
): Promise<void> {
  const leaving = await addressesIn(store, shop, false);
  const all = await webhooks.list();
  const left = all.filter((one) => leaving.some((address) => sameAddress(address, one.address)));
  for (const { topic, id } of left) await named(topic, 'removed', webhooks.remove(id));
  await forgetAddresses(store, leaving);
}

async function named(
  topic: string,
  done: 'registered' | 'removed',
  calling: Promise<unknown>,
): Promise<void> {
  try {
    await calling;
  } catch (error) {
    if (!(error instanceof ShopError)) throw error;
    const { fault, message, advice, retryAfter } = error;
    throw new ShopError(fault, `The webhook “${topic}” could not be ${done}: ${message}`, {
      advice: `${advice ?? ''} Publish again: it goes on where it stopped.`.trim(),
      retryAfter,
    });
  }
}
