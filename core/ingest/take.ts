import { type Clock, contactClock, ORDINARY, type Pace } from '../clock';
import { redeemByOrders } from '../coupons/redeem';
import { withCategories } from '../products';
import { catchUp, type News, reviewQuietly, updateMemberships } from '../segments/membership/update';
import type { Store, Work } from '../store';
import { settleByEvents } from '../waits/settle';
import { type ConsentWord, recordConsents, wordsIn } from './consent';
import {
  type ContactNews,
  type ContactRow,
  insertContacts,
  loadContacts,
  mergeNews,
  updateContacts,
} from './contacts';
import type { Identity, ShopEvent } from './event';
import { resolveIdentities, takeIds } from './identities';
import { mergeContacts } from './merge';
import { ordersOf, type PlacedEvent, recordOrders } from './orders';
import { type Profile, profileSaid } from './profile';
import { insertEvents } from './record';
import { rollUp } from './rollups';

/** Who rehearses: contacts that come into being by an event of such a person run at `speed`. */
export interface RehearsalRule {
  /** Contact milliseconds in one wall millisecond. */
  speed: number;
  matches(event: ShopEvent): boolean;
}

/** What became of one event. */
export interface Taken extends PlacedEvent {
  id: number;
  /** True when it had been taken in before: nothing was changed. */
  duplicate: boolean;
}

/**
 * Takes a batch of events in, within the caller's transaction: dedupe by source and id, identities and merges,
 * profiles, orders, rollups, the coupons they use, the waits they settle, and the segments that people enter and leave by
 * them. Late and out-of-order events end in the same state as ordered ones. Each event must name at least one identity.
 * Products whose category it does not bring have the one that the shop told of them.
 */
export async function takeEvents(
  work: Work,
  store: Store,
  clock: Clock,
  told: readonly ShopEvent[],
  rehearsal?: RehearsalRule,
): Promise<Taken[]> {
  const { taken, touched } = await record(work, store, clock, told, rehearsal);
  await updateMemberships(work, store, clock, touched);
  return taken;
}

/**
 * Takes history in, as `takeEvents` does events; but nobody is told that people enter or leave segments by it, for it
 * happened long ago.
 */
export async function takeHistory(
  work: Work,
  store: Store,
  clock: Clock,
  told: readonly ShopEvent[],
): Promise<Taken[]> {
  const { taken, touched } = await record(work, store, clock, told);
  await reviewQuietly(work, store, clock, [...new Set(touched.map(({ contact }) => contact))]);
  return taken;
}

/** Takes events in, but for the segments; `touched`: what changed about whom. */
async function record(
  work: Work,
  store: Store,
  clock: Clock,
  told: readonly ShopEvent[],
  rehearsal?: RehearsalRule,
): Promise<{ taken: Taken[]; touched: News[] }> {
  if (told.length === 0) return { taken: [], touched: [] };
  const events = await withCategories(work, store, told);
  const { contacts, created, merges, known } = await meet(work, store, clock, events, rehearsal);
  await catchUp(work, store, clock, [...known.keys()]);
  const firstId = await takeIds(work, 'event', events.length);
  const placed = events.map((event, index) => {
    const contact = contacts[index] ?? 0;
    return {
      event,
      contact,
      at: contactClock(clock, known.get(contact) ?? ORDINARY).at(event.at),
      id: firstId + index,
    };
  });
  const fresh = await insertEvents(work, store, clock, placed);
  const taken = placed.map((entry) => ({ ...entry, duplicate: !fresh.has(entry.id) }));
  const news = taken.filter(({ duplicate }) => !duplicate);
  const retold = await updateContacts(work, store, known, gatherNews(news));
  await recordConsents(work, store, news.flatMap(consentsOf));
  await recordOrders(work, store, news);
  await rollUp(work, store, news);
  for (const merge of merges) {
    await mergeContacts(work, store, merge, { event_id: firstId + merge.shownBy, at: clock.now() });
  }
  await redeemByOrders(work, store, ordersOf(news));
  await settleByEvents(work, store, news, clock.now());
  const touched = [
    ...news.map(({ contact, event }) => ({ contact, touches: touchesOf(event) })),
    ...retold.map((contact): News => ({ contact, touches: ['profile'] })),
    ...[...created, ...merges.map(({ into }) => into)].map((contact): News => ({ contact, touches: 'all' })),
  ];
  return { taken, touched };
}

