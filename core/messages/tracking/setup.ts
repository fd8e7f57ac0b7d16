import { keepSetting, readSetting, type Store, type Work } from '../../store';
import { type Tracking, trackingAddress, trackingSecret } from './links';
import { tellers } from './receive';
import { callbackKey } from './token';

const LISTENS_TO = 'tracking_channels';

async function channelsOf(work: Work): Promise<readonly string[]> {
  const kept = (await readSetting(work, LISTENS_TO)) ?? '';
  return kept.split(' ').filter((name) => name !== '');
}

/** What a step wants to hear. */
export interface Wanted {
  /** The channels whose providers call. */
  listensTo: readonly string[];
  /** Whether it listens to any that do not. */
  listens: boolean;
}

/**
 * Whether a step does without an address: it listens only, and its host knows of its address nothing but the path. Then
 * links are left as they are.
 */
const isPrivate = (address: string, { listensTo, listens }: Wanted): boolean =>
  address.startsWith('/') && listens && listensTo.length === 0;

/** Whether what messages bring comes back to this address, and that of these channels is listened to. */
export async function isTracking(store: Store, address: string, wanted: Wanted): Promise<boolean> {
  if (isPrivate(address, wanted)) return (await addressBefore(store, address)) === undefined;
  return (
    (await trackingAddress.is(store, address)) &&
    (await store.write(channelsOf)).join(' ') === wanted.listensTo.join(' ')
  );
}

/** The address that a step had which now has nothing but the path. */
async function addressBefore(store: Store, path: string): Promise<string | undefined> {
  const address = await store.write((work) => trackingAddress.read(work));
  return address?.endsWith(path) ? address : undefined;
}

/** Lets what messages bring come back to this address. Throws `StepError` for one that leads nowhere by itself. */
export async function beginTracking(store: Store, address: string, wanted: Wanted): Promise<void> {
  if (isPrivate(address, wanted)) {
    const before = await addressBefore(store, address);
    if (before !== undefined) await trackingAddress.forget(store, before);
    return;
  }
  const { listensTo } = wanted;
  await trackingAddress.keep(store, address);
  await store.write((work) => keepSetting(work, LISTENS_TO, listensTo.join(' ')));
}

/** What the links of a store are made with, within the caller's transaction; undefined while nothing comes back. */
export const trackingOf = async (work: Work): Promise<Tracking | undefined> =>
  trackingFor(work, await channelsOf(work));

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
