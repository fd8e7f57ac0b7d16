import { type Clock, ORDINARY } from '../clock';
import {
  type ContactNews,
  insertContacts,
  loadContacts,
  mergeContacts,
  mergeNews,
  profileSaid,
  recordConsents,
  recordSightings,
  updateContacts,
  wordsIn,
} from '../ingest';
import type { Store, Work } from '../store';
import type { ImportedCustomer } from './customers';
import { resolvePeople } from './people';
import type { Before, Written } from './subjects';

/** Customers of a file that were read together. */
interface CustomerPage {
  /** The name of the file. */
  name: string;
  customers: readonly ImportedCustomer[];
  before: Before;
}

/** Writes a page of customers. What rows say without a date of their own was true when the file was. */
export async function writeCustomers(
  work: Work,
  store: Store,
  clock: Clock,
  { name, customers, before: { saidAt, written } }: CustomerPage,
): Promise<Written> {
  const { contacts, created, merges } = await resolvePeople(
    work,
    store,
    customers.map(({ identities }) => identities),
    written,
  );
  const news = newsOf(customers, contacts, saidAt);
  const strangers = [...created.keys()].map((id) => ({
    id,
    ...ORDINARY,
    profile: news.get(id)?.profile ?? {},
  }));
  await insertContacts(work, store, clock, strangers);
  for (const merge of merges) await mergeContacts(work, store, merge, { event_id: 0, at: clock.now() });
  const known = [...news.keys()].filter((id) => !created.has(id) || news.get(id)?.unsubscribedAt != null);
  await store.lockContacts(work, known);
  await updateContacts(work, store, await loadContacts(work, store, known), news);
  const proof = { source: 'import', source_id: name };
  await recordConsents(
    work,
    store,
    [...news].flatMap(([id, said]) => wordsIn(id, said, proof)),
  );
  await recordSightings(work, store, registrations(customers, contacts));
  return { contacts: [...news.keys()], written: Promise.resolve(), orders: new Set() };
}

function newsOf(
  customers: readonly ImportedCustomer[],
  contacts: readonly number[],
  saidAt: number,
): Map<number, ContactNews> {
  const news = new Map<number, ContactNews>();
  customers.forEach((customer, index) => {
    const contact = contacts[index] ?? 0;
    const said: ContactNews = {
      profile: profileSaid(customer.profile, customer.saidAt ?? saidAt),
      unsubscribedAt: customer.unsubscribedAt ?? null,
      resubscribedAt: null,
    };
    const before = news.get(contact);
    news.set(contact, before ? mergeNews(before, said) : said);
  });
  return news;
}

function registrations(customers: readonly ImportedCustomer[], contacts: readonly number[]) {
  const first = new Map<number, number>();
  customers.forEach(({ registeredAt }, index) => {
    const contact = contacts[index] ?? 0;
    if (registeredAt !== undefined)
      first.set(contact, Math.min(registeredAt, first.get(contact) ?? registeredAt));
  });
  return [...first].map(([contact_id, registered_at]) => ({
    contact_id,
    registered_at,
    cart_at: null,
    cart_items: null,
  }));
}
