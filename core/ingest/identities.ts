import { sql } from 'kysely';
import { insertRows, type Store, type Work } from '../store';
import { type Identity, orderSource } from './event';

/** Contacts that turned out to be one person. */
export interface Merge {
  from: number;
  into: number;
  /** Index of the batch entry whose identities showed it. */
  shownBy: number;
}

export interface Resolved {
  /** The contact of each entry. */
  contacts: number[];
  /** Contacts that came into being. */
  created: Map<number, number>;
  merges: Merge[];
}

/** Tells identities apart. */
export const identityKey = ({ kind, value }: Identity): string => `${kind}\n${value}`;

/** Entries joined wherever they share an identity, known or not: union-find over the batch. */
class Groups {
  readonly #parents = new Map<string, string>();

  root(key: string): string {
    let root = key;
    for (let up = this.#parents.get(root); up !== undefined; up = this.#parents.get(root)) root = up;
    if (root !== key) this.#parents.set(key, root);
    return root;
  }

  join(a: string, b: string): void {
    const [rootA, rootB] = [this.root(a), this.root(b)];
    if (rootA !== rootB) this.#parents.set(rootB, rootA);
  }
}

/** The contacts that identities lead to, by `identityKey`. An order leads to whose it is. */
export async function findContacts(
  work: Work,
  store: Store,
  identities: readonly Identity[],
): Promise<Map<string, number>> {
  const contacts = new Map<string, number>();
  for (const [kind, some] of Map.groupBy(identities, (identity) => identity.kind)) {
    // In the order of the index, of which little can be kept at hand.
    const values = [...new Set(some.map(({ value }) => value))].sort();
    const asked = store.batch(
      { value: 'text' },
      values.map((value) => ({ value })),
    );
    // Cross join: the few that are asked for are looked up, never the other way round.
    const source = orderSource(kind);
    const found =
      source === undefined
        ? sql`identity as known where known.kind = ${kind} and known.value = asked.value`
        : sql`shop_order as known where known.source = ${source} and known.order_id = asked.value`;
    const { rows } = await sql<{ value: string; contact_id: number }>`
      select asked.value, known.contact_id from ${asked} as asked cross join ${found}`.execute(work);
    for (const { value, contact_id } of rows) contacts.set(identityKey({ kind, value }), contact_id);
  }
  return contacts;
}

/** Gives out `count` ids of a table; the first of them. */
export async function takeIds(work: Work, name: 'contact' | 'event', count: number): Promise<number> {
  const { next } = await work
    .updateTable('counter')
    .set({ next: sql`next + ${count}` })
    .where('name', '=', name)
    .returning('next')
    .executeTakeFirstOrThrow();
  return next - count;
}

/**
 * Finds the contact of each entry (a list of identities), creates those that nobody knows, attaches new
 * identities, and tells which contacts turned out to be one: they are merged into the oldest of them.
 * What it writes: identities only; contact rows are the caller's.
 */
export async function resolveIdentities(
  work: Work,
  store: Store,
  entries: readonly (readonly Identity[])[],
): Promise<Resolved> {
  const unique = new Map(entries.flat().map((identity) => [identityKey(identity), identity]));
  let known = await findContacts(work, store, [...unique.values()]);
  if (known.size < unique.size || spansContacts(entries, known)) {
    // Whoever brings new identities or merges takes turns, and looks again once it is their turn.
    if (await store.lockIdentities(work)) known = await findContacts(work, store, [...unique.values()]);
  }
  const groups = group(entries);
  const members = contactsByGroup(groups, known);
  const created = await createContacts(work, entries, groups, members);
  const merges = mergesOf(entries, groups, members, known);
  await attach(work, store, unique, known, groups, members);
  const contacts = entries.map((entry) => oldest(members, groups, entry));
  return { contacts, created, merges };
}

function spansContacts(entries: readonly (readonly Identity[])[], known: Map<string, number>): boolean {
  return entries.some((entry) => new Set(entry.map((identity) => known.get(identityKey(identity)))).size > 1);
}

function group(entries: readonly (readonly Identity[])[]): Groups {
  const groups = new Groups();
  for (const [first, ...rest] of entries) {
    if (first) for (const other of rest) groups.join(identityKey(first), identityKey(other));
  }
  return groups;
}

/** The known contacts of each group, oldest first. Groups that share a contact become one. */
function contactsByGroup(groups: Groups, known: Map<string, number>): Map<string, number[]> {
  const keyOfContact = new Map<number, string>();
  for (const [key, contact] of known) {
    const other = keyOfContact.get(contact);
    if (other === undefined) keyOfContact.set(contact, key);
    else groups.join(other, key);
  }
  const members = new Map<string, Set<number>>();
  for (const [key, contact] of known) {
    const root = groups.root(key);
    members.set(root, (members.get(root) ?? new Set()).add(contact));
  }
  return new Map([...members].map(([root, ids]) => [root, [...ids].sort((a, b) => a - b)]));
}

function rootOf(groups: Groups, entry: readonly Identity[]): string {
  const [first] = entry;
  if (!first) throw new Error('an entry without identities cannot be resolved');
  return groups.root(identityKey(first));
}

function oldest(members: Map<string, number[]>, groups: Groups, entry: readonly Identity[]): number {
  const [contact] = members.get(rootOf(groups, entry)) ?? [];
  if (contact === undefined) throw new Error('a resolved entry has no contact');
  return contact;
}

async function createContacts(
  work: Work,
  entries: readonly (readonly Identity[])[],
  groups: Groups,
  members: Map<string, number[]>,
): Promise<Map<number, number>> {
  const strangers = new Map<string, number>();
  entries.forEach((entry, index) => {
    const root = rootOf(groups, entry);
    if (!members.has(root) && !strangers.has(root)) strangers.set(root, index);
  });
  const created = new Map<number, number>();
  if (strangers.size === 0) return created;
  let id = await takeIds(work, 'contact', strangers.size);
  for (const [root, index] of strangers) {
    members.set(root, [id]);
    created.set(id, index);
    id += 1;
  }
  return created;
}

function mergesOf(
  entries: readonly (readonly Identity[])[],
  groups: Groups,
  members: Map<string, number[]>,
  known: Map<string, number>,
): Merge[] {
  const merges: Merge[] = [];
  for (const [root, [into, ...others]] of members) {
    if (into === undefined) continue;
    for (const from of others) {
      const shownBy = entries.findIndex(
        (entry) =>
          rootOf(groups, entry) === root &&
          entry.some((identity) => known.get(identityKey(identity)) === from),
      );
      merges.push({ from, into, shownBy });
    }
  }
  return merges;
}

async function attach(
  work: Work,
  store: Store,
  unique: Map<string, Identity>,
  known: Map<string, number>,
  groups: Groups,
  members: Map<string, number[]>,
): Promise<void> {
  const rows = [...unique].flatMap(([key, { kind, value }]) => {
    const [contact] = members.get(groups.root(key)) ?? [];
    // The order itself says whose it is, once it is recorded.
    const kept = known.has(key) || orderSource(kind) !== undefined;
    return kept || contact === undefined ? [] : [{ kind, value, contact_id: contact }];
  });
  if (rows.length === 0) return;
  await insertRows(
    work,
    store,
    'identity',
    { kind: 'text', value: 'text', contact_id: 'integer' },
    rows,
  ).execute();
}
