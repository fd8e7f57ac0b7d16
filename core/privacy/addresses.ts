import { addressIn, addressKinds } from '../channels';
import { plainProfile, type Profile } from '../ingest';
import type { Address } from '../messages';
import type { Work } from '../store';

/** Every address by which these contacts can be reached, or were: of their profiles, their identities and their messages. */
export async function addressesOf(
  work: Work,
  ids: readonly number[],
  profiles: readonly Profile[],
): Promise<Address[]> {
  const identities = await work
    .selectFrom('identity')
    .where('contact_id', 'in', ids)
    .where('kind', 'in', ['email', 'phone'])
    .select(['kind', 'value'])
    .execute();
  const written = await work
    .selectFrom('message')
    .where('contact_id', 'in', ids)
    .where('address', 'is not', null)
    .select('address')
    .distinct()
    .execute();
  const said = [
    ...profiles.map(plainProfile),
    ...identities.map(({ kind, value }) => ({ [kind]: value })),
    // What a message went to does not say of which kind it is: it counts as each that it can be.
    ...written.flatMap(({ address }) => addressKinds.map((kind) => ({ [kind]: address ?? '' }))),
  ];
  const found = said.flatMap((fields) =>
    addressKinds.flatMap((asked): Address[] => {
      const { kind, address } = addressIn(fields, asked);
      return address === undefined ? [] : [{ kind, value: address }];
    }),
  );
  return [...new Map(found.map((address) => [`${address.kind} ${address.value}`, address])).values()];
}
