import type { Store } from '../../store';

/** A trigger that a shop calls, by one way in. */
export interface Receiver {
  /** The trigger. */
  receiver: string;
  /** The shop, as the store names it. */
  source: string;
  /** The way in. */
  api: string;
}

/** An address of ours that webhooks are registered for. */
export interface OwnAddress extends Receiver {
  address: string;
}

/** Notes that a trigger wants its webhooks at this address, and at no other any more. */
export async function wantAddress(store: Store, own: OwnAddress): Promise<void> {
  const { address, ...receiver } = own;
  await store.write(async (work) => {
    await work
      .updateTable('shop_webhook')
      .where('receiver', '=', own.receiver)
      .where('address', '!=', address)
      .set({ wanted: 0 })
      .execute();
    await work
      .insertInto('shop_webhook')
      .values({ address, ...receiver, wanted: 1 })
      .onConflict((conflict) => conflict.column('address').doUpdateSet({ ...receiver, wanted: 1 }))
      .execute();
  });
}

/** Notes that a trigger wants no webhooks any more. */
export async function leaveAddresses(store: Store, receiver: string): Promise<void> {
  await store.write((work) =>
    work.updateTable('shop_webhook').where('receiver', '=', receiver).set({ wanted: 0 }).execute(),
  );
}

/** The shops in which webhooks of a trigger may be registered still. */
export async function shopsOf(store: Store, receiver: string): Promise<Omit<Receiver, 'receiver'>[]> {
  return await store.db
    .selectFrom('shop_webhook')
    .where('receiver', '=', receiver)
    .select(['source', 'api'])
    .distinct()
    .execute();
}

/** The addresses of ours in a shop that are wanted, or are not any more. */
export async function addressesIn(
  store: Store,
  { source, api }: Omit<Receiver, 'receiver'>,
  wanted: boolean,
): Promise<string[]> {
  const rows = await store.db
    .selectFrom('shop_webhook')
    .where('source', '=', source)
    .where('api', '=', api)
    .where('wanted', '=', wanted ? 1 : 0)
    .select('address')
    .execute();
  return rows.map(({ address }) => address);
}

/** The shop has no webhooks for these addresses any more. */
export async function forgetAddresses(store: Store, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  await store.write((work) =>
    work.deleteFrom('shop_webhook').where('address', 'in', addresses).where('wanted', '=', 0).execute(),
  );
}