const touchesOf = ({ name, data }: ShopEvent): News['touches'] =>
  data.order ? [`event:${name}`, 'orders'] : [`event:${name}`];

interface Met {
  contacts: number[];
  /** Contacts that came into being. */
  created: number[];
  merges: { from: number; into: number; shownBy: number }[];
  known: Map<number, ContactRow>;
}

/** Resolves the contacts of a batch and holds their rows; again from the start when one was merged away meanwhile. */
async function meet(
  work: Work,
  store: Store,
  clock: Clock,
  events: readonly ShopEvent[],
  rehearsal: RehearsalRule | undefined,
): Promise<Met> {
  for (;;) {
    const { contacts, created, merges } = await resolveIdentities(
      work,
      store,
      events.map(({ identities }) => identities),
    );
    const paces = [...created].map(([id, index]) => ({ id, ...paceOf(clock, events[index], rehearsal) }));
    await insertContacts(work, store, clock, paces);
    const touched = [...new Set([...contacts, ...merges.map(({ from }) => from)])];
    await store.lockContacts(work, touched);
    const known = await loadContacts(work, store, touched);
    if ([...known.values()].every(({ mergedInto }) => mergedInto === null))
      return { contacts, created: [...created.keys()], merges, known };
  }
}

function paceOf(clock: Clock, event: ShopEvent | undefined, rehearsal: RehearsalRule | undefined): Pace {
  if (!event || !rehearsal?.matches(event)) return ORDINARY;
  return { rehearsalSince: clock.now(), rehearsalSpeed: rehearsal.speed };
}

function gatherNews(placed: readonly PlacedEvent[]): Map<number, ContactNews> {
  const news = new Map<number, ContactNews>();
  for (const entry of placed) {
    const before = news.get(entry.contact);
    news.set(entry.contact, before ? mergeNews(before, newsOf(entry)) : newsOf(entry));
  }
  return news;
}

const newsOf = ({ event, at }: PlacedEvent): ContactNews => ({
  profile: profileSaid(event.profile, at),
  unsubscribedAt: event.name === 'unsubscribed' ? at : null,
  resubscribedAt: event.name === 'resubscribed' ? at : null,
});

const consentsOf = (placed: PlacedEvent): ConsentWord[] =>
  wordsIn(placed.contact, newsOf(placed), {
    source: placed.event.source,
    source_id: placed.event.sourceId,
  });

/**
 * The contacts that identities lead to, one identity each; those that nobody knows come into being, and what
 * names them is also where they can be written to.
 */
export async function identify(
  work: Work,
  store: Store,
  clock: Clock,
  identities: readonly Identity[],
): Promise<number[]> {
  const { contacts, created } = await resolveIdentities(
    work,
    store,
    identities.map((identity) => [identity]),
  );
  const strangers = [...created].map(([id, index]) => ({
    id,
    ...ORDINARY,
    profile: addressOf(identities[index], clock.now()),
  }));
  await insertContacts(work, store, clock, strangers);
  await updateMemberships(
    work,
    store,
    clock,
    strangers.map(({ id }) => ({ contact: id, touches: 'all' })),
  );
  return contacts;
}

function addressOf(identity: Identity | undefined, at: number): Profile {
  const isAddress = identity?.kind === 'email' || identity?.kind === 'phone';
  return isAddress ? profileSaid({ [identity.kind]: identity.value }, at) : {};
}
