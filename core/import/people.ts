import { findContacts, type Identity, identityKey, resolveIdentities, type Resolved } from '../ingest';
import type { Store, Work } from '../store';

/**
 * The contact of each entry, as `resolveIdentities` finds it, in a fraction of its time where a page's people are known
 * already. Until the transaction ends, nobody else brings identities or merges contacts. Nothing is written before
 * `written`.
 */
export async function resolvePeople(
  work: Work,
  store: Store,
  entries: readonly (readonly Identity[])[],
  written: Promise<void>,
): Promise<Resolved> {
  await store.lockIdentities(work);
  const known = await findContacts(work, store, entries.flat());
  const contacts = entries.map((identities) => onlyOne(identities, known));
  const disputed = disputedAmong(entries, known, contacts);
  const open = [...entries.keys()].filter((index) => contacts[index] === undefined || disputed.has(index));
  if (open.length === 0)
    return { contacts: contacts.map((contact = 0) => contact), created: new Map(), merges: [] };
  await written;
  const resolved = await resolveIdentities(
    work,
    store,
    open.map((index) => entries[index] ?? []),
  );
  const entryOf = (index: number) => open[index] ?? 0;
  open.forEach((entry, index) => (contacts[entry] = resolved.contacts[index]));
  const into = new Map(resolved.merges.map((merge) => [merge.from, merge.into]));
  return {
    contacts: contacts.map((contact = 0) => into.get(contact) ?? contact),
    created: new Map([...resolved.created].map(([contact, index]) => [contact, entryOf(index)])),
    merges: resolved.merges.map((merge) => ({ ...merge, shownBy: entryOf(merge.shownBy) })),
  };
}

/** The contact to whom all of these lead; undefined unless each is known. An order that nobody knows yet does not matter. */
function onlyOne(identities: readonly Identity[], known: ReadonlyMap<string, number>): number | undefined {
  let only: number | undefined;
  for (const identity of identities) {
    const contact = known.get(identityKey(identity));
    if (contact === undefined && identity.kind.startsWith('order:')) continue;
    if (contact === undefined || (only !== undefined && contact !== only)) return undefined;
    only = contact;
  }
  return only;
}

/** The entries whose order is on the page again, of somebody else: an order leads to one person. */
function disputedAmong(
  entries: readonly (readonly Identity[])[],
  known: ReadonlyMap<string, number>,
  contacts: readonly (number | undefined)[],
): Set<number> {
  const firsts = new Map<string, number>();
  const disputed = new Set<number>();
  entries.forEach((identities, index) => {
    for (const identity of identities) {
      const key = identityKey(identity);
      if (!identity.kind.startsWith('order:') || known.has(key)) continue;
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, index);
      else if (contacts[first] !== contacts[index]) disputed.add(first).add(index);
    }
  });
  return disputed;
}
