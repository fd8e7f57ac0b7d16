import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isPublic } from './addresses';

/** The name leads into a private network. */
export class BlockedAddress extends Error {
  readonly code = 'EBLOCKED';

  constructor(host: string) {
    super(
      `${host} is not on the public internet, so it is not called. Whoever runs this instance can allow it by adding it to JOURNEYS_ALLOW_HOSTS.`,
    );
    this.name = 'BlockedAddress';
  }
}

type Answer = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Resolves a name as the socket does, and fails when any of its addresses is private. Handed to the
 * socket itself: between a check of its own and the connection, the name could come to mean another address.
 */
export function publicLookup(host: string, options: LookupOptions, answer: Answer): void {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) {
      answer(error, []);
      return;
    }
    const [first] = addresses;
    if (!first || !addresses.every(({ address }) => isPublic(address))) answer(new BlockedAddress(host), []);
    else if (options.all) answer(null, addresses);
    else answer(null, first.address, first.family);
  });
}
