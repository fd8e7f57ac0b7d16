import { isConsent, loadContacts, MARKETING, type Profile, type Subscription } from '../ingest';
import type { Store, Work } from '../store';

/** What somebody last said of being written to by a medium, or of a topic there. */
export interface Consent {
  /** `email`, `sms`, …; `all` for having unsubscribed from everything, or come back. */
  medium: string;
  topic: string | null;
  state: string;
  /** ISO 8601, in the person's time. */
  at: string;
  /** What said so; null for words from before proofs were kept. */
  proof: { source: string; id: string } | null;
}

/** What a contact has said of being written to, each with its proof. */
export async function consentsOf(work: Work, store: Store, contact: number): Promise<Consent[]> {
  const row = (await loadContacts(work, store, [contact])).get(contact);
  if (!row) return [];
  const proofs = await work.selectFrom('consent').where('contact_id', '=', contact).selectAll().execute();
  return wordsOf(row).map(([field, state, at]) => {
    const proof = proofs.find((one) => one.field === field && one.state === state && one.at === at);
    return {
      ...placeOf(field),
      state,
      at: new Date(at).toISOString(),
      proof: proof ? { source: proof.source, id: proof.source_id } : null,
    };
  });
}

type Word = [field: string, state: string, at: number];

function wordsOf({ profile, unsubscribedAt, resubscribedAt }: Subscription & { profile: Profile }): Word[] {
  const said = Object.entries(profile)
    .filter(([field]) => isConsent(field))
    .map(([field, [state, at]]): Word => [field, state, at])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (unsubscribedAt !== null) return [[MARKETING, 'withdrawn', unsubscribedAt], ...said];
  return resubscribedAt === null ? said : [[MARKETING, 'granted', resubscribedAt], ...said];
}

function placeOf(field: string): Pick<Consent, 'medium' | 'topic'> {
  if (field === MARKETING) return { medium: 'all', topic: null };
  const [, medium = '', ...topic] = field.split('.');
  return { medium, topic: topic.length === 0 ? null : topic.join('.') };
}
