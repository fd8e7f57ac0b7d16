import type { Clock } from '../clock';
import type { Store } from '../store';
import { MalformedError } from './generic/parse';
import { takeIn } from './intake';
import { shopNamed } from './registry';
import type { Receiver } from './rejections';

const PAGE = 100;

/** What became of rejections. */
export interface Replayed {
  understood: number;
  /** Rejections that were rejected again. */
  rejected: number;
}

/**
 * Receives all that was rejected once more, each as the trigger would that received it, journeys started included.
 * What is understood now is no rejection any more; of the others, the reason is brought up to date. `mapping`: counts
 * instead of the one that the trigger had. Throws `StepError` where it is no mapping.
 */
export async function replayRejections(
  store: Store,
  clock: Clock,
  { mapping }: { mapping?: string | undefined } = {},
): Promise<Replayed> {
  const replayed = { understood: 0, rejected: 0 };
  for (let after = 0; ;) {
    const rows = await pageAfter(store, after);
    for (const row of rows) {
      const outcome = (await replay(store, clock, row, mapping)) ? 'understood' : 'rejected';
      replayed[outcome] += 1;
    }
    const last = rows.at(-1);
    if (!last) return replayed;
    after = last.id;
  }
}

const pageAfter = (store: Store, after: number) =>
  store.db
    .selectFrom('rejection')
    .where('id', '>', after)
    .orderBy('id')
    .limit(PAGE)
    .select(['id', 'shop', 'topic', 'delivery', 'body', 'receiver'])
    .execute();

type Row = Awaited<ReturnType<typeof pageAfter>>[number];

async function replay(store: Store, clock: Clock, row: Row, mapping: string | undefined): Promise<boolean> {
  const { id, topic, delivery: key } = row;
  const { place, values } = JSON.parse(row.receiver) as Receiver;
  const delivery = { topic, key, rawBody: Buffer.from(row.body) };
  try {
    const told = shopNamed(row.shop).parse(delivery, values.source, mapping ?? values.mapping);
    // Whoever falls between the two takes the events in again, which changes nothing.
    if (told) await takeIn(told, values, { store, clock, place });
    await store.write((work) => work.deleteFrom('rejection').where('id', '=', id).execute());
    return true;
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    const reason = error.message;
    await store.write((work) => work.updateTable('rejection').set({ reason }).where('id', '=', id).execute());
    return false;
  }
}
