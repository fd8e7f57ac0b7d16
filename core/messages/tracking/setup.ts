import { trackingAddress, trackingSecret } from './links';
import type { Store } from '../../store';
import { tellers } from './receive';
import { callbackKey } from './token';

/**
 * The addresses that providers are to call, by channel, for whoever sets them up; undefined while the step is not
 * published.
 */
export async function callbackAddresses(
  store: Store,
  channels: readonly string[],
): Promise<Map<string, string> | undefined> {
  return store.write(async (work) => {
    const address = await trackingAddress.read(work);
    if (address === undefined) return undefined;
    const secret = await trackingSecret(work);
    const asked = tellers().filter(({ name }) => channels.includes(name));
    return new Map(
      asked.map(({ name, callbacks: { connection } }) => {
        const url = new URL(address);
        url.searchParams.set('provider', name);
        if (!connection) url.searchParams.set('key', callbackKey(secret, name));
        return [name, url.href];
      }),
    );
  });
}
