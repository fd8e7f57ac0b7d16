import { keepSetting, readSetting, type Store, type Work } from '../../store';
import { type Tracking, trackingAddress, trackingSecret } from './links';
import { tellers } from './receive';
import { callbackKey } from './token';

const LISTENS_TO = 'tracking_channels';

async function channelsOf(work: Work): Promise<readonly string[]> {
  const kept = (await readSetting(work, LISTENS_TO)) ?? '';
  return kept.split(' ').filter((name) => name !== '');
}

/** Whether what messages bring comes back to this address, and that of these channels is listened to. */
export const isTracking = async (
  store: Store,
  address: string,
  listensTo: readonly string[],
): Promise<boolean> =>
  (await trackingAddress.is(store, address)) &&
  (await store.write(channelsOf)).join(' ') === listensTo.join(' ');

/** Lets what messages bring come back to this address. Throws `StepError` for one that leads nowhere by itself. */
export async function beginTracking(
  store: Store,
  address: string,
  listensTo: readonly string[],
): Promise<void> {
  await trackingAddress.keep(store, address);
  await store.write((work) => keepSetting(work, LISTENS_TO, listensTo.join(' ')));
}

/** What the links of a store are made with; undefined while nothing comes back. */
export const openTracking = (store: Store): Promise<Tracking | undefined> =>
  store.write(async (work) => trackingFor(work, await channelsOf(work)));

/**
 * The addresses that providers are to call, by channel, for whoever sets them up; undefined while the step is not
 * published.
 */
export const callbackAddresses = async (
  store: Store,
  channels: readonly string[],
): Promise<ReadonlyMap<string, string> | undefined> =>
  (await store.write((work) => trackingFor(work, channels)))?.receiptUrls;

async function trackingFor(work: Work, channels: readonly string[]): Promise<Tracking | undefined> {
  const address = await trackingAddress.read(work);
  if (address === undefined) return undefined;
  const secret = await trackingSecret(work);
  const listened = tellers().filter(({ name }) => channels.includes(name));
  const receiptUrls = new Map(
    listened.map(({ name, callbacks: { connection } }) => {
      const url = new URL(address);
      url.searchParams.set('provider', name);
      if (!connection) url.searchParams.set('key', callbackKey(secret, name));
      return [name, url.href];
    }),
  );
  return { address, secret, receiptUrls };
}
