import { type Identity, loadContacts, plainProfile, type Subscription } from '../../ingest';
import type { StepContext } from '../../steps/define';
import type { Text } from '../../steps/text';
import type { Work } from '../../store';

/** Whoever looks at a page of ours. */
export interface Visitor extends Subscription {
  id: number;
  language: keyof Text;
  identities: Identity[];
  profile: Readonly<Record<string, string>>;
}

/** Whoever goes on as this contact: two may have become one since the message went out. */
export async function visitorOf(
  work: Work,
  { store }: Pick<StepContext, 'store'>,
  contact: number,
): Promise<Visitor | undefined> {
  const rows = await loadContacts(work, store, [contact]);
  const row = rows.get(contact);
  if (!row) return undefined;
  if (row.mergedInto !== null) return visitorOf(work, { store }, row.mergedInto);
  const identities = await work
    .selectFrom('identity')
    .where('contact_id', '=', contact)
    .where('kind', 'not like', 'order:%')
    .select(['kind', 'value'])
    .limit(10)
    .execute();
  const { unsubscribedAt, resubscribedAt } = row;
  const profile = plainProfile(row.profile);
  const language = profile['locale']?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  return { id: contact, language, identities, profile, unsubscribedAt, resubscribedAt };
}
