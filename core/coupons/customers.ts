import type { ShopCustomer } from '../shops/account';
import type { Store, Work } from '../store';
import type { Claimant } from './claimant';

/** How the shop knows the claimants, by the key of their claim. */
export async function customersOf(
  work: Work,
  store: Store,
  claimants: readonly Claimant[],
): Promise<Map<string, ShopCustomer>> {
  if (claimants.length === 0) return new Map();
  const asked = store.batch(
    { contact_id: 'integer', kind: 'text' },
    claimants.map(({ passage, values }) => ({
      contact_id: passage.contact.id,
      kind: `customer:${values.shopSource}`,
    })),
  );
  const rows = await work
    .selectFrom(asked.as('asked'))
    .innerJoin('identity', (join) =>
      join.onRef('identity.contact_id', '=', 'asked.contact_id').onRef('identity.kind', '=', 'asked.kind'),
    )
    .groupBy(['identity.contact_id', 'identity.kind'])
    .select((eb) => ['identity.contact_id', 'identity.kind', eb.fn.min('identity.value').as('value')])
    .execute();
  const ids = new Map(rows.map(({ contact_id, kind, value }) => [`${contact_id}\n${kind}`, value]));
  return new Map(
    claimants.map((claimant) => {
      const { contact } = claimant.passage;
      const id = ids.get(`${contact.id}\ncustomer:${claimant.values.shopSource}`) ?? null;
      return [claimant.key, { id, email: contact.profile['email'] ?? null }];
    }),
  );
}
