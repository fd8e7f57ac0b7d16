import { sql } from 'kysely';
import type { Place } from '../steps/define';
import { storable, type Store } from '../store';
import type { IntakeValues } from './intake';
import type { Delivery, Shop } from './shop';

/** The trigger that received a delivery: with it, the delivery can be received again. */
export interface Receiver {
  place: Place;
  values: IntakeValues;
}

/** A believed delivery that was not understood. */
export interface Rejection {
  id: number;
  shop: string;
  source: string;
  topic: string;
  /** Wall, ms UTC. */
  receivedAt: number;
  reason: string;
}

const LONGEST_TOPIC = 200;
const named = (topic: string) => storable(topic).slice(0, LONGEST_TOPIC);

/** Keeps a delivery that was not understood; once, however often it comes. `at`: wall, ms UTC. */
export async function keepRejection(
  store: Store,
  shop: Shop,
  { topic, key, rawBody }: Delivery,
  { receiver, reason, at }: { receiver: Receiver; reason: string; at: number },
): Promise<void> {
  const row = {
    source: receiver.values.source,
    delivery: storable(key),
    shop: shop.name,
    topic: named(topic),
    received_at: at,
    reason: storable(reason),
    body: storable(rawBody.toString('utf8')),
    receiver: JSON.stringify(receiver),
  };
  await store.write((work) =>
    work
      .insertInto('rejection')
      .values(row)
      .onConflict((conflict) => conflict.columns(['source', 'delivery']).doNothing())
      .execute(),
  );
}

/** Counts a delivery of a topic that tells nothing of anybody. `at`: wall, ms UTC. */
export async function countIgnored(
  store: Store,
  shop: Shop,
  { topic, source, at }: { topic: string; source: string; at: number },
): Promise<void> {
  const row = { source, topic: named(topic), shop: shop.name, times: 1, last_at: at };
  await store.write((work) =>
    work
      .insertInto('ignored_topic')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['source', 'topic']).doUpdateSet({
          shop: shop.name,
          times: sql`ignored_topic.times + 1`,
          last_at: at,
        }),
      )
      .execute(),
  );
}

/** Rejections after the one with the id `after` (0 for the first page), oldest first, at most `limit`. */
export async function listRejections(
  store: Store,
  { after = 0, limit = 100 }: { after?: number; limit?: number } = {},
): Promise<Rejection[]> {
  return await store.db
    .selectFrom('rejection')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .select(['id', 'shop', 'source', 'topic', 'received_at as receivedAt', 'reason'])
    .execute();
}

/** The body of a rejection; undefined where there is none with this id. */
export async function readRejection(store: Store, id: number): Promise<string | undefined> {
  const row = await store.db.selectFrom('rejection').where('id', '=', id).select('body').executeTakeFirst();
  return row?.body;
}

/** A topic that tells nothing of anybody, and how often it came. */
export interface IgnoredTopic {
  source: string;
  topic: string;
  shop: string;
  times: number;
  /** Wall, ms UTC. */
  lastAt: number;
}

/** The topics that came most often, at most `limit`. */
export async function listIgnored(
  store: Store,
  { limit = 100 }: { limit?: number } = {},
): Promise<IgnoredTopic[]> {
  return await store.db
    .selectFrom('ignored_topic')
    .orderBy('times', 'desc')
    .orderBy('topic')
    .limit(limit)
    .select(['source', 'topic', 'shop', 'times', 'last_at as lastAt'])
    .execute();
}
